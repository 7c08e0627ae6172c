package main

import (
	"fmt"
	"io"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/fmapeak"
	"github.com/gopathway/pathway/internal/parallel"
)

// This file: the table of where the time goes, for --profile.

// newProfile returns a profile, or nil, which collects nothing.
func newProfile(on bool) *autograd.Profile {
	if !on {
		return nil
	}
	return new(autograd.Profile)
}

// writeProfile ends p and writes its table. A nil profile has none.
func writeProfile(w io.Writer, p *autograd.Profile) error {
	if p == nil {
		return nil
	}
	p.Stop()
	peak := peakGFLOPS()
	if peak > 0 {
		fmt.Fprintf(w, "\nwhere the time went (FMA peak of %d threads: %.1f GFLOP/s)\n", parallel.Threads(), peak)
	} else {
		fmt.Fprintf(w, "\nwhere the time went (%d threads)\n", parallel.Threads())
	}
	return p.WriteTable(w, peak)
}

// peakGFLOPS returns the most that all threads can do: the measured peak of one thread
// times their number. 0: it cannot be measured here.
func peakGFLOPS() float64 { return fmapeak.GFLOPS() * float64(parallel.Threads()) }
