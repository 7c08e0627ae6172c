// Finetune pretrains a masked autoencoder on images without labels, then trains a
// classifier on a few labels twice: from the autoencoder's weights, and from scratch. It
// shows package train: recipes, a Setup with a start, and what a run reports.
//
//	go run ./cmd/m2pt download mnist && go run ./examples/finetune
//	go run ./examples/finetune --init MODEL --data FOLDER    # a model of m2pt pretrain
//
//	masked autoencoder: loss 0.704 on 1000 images
//	100 labels, from scratch: test accuracy 40.9 %
//	100 labels, fine-tuned:   test accuracy 49.2 %
//
// Without MNIST it takes images made by code, on which so short a pretraining gains nothing.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/train"
	"github.com/gopathway/pathway/train/recipe"
)

// options are what the flags say.
type options struct {
	data, init      string
	images, labels  int
	pretrain, epoch int
}

func main() {
	var o options
	flag.StringVar(&o.data, "data", "data/mnist", "folder of images, in any layout of docs/formats.md")
	flag.StringVar(&o.init, "init", "", "pretrained model of images to begin with; otherwise one is pretrained here")
	flag.IntVar(&o.images, "images", 1000, "images to pretrain on")
	flag.IntVar(&o.labels, "labels", 100, "labelled images to train the classifiers on")
	flag.IntVar(&o.pretrain, "pretrain-epochs", 20, "passes over the images")
	flag.IntVar(&o.epoch, "epochs", 30, "passes over the labelled images")
	flag.Parse()
	if _, err := os.Stat(o.data); err != nil {
		log.Printf("there is no %s: images made by code are used", o.data)
		o.data = pipeline.SyntheticData
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if _, _, err := run(ctx, os.Stdout, o); err != nil {
		log.Fatal(err)
	}
}

// size is that of a new model. Fine-tuning keeps the size of the model that it begins with.
var size = pipeline.ModelOptions{Dim: 48, Depth: 3, Heads: 4, Image: pipeline.ImageModel{Patch: 7}}

// run returns the accuracies of the classifier from scratch and of the fine-tuned one.
func run(ctx context.Context, w io.Writer, o options) (scratch, tuned float64, err error) {
	corpus, err := pipeline.Load(ctx, m2pt.Image, o.data, pipeline.Options{})
	if err != nil {
		return 0, 0, err
	}
	size := size
	var start *m2pt.Model
	if o.init == "" {
		start, err = pretrain(ctx, w, corpus, o)
	} else if start, err = train.LoadModel(o.init); err == nil {
		e := start.Config.Encoder()
		size.Dim, size.Depth, size.Heads = e.Dim, e.Depth, e.Heads
		if v := start.Config.ViT(); v != nil {
			size.Image.Patch = v.Patch[0]
		}
	}
	if err != nil {
		return 0, 0, err
	}

	few, err := corpus.Take(o.labels, 1) // as many of every class
	if err != nil {
		return 0, 0, err
	}
	for _, way := range []struct {
		name     string
		start    *m2pt.Model
		accuracy *float64
	}{{"from scratch:", nil, &scratch}, {"fine-tuned:  ", start, &tuned}} {
		r, err := recipe.Load("image-finetune-small")
		if err != nil {
			return 0, 0, err
		}
		r.Epochs, r.Batch, r.EvalEvery = o.epoch, 10, o.epoch
		_, history, err := train.Fit(ctx, few, size, train.Setup{Init: way.start}, train.Options{Recipe: *r})
		if err != nil {
			return 0, 0, err
		}
		*way.accuracy = history.Final().Accuracy
		fmt.Fprintf(w, "%d labels, %s test accuracy %.1f %%\n", o.labels, way.name, 100**way.accuracy)
	}
	return scratch, tuned, nil
}

// pretrain trains a masked autoencoder, which rebuilds the patches that it does not see.
func pretrain(ctx context.Context, w io.Writer, corpus *pipeline.Corpus, o options) (*m2pt.Model, error) {
	some, err := corpus.Take(o.images, 1)
	if err != nil {
		return nil, err
	}
	r, err := recipe.Load("image-mae")
	if err != nil {
		return nil, err
	}
	r.Epochs, r.EvalEvery = o.pretrain, o.pretrain
	r.Batch, r.LR, r.MAE.NormPixLoss = 20, 2e-3, false
	masked := size
	masked.Masked = new(m2pt.Masked) // the recipe says what the decoder is like
	m, history, err := train.Fit(ctx, some, masked, train.Setup{}, train.Options{Recipe: *r})
	if err == nil {
		fmt.Fprintf(w, "masked autoencoder: loss %.3f on %d images\n", history.Final().Loss, o.images)
	}
	return m, err
}
