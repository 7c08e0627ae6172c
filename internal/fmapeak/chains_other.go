//go:build purego || !(amd64 || arm64)

package fmapeak

func loops() []loop { return nil }
