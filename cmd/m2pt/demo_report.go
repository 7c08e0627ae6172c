package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/bits"
	"time"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/train"
)

// This file: what the demo prints.

// speed is the time to classify an image, before and after the merge.
type speed struct{ before, after time.Duration }

// timeMerge returns the median times of p's models. It measures them by turns, so that a
// change of the machine's speed affects both.
func timeMerge(ctx context.Context, p *pair, test datasets.Set) (speed, error) {
	const rounds = 8 // the first, in which memory is allocated, does not count
	var took [2][]time.Duration
	for r := 0; r < rounds; r++ {
		for k := range took {
			i := (r + k) % 2 // neither is always the first
			m := [...]*m2pt.Model{p.pathway, p.merged}[i]
			start := time.Now()
			if _, err := train.Evaluate(ctx, m, test, train.EvaluateOptions{}); err != nil {
				return speed{}, err
			}
			if r > 0 {
				took[i] = append(took[i], time.Since(start)/time.Duration(test.Len()))
			}
		}
	}
	return speed{medianDuration(took[0]), medianDuration(took[1])}, nil
}

// report prints the figures of the image transformers.
func report(w io.Writer, audio *m2pt.Model, images *pipeline.Corpus, pairs []*pair, t speed) {
	fmt.Fprintf(w, "\naudio transformer: %.1f %% of %d test sounds right\n\n", 100*audio.Config.Trained.TestAccuracy, audio.Config.Trained.TestSamples)
	var plain, path, merged []float64
	equal, bits := 0, 0
	for _, p := range pairs {
		plain, path, merged = append(plain, 100*p.plainAcc), append(path, 100*p.pathAcc), append(merged, 100*p.mrgAcc)
		equal, bits = equal+p.equal, bits+p.bits
	}
	fmt.Fprintf(w, "accuracy on %d test images, %%, over %d seeds\n", images.Test.Len(), len(pairs))
	fmt.Fprintf(w, "%-10s %8s %8s %8s %8s\n", "", "mean", "std", "min", "max")
	for _, row := range []struct {
		name string
		v    []float64
	}{{"plain", plain}, {"pathway", path}, {"merged", merged}} {
		s := spread(row.v)
		fmt.Fprintf(w, "%-10s %8.2f %8.2f %8.2f %8.2f\n", row.name, s.mean, s.std, s.min, s.max)
	}
	d := make([]float64, len(pairs))
	for i := range d {
		d[i] = path[i] - plain[i]
	}
	s := spread(d)
	fmt.Fprintf(w, "pathway − plain, by seed: %+.2f ± %.2f (standard error)\n", s.mean, s.stderr)

	fmt.Fprintf(w, "\nlearned λ by block and layer (seed %d)\n", pairs[0].pathway.Config.Trained.Seed)
	printLambdas(w, m2pt.Lambdas(pairs[0].pathway.Net))

	fmt.Fprintf(w, "\nmerged and unmerged logits: %d of %d bits equal\n", equal, bits)
	p := pairs[0]
	fmt.Fprintf(w, "before the merge: %d parameters, %.4f ms per image\n", nn.CountParams(p.pathway.Net), ms(t.before))
	fmt.Fprintf(w, "after the merge:  %d parameters, %.4f ms per image\n", nn.CountParams(p.merged.Net), ms(t.after))
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// summary is what spread returns.
type summary struct{ mean, std, stderr, min, max float64 }

// spread returns the mean, the sample standard deviation, the standard error of the mean
// and the range of v. The deviation and the error of one number are 0.
func spread(v []float64) summary {
	s := summary{mean: stat.Mean(v, nil), min: floats.Min(v), max: floats.Max(v)}
	if len(v) > 1 {
		s.std = stat.StdDev(v, nil)
		s.stderr = s.std / math.Sqrt(float64(len(v)))
	}
	return s
}

// equalBits counts the bits in which a and b agree, and all bits. a and b are of one
// length.
func equalBits(a, b []float32) (equal, all int) {
	for i := range a {
		equal += 32 - bits.OnesCount32(math.Float32bits(a[i])^math.Float32bits(b[i]))
	}
	return equal, 32 * len(a)
}
