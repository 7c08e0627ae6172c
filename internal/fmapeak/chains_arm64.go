//go:build !purego

package fmapeak

// This file: the loops of arm64.

func loops() []loop { return []loop{{chainsNEON, 24 * 4 * 2}} }

// chainsNEON runs 24 independent chains of four lanes, each one link a round.
//
//go:noescape
func chainsNEON(rounds int)
