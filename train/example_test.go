package train_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/m2pt/audio"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train"
	"github.com/gopathway/pathway/train/recipe"
)

// stripes are images of 8×8 pixels with one bright stripe: sample i has it in row
// or column i%8. Any type with these methods is a set to train on.
type stripes int

func (s stripes) Len() int     { return int(s) }
func (s stripes) Shape() []int { return []int{1, 8, 8} }

// Labels are 0 for rows and 1 for columns.
func (s stripes) Labels() []int {
	labels := make([]int, s)
	for i := range labels {
		labels[i] = i / 8 % 2
	}
	return labels
}

func (s stripes) Targets(dst, idx []int) []int {
	dst = dst[:0]
	for _, i := range idx {
		dst = append(dst, i/8%2)
	}
	return dst
}

func (s stripes) Batch(dst *tensor.Tensor, idx []int) {
	dst.Fill(0)
	for k, i := range idx {
		for p := 0; p < 8; p++ {
			if i/8%2 == 0 {
				dst.Set(1, k, 0, i%8, p)
			} else {
				dst.Set(1, k, 0, p, i%8)
			}
		}
	}
}

// config is a small classifier of stripes.
func config() m2pt.Config {
	return m2pt.Config{
		Modality: m2pt.Image, Classes: []string{"row", "column"}, Mean: []float32{0}, Std: []float32{1},
		Net: &nn.ViTConfig{Image: [2]int{8, 8}, Patch: [2]int{4, 4}, Channels: 1, Dim: 16, Depth: 2, Heads: 2, Classes: 2, MeanPool: true},
	}
}

// howToTrain is a recipe for stripes.
func howToTrain(epochs int) recipe.Recipe {
	r := recipe.Default()
	r.Epochs, r.Batch, r.LR = epochs, 8, 3e-3
	return r
}

// A model is trained and evaluated, and its file read again.
func ExampleTrainer() {
	dir, err := os.MkdirTemp("", "run")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	r := howToTrain(20)
	model, identity, err := train.Setup{Config: config(), Seed: r.Seed}.Build()
	if err != nil {
		log.Fatal(err)
	}
	t, err := train.New(model, stripes(64), train.Options{Recipe: r, Test: stripes(16), Out: dir, Identity: identity, DataName: "stripes"})
	if err != nil {
		log.Fatal(err)
	}
	if err := t.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("accuracy %.2f after %d epochs\n", t.History().Final().Accuracy, len(t.History()))

	loaded, err := train.LoadModel(dir)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("trained on", loaded.Config.Trained.Samples, "samples of", loaded.Config.Trained.Data)
	// Output:
	// accuracy 1.00 after 20 epochs
	// trained on 64 samples of stripes
}

