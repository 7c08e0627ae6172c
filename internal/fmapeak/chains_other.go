//go:build purego || !amd64

package fmapeak

func chains(int) float64 { return 0 }
