// Keywords spots words in WAV files: it trains a small transformer on spectrograms, or
// loads a model, and answers for the files on the command line. It shows how sounds become
// tokens, and how one file is prepared as the training set was.
//
//	go run ./cmd/m2pt download fsdd && go run ./examples/keywords some.wav
//	go run ./examples/keywords --model MODEL some.wav        # of m2pt train, or of --save
//
//	trained on 2700 sounds of 10 kinds: test accuracy 87.3 %
//	data/fsdd/recordings/1_theo_0.wav: 1 85 %, 7 8 %, 9 3 %
//
// Without the data it learns eight kinds of sounds made by code; without a file on the
// command line it answers for some of the data, or writes one, keyword.wav.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train"
	"github.com/gopathway/pathway/train/recipe"
)

// options are what the flags say.
type options struct {
	data, model, save string
	samples, epochs   int
}

func main() {
	var o options
	flag.StringVar(&o.data, "data", "data/fsdd", "folder of sounds, in any layout of docs/formats.md")
	flag.StringVar(&o.model, "model", "", "model to answer with; otherwise one is trained")
	flag.StringVar(&o.save, "save", "", "file to save the trained model to")
	flag.IntVar(&o.samples, "samples", 0, "sounds to train on, as many of every kind; 0: all")
	flag.IntVar(&o.epochs, "epochs", 8, "passes over them")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, o, flag.Args()); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, w io.Writer, o options, files []string) error {
	model, err := ready(ctx, w, o)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		if files, err = someFiles(o.data); err != nil {
			return err
		}
	}
	for _, file := range files {
		// Decode resamples, makes the spectrogram and normalises it as in training.
		sample, err := pipeline.Decode(ctx, model.Config, file, pipeline.DecodeOptions{})
		if err != nil {
			return err
		}
		for _, note := range sample.Notes {
			fmt.Fprintln(w, note)
		}
		fmt.Fprintf(w, "%s: %s\n", file, answer(model, sample.X))
	}
	return nil
}

// someFiles returns three files of the data, or writes one.
func someFiles(data string) ([]string, error) {
	if found, err := filepath.Glob(filepath.Join(data, "*", "*.wav")); err == nil && len(found) > 0 {
		n := len(found)
		return []string{found[n/6], found[n/2], found[5*n/6]}, nil
	}
	const name = "keyword.wav"
	clips := synthetic.Audio(7, 7)
	return []string{name}, datasets.WriteWAV(name, clips.Samples[6], clips.Rate)
}

// ready returns a model that was trained: that of --model, or a new one.
func ready(ctx context.Context, w io.Writer, o options) (*m2pt.Model, error) {
	if o.model != "" {
		model, err := train.LoadModel(o.model)
		if err == nil && (model.Config.Modality != m2pt.Audio || len(model.Config.Classes) == 0) {
			err = fmt.Errorf("--model %s is no classifier of sounds", o.model)
		}
		return model, err
	}
	if _, err := os.Stat(o.data); errors.Is(err, fs.ErrNotExist) {
		o.data = pipeline.SyntheticData
	}
	sounds, err := pipeline.Load(ctx, m2pt.Audio, o.data, pipeline.Options{TrainSize: o.samples})
	if err != nil {
		return nil, err
	}
	r, err := recipe.Load("audio")
	if err != nil {
		return nil, err
	}
	r.Epochs, r.Batch, r.LR, r.EvalEvery = o.epochs, 10, 2e-3, o.epochs
	r.Audio.TimeMasks, r.Audio.FreqMasks = 0, 0 // they are for longer trainings
	size := pipeline.ModelOptions{Dim: 48, Depth: 2, Heads: 4, Audio: pipeline.AudioModel{Patch: [2]int{8, 16}}}
	model, history, err := train.Fit(ctx, sounds, size, train.Setup{}, train.Options{Recipe: *r})
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(w, "trained on %d sounds of %d kinds: test accuracy %.1f %%\n", sounds.Train.Len(), len(sounds.Classes), 100*history.Final().Accuracy)
	if o.save != "" {
		return model, model.Save(o.save)
	}
	return model, nil
}

// answer returns the three likeliest classes of a sample with their probabilities.
func answer(m *m2pt.Model, x *tensor.Tensor) (text string) {
	p := tensor.Softmax(nil, m.Logits(x), -1)
	order := tensor.ArgSort(tensor.Neg(nil, p), -1)
	for i, class := range order[:min(3, len(order))] {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%s %.0f %%", m.Config.Classes[class], 100*p.At(0, class))
	}
	return text
}
