// Command library uses Pathway as a program of its own would, through its public
// packages alone: it trains, resumes, fine-tunes, reads a sound, connects two
// models, merges them and serves predictions.
//
//	go run . DATA OUT
//
// DATA has the folders images and sounds, each with a folder of files per class;
// OUT is where runs go.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/train"
	"github.com/gopathway/pathway/train/recipe"
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: library DATA OUT")
	}
	if err := run(context.Background(), os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

// shape is that of every model here: pathways connect models of one width and depth.
var shape = pipeline.ModelOptions{
	Dim: 32, Depth: 2, Heads: 4,
	Image: pipeline.ImageModel{Patch: 4}, Audio: pipeline.AudioModel{Patch: [2]int{8, 16}},
}

func run(ctx context.Context, data, out string) error {
	images, err := pipeline.Load(context.Background(), m2pt.Image, filepath.Join(data, "images"), pipeline.Options{Side: 16})
	if err != nil {
		return err
	}
	sounds, err := pipeline.Load(context.Background(), m2pt.Audio, filepath.Join(data, "sounds"), pipeline.Options{})
	if err != nil {
		return err
	}
	r, err := recipe.Load(filepath.Join(data, "recipe.yaml"))
	if err != nil {
		return err
	}

	// Train a ViT on folders of images. The first try is stopped, the second goes
	// on from its checkpoint.
	plain := filepath.Join(out, "plain")
	stopped, cancel := context.WithCancel(ctx)
	stop := train.Hooks{Epoch: func(train.Progress, train.Record) { cancel() }} // after the first
	if _, err := fit(stopped, images, *r, plain, train.Setup{}, stop); !errors.Is(err, train.ErrInterrupted) {
		return fmt.Errorf("the run was not stopped: %v", err)
	}
	if err := report("resumed")(fit(ctx, images, *r, plain, train.Setup{}, train.Hooks{})); err != nil {
		return err
	}

	// Fine-tune from the model that this wrote, with a lower learning rate.
	from, err := m2pt.Load(plain)
	if err != nil {
		return err
	}
	r.LR = r.PeakLR() / 10
	if err := report("fine-tuned")(fit(ctx, images, *r, filepath.Join(out, "tuned"), train.Setup{Init: from}, train.Hooks{})); err != nil {
		return err
	}

	// Train a model of sounds; decode a file and ask it.
	listener, err := fit(ctx, sounds, *r, filepath.Join(out, "sounds"), train.Setup{}, train.Hooks{})
	if err := report("sounds")(listener, err); err != nil {
		return err
	}
	file := filepath.Join(data, "sounds", "test", sounds.Classes[0], "0.wav")
	sample, err := pipeline.Decode(context.Background(), listener.Config, file, pipeline.DecodeOptions{})
	if err != nil {
		return err
	}
	fmt.Println(file, "is", listener.Config.Classes[nn.Likeliest(listener.Logits(sample.X))[0]])

	// Let the images pass through the model of sounds, and merge the two.
	path, err := fit(ctx, images, *r, filepath.Join(out, "pathway"), train.Setup{Auxiliaries: []*m2pt.Model{listener}}, train.Hooks{})
	if err := report("pathway")(path, err); err != nil {
		return err
	}
	merged := path.Merge()
	batch := datasets.NewBatch(images.Test, []int{0, 1, 2, 3})
	if want := path.Logits(batch).Data(); !slices.Equal(want, merged.Logits(batch).Data()) {
		return errors.New("the merge changed the logits")
	}
	if err := merged.Save(filepath.Join(out, "merged.safetensors")); err != nil {
		return err
	}

	// Serve: any number of callers, one set of weights.
	server, err := nn.NewPredictor(merged.Net, nn.PredictorOptions{Concurrency: 2, WarmUp: batch})
	if err != nil {
		return err
	}
	var callers sync.WaitGroup
	right := make([]bool, images.Test.Len())
	for i := range right {
		callers.Add(1)
		go func() {
			defer callers.Done()
			logits, err := server.Predict(ctx, datasets.NewBatch(images.Test, []int{i}))
			right[i] = err == nil && nn.Likeliest(logits)[0] == images.Test.Labels()[i]
		}()
	}
	callers.Wait()
	wrong := len(slices.DeleteFunc(right, func(ok bool) bool { return ok }))
	fmt.Printf("served %d images, %d wrong\n", images.Test.Len(), wrong)
	return nil
}

// fit trains a new model for a corpus in the folder out, or goes on there.
func fit(ctx context.Context, c *pipeline.Corpus, r recipe.Recipe, out string, s train.Setup, h train.Hooks) (*m2pt.Model, error) {
	m, _, err := train.Fit(ctx, c, shape, s, train.Options{Recipe: r, Out: out, Hooks: h})
	return m, err
}

// report prints what a run ended with.
func report(what string) func(*m2pt.Model, error) error {
	return func(m *m2pt.Model, err error) error {
		if err == nil {
			fmt.Printf("%s: accuracy %.0f %%\n", what, 100*m.Config.Trained.TestAccuracy)
		}
		return err
	}
}
