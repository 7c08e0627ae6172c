//go:build purego || !(amd64 || arm64)

package fmapeak

// This file: platforms without assembly, which have no loops.

func loops() []loop { return nil }
