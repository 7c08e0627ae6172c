package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
)

// This file: the part of m2pt demo whose targets are not images.

// ring lists these targets in turn. Each has a pathway through the plain model of the
// target before it, the first through the plain model of images. They have less data
// than images, because the demo should end in about a minute.
var ring = []struct {
	target          m2pt.Modality
	samples, epochs int
}{
	{m2pt.Audio, 400, 20},
	{m2pt.Point, 240, 10},
	{m2pt.Video, 400, 12},
}

// demoPoints is how many points of a cloud the demo's models take.
const demoPoints = 256

// ring trains every target of the ring plainly and with a pathway, merges the latter, and
// prints a line for each target.
func (o *demoOptions) ring(ctx context.Context, w io.Writer, show *display, size pipeline.ModelOptions, aux *m2pt.Model) error {
	fmt.Fprintf(w, "\nthe other modalities as targets, one seed\n")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "target\tauxiliary\tsamples\tplain %\tpathway %\tmerged %\tequal bits\t")
	for _, r := range ring {
		n, epochs := min(r.samples, o.images), min(r.epochs, o.epochs)
		data, err := pipeline.Synthetic(r.target, n, o.testSamples, o.seed, pipeline.Options{Points: demoPoints})
		if err != nil {
			return err
		}
		p, err := o.pair(ctx, show, data, size, epochs, o.seed, aux)
		if err != nil {
			return err
		}
		equal := fmt.Sprintf("%d of %d", p.equal, p.bits) // of merged and unmerged logits
		fmt.Fprintf(t, "%s\t%s\t%d\t%.2f\t%.2f\t%.2f\t%s\t\n", r.target, aux.Config.Modality, n, 100*p.plainAcc, 100*p.pathAcc, 100*p.mrgAcc, equal)
		aux = p.plain
	}
	return t.Flush()
}
