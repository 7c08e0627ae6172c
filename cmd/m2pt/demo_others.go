package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
)

// ring are the targets of the demo besides images, in turn; each has a pathway
// through the plain model of the one before, the first through that of images.
// They see less than images do: the demo is to end in about a minute.
var ring = []struct {
	target          m2pt.Modality
	samples, epochs int
}{
	{m2pt.Audio, 400, 20},
	{m2pt.Point, 240, 10},
	{m2pt.Video, 400, 12},
}

// demoPoints is how many points of a cloud the demo's models are given.
const demoPoints = 256

// ring trains every other modality plainly and with a pathway, merges, and prints
// a line for each.
func (o *demoOptions) ring(ctx context.Context, w io.Writer, show *display, size pipeline.ModelOptions, aux *m2pt.Model) error {
	fmt.Fprintf(w, "\nthe other modalities as targets, one seed\n")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "target\tauxiliary\tsamples\tplain %\tpathway %\tmerged %\tbits of merged and unmerged logits\t")
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
		equal := fmt.Sprintf("%d of %d equal", p.equal, p.bits)
		fmt.Fprintf(t, "%s\t%s\t%d\t%.2f\t%.2f\t%.2f\t%s\t\n", r.target, aux.Config.Modality, n, 100*p.plainAcc, 100*p.pathAcc, 100*p.mrgAcc, equal)
		aux = p.plain
	}
	return t.Flush()
}