// A run that is stopped goes on from its checkpoint, here after an epoch. The model
// is built anew, as by a program that is started again.
func ExampleTrainer_Run_resume() {
	dir, err := os.MkdirTemp("", "run")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	run := func(ctx context.Context, hooks train.Hooks) error {
		r := howToTrain(3)
		model, identity, err := train.Setup{Config: config(), Seed: r.Seed}.Build()
		if err != nil {
			return err
		}
		t, err := train.New(model, stripes(64), train.Options{Recipe: r, Out: dir, Identity: identity, Hooks: hooks})
		if err != nil {
			return err
		}
		return t.Run(ctx)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	err = run(ctx, train.Hooks{Epoch: func(train.Progress, train.Record) { stop() }})
	fmt.Println("stopped:", errors.Is(err, train.ErrInterrupted))
	err = run(context.Background(), train.Hooks{
		Resume: func(p train.Progress) { fmt.Printf("resumed after %d of %d epochs\n", p.Epoch, p.Epochs) },
		Epoch:  func(p train.Progress, _ train.Record) { fmt.Println("epoch", p.Epoch, "is done") },
	})
	fmt.Println("error:", err)
	// Output:
	// stopped: true
	// resumed after 1 of 3 epochs
	// epoch 2 is done
	// epoch 3 is done
	// error: <nil>
}

// Hooks follow a run; one that ends the run's context stops it early.
func ExampleHooks() {
	r := howToTrain(100)
	r.EvalEvery = 1
	model, _, err := train.Setup{Config: config(), Seed: r.Seed}.Build()
	if err != nil {
		log.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	steps := 0
	t, err := train.New(model, stripes(64), train.Options{Recipe: r, Test: stripes(16), Hooks: train.Hooks{
		Start: func(p train.Progress) { fmt.Println(p.Batches, "batches in an epoch,", p.Total, "samples in all") },
		Step:  func(train.Progress) { steps++ },
		Epoch: func(_ train.Progress, epoch train.Record) {
			if epoch.Test.Accuracy == 1 {
				stop() // it cannot get better
			}
		},
	}})
	if err != nil {
		log.Fatal(err)
	}
	err = t.Run(ctx)
	fmt.Println(err, "at accuracy", t.History().Final().Accuracy)
	fmt.Println("as many epochs as steps/8:", steps/8 == len(t.History()))
	// Output:
	// 8 batches in an epoch, 6400 samples in all
	// interrupted at accuracy 1
	// as many epochs as steps/8: true
}

// A model that serves is evaluated through the outputs that it serves.
func ExampleEvaluate() {
	model, _, err := train.Setup{Config: config(), Seed: 1}.Build()
	if err != nil {
		log.Fatal(err)
	}
	t, err := train.New(model, stripes(64), train.Options{Recipe: howToTrain(20)})
	if err != nil {
		log.Fatal(err)
	}
	if err := t.Run(context.Background()); err != nil {
		log.Fatal(err)
	}

	outputs, err := train.ResidentOutputs(model, nil)
	if err != nil {
		log.Fatal(err)
	}
	score, err := train.Evaluate(context.Background(), model, stripes(48), train.EvaluateOptions{Outputs: outputs})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d of %d samples\n", score.Correct, score.Samples)
	for _, class := range score.PerClass {
		fmt.Printf("%s: %d of %d\n", class.Class, class.Correct, class.Samples)
	}
	// Output:
	// 48 of 48 samples
	// row: 24 of 24
	// column: 24 of 24
}

// From a data set and a recipe to a trained model: the corpus says what a model for
// it is like, the recipe how its samples are varied and the model is trained. Data in
// a folder is read by pipeline.Load.
func ExampleConfigure() {
	corpus, err := pipeline.Synthetic(m2pt.Image, 100, 50, 1, pipeline.Options{})
	if err != nil {
		log.Fatal(err)
	}
	r, err := recipe.Load("image")
	if err != nil {
		log.Fatal(err)
	}
	r.Epochs = 2
	size := pipeline.ModelOptions{Dim: 32, Depth: 2, Heads: 4, Image: pipeline.ImageModel{Patch: 7}}
	model, identity, err := train.Setup{Config: corpus.ModelConfig(train.Configure(size, *r, false)), Seed: r.Seed}.Build()
	if err != nil {
		log.Fatal(err)
	}
	t, err := train.New(model, corpus.Augmented(r.Augment()), train.Options{
		Recipe: *r, Test: corpus.Test, Identity: identity, DataName: corpus.Name, HeldOut: corpus.HeldOut,
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := t.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d epochs on %d samples of %s\n", len(t.History()), model.Config.Trained.Samples, model.Config.Trained.Data)
	// Output: 2 epochs on 100 samples of synthetic image
}

// Fit joins all steps from a corpus to a trained model: here a masked autoencoder of
// images without labels, and a classifier that begins with its weights.
func ExampleFit() {
	corpus, err := pipeline.Synthetic(m2pt.Image, 100, 50, 1, pipeline.Options{})
	if err != nil {
		log.Fatal(err)
	}
	size := pipeline.ModelOptions{Dim: 32, Depth: 2, Heads: 4, Image: pipeline.ImageModel{Patch: 7}}
	fit := func(recipeName string, size pipeline.ModelOptions, s train.Setup) *m2pt.Model {
		r, err := recipe.Load(recipeName)
		if err != nil {
			log.Fatal(err)
		}
		r.Epochs = 2
		m, history, err := train.Fit(context.Background(), corpus, size, s, train.Options{Recipe: *r})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %d epochs on %d samples\n", recipeName, len(history), m.Config.Trained.Samples)
		return m
	}
	masked := size
	masked.Masked = new(m2pt.Masked)
	start := fit("image-mae", masked, train.Setup{})
	fit("image-finetune-small", size, train.Setup{Init: start})
	// Output:
	// image-mae: 2 epochs on 100 samples
	// image-finetune-small: 2 epochs on 100 samples
}

// A model with a pathway through a model of another modality, of which λ and the
// head alone are trained.
func ExampleSetup() {
	sounds := config()
	sounds.Modality, sounds.Filters = m2pt.Audio, &audio.FilterBankConfig{SampleRate: 8000, NumMelBins: 8, TargetLength: 8}
	auxiliary, err := m2pt.NewModel(sounds, tensor.NewRNG(2)) // or one that was trained: train.LoadModel
	if err != nil {
		log.Fatal(err)
	}
	model, identity, err := train.Setup{
		Config: config(), Seed: 1,
		Auxiliaries: []*m2pt.Model{auxiliary}, Pathway: m2pt.Options{FreezeAux: true},
		FreezeBackbone: true,
	}.Build()
	if err != nil {
		log.Fatal(err)
	}
	trained := 0
	for _, p := range nn.Params(model.Net) {
		if p.Param.RequiresGrad() {
			trained += p.Param.Value.Size()
		}
	}
	fmt.Println(trained, "of", nn.CountParams(model.Net), "parameters are trained;", len(identity.Auxiliaries), "auxiliary")
	// Output: 42 of 13146 parameters are trained; 1 auxiliary
}

// A history is a table.
func ExampleHistory_String() {
	fmt.Print(train.History{
		{Epoch: 1, LR: 1e-3, Loss: 2.2, Accuracy: 0.2},
		{Epoch: 2, LR: 1e-4, Loss: 1.5, Accuracy: 0.5, Test: &train.Score{Loss: 1.3, Accuracy: 0.6}},
	})
	// Output:
	// epoch          lr  train loss    acc. %   test loss    acc. %
	//     1       0.001      2.2000     20.00
	//     2      0.0001      1.5000     50.00      1.3000     60.00
}
