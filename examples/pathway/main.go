// Pathway is the idea of the project in one program: a transformer of images is trained
// with a pathway through the weights of a transformer of sounds, W + λ·W' in every linear
// layer, and beside it a plain one. Then the pathway is merged into plain weights, and
// every logit is compared with ==.
//
//	go run ./examples/pathway
//
//	sounds:  test accuracy 40.0 %
//	plain:   test accuracy 45.0 %
//	pathway: test accuracy 46.4 %
//	λ of block 0: attn.qkv +0.0012 attn.proj -0.0075 mlp.fc1 +0.0054 mlp.fc2 -0.0005
//	...
//	merged:  5000 of 5000 logits are equal, 88666 of 171622 parameters
//
// The difference of two short trainings tells nothing of what a pathway is worth: see
// docs/results.md for what many seeds said.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/train"
	"github.com/gopathway/pathway/train/recipe"
)

// options are what the flags say.
type options struct{ samples, test, epochs int }

func main() {
	var o options
	flag.IntVar(&o.samples, "samples", 800, "sounds, and images, to train on")
	flag.IntVar(&o.test, "test", 500, "sounds, and images, to test on")
	flag.IntVar(&o.epochs, "epochs", 10, "passes over them")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if _, err := run(ctx, os.Stdout, o); err != nil {
		log.Fatal(err)
	}
}

// size is that of both models: blocks that pathways connect agree in width and depth.
var size = pipeline.ModelOptions{
	Dim: 48, Depth: 3, Heads: 4,
	Image: pipeline.ImageModel{Patch: 7}, Audio: pipeline.AudioModel{Patch: [2]int{16, 16}},
}

// outcome is what the program finds.
type outcome struct {
	plain, pathway *m2pt.Model
	merged         *m2pt.Model
	equal, logits  int
}

func run(ctx context.Context, w io.Writer, o options) (*outcome, error) {
	sounds, err := pipeline.Synthetic(m2pt.Audio, o.samples, o.test, 1, pipeline.Options{})
	if err != nil {
		return nil, err
	}
	images, err := pipeline.Synthetic(m2pt.Image, o.samples, o.test, 1, pipeline.Options{})
	if err != nil {
		return nil, err
	}
	fit := func(name string, c *pipeline.Corpus, s train.Setup) (*m2pt.Model, error) {
		r, err := recipe.Load(string(c.Modality))
		if err != nil {
			return nil, err
		}
		r.Epochs, r.Batch, r.LR, r.EvalEvery = o.epochs, 20, 3e-3, o.epochs
		r.Audio.TimeMasks, r.Audio.FreqMasks = 0, 0 // they are for longer trainings
		m, history, err := train.Fit(ctx, c, size, s, train.Options{Recipe: *r})
		if err == nil {
			fmt.Fprintf(w, "%-8s test accuracy %.1f %%\n", name, 100*history.Final().Accuracy)
		}
		return m, err
	}
	auxiliary, err := fit("sounds:", sounds, train.Setup{})
	if err != nil {
		return nil, err
	}
	found := new(outcome)
	if found.plain, err = fit("plain:", images, train.Setup{}); err != nil {
		return nil, err
	}
	if found.pathway, err = fit("pathway:", images, train.Setup{Auxiliaries: []*m2pt.Model{auxiliary}}); err != nil {
		return nil, err
	}

	// λ began at 0: what it is now says how much of the other modality each layer uses.
	for i, l := range m2pt.Lambdas(found.pathway.Net) {
		if i%len(m2pt.Layers) == 0 {
			fmt.Fprintf(w, "λ of block %d:", l.Block)
		}
		fmt.Fprintf(w, " %s %+.4f", l.Layer, l.Value)
		if i%len(m2pt.Layers) == len(m2pt.Layers)-1 {
			fmt.Fprintln(w)
		}
	}

	found.merged = found.pathway.Merge()
	batch := datasets.NewBatch(images.Test, datasets.Order(images.Test.Len(), 0, 0))
	a, b := found.pathway.Logits(batch).Data(), found.merged.Logits(batch).Data()
	for i := range a {
		if a[i] == b[i] {
			found.equal++
		}
	}
	found.logits = len(a)
	fmt.Fprintf(w, "merged:  %d of %d logits are equal, %d of %d parameters\n",
		found.equal, found.logits, nn.CountParams(found.merged.Net), nn.CountParams(found.pathway.Net))
	return found, nil
}
