package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/datatest"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train"
	"github.com/gopathway/pathway/train/recipe"
)

// withToy is set in the environment of a test binary that is to be the program,
// with the toy modality beside its own. A process of its own keeps the registry
// of the other tests as it is.
const withToy = "M2PT_TEST_WITH_TOY"

// toyResume is the argument that makes it train, stop and resume instead.
const toyResume = "toy-resume"

func TestMain(m *testing.M) {
	if os.Getenv(withToy) == "" {
		os.Exit(m.Run())
	}
	m2pt.Register(toyFamily())
	pipeline.Register(toyRow())
	if os.Args[1] == toyResume {
		if err := resumeToy(os.Args[2], os.Args[3]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(exitFailure)
		}
		os.Exit(0)
	}
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

// toyProgram runs the program with the toy modality.
func toyProgram(t *testing.T, args ...string) string {
	t.Helper()
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), withToy+"=1")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("m2pt %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// toyFiles writes files of three kinds of bytes, and a recipe.
func toyFiles(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	rng := tensor.NewRNG(1)
	for part, n := range map[string]int{"train": 40, "test": 10} {
		for class, first := range map[string]byte{"digits": '0', "letters": 'a', "marks": '!'} {
			for i := 0; i < n; i++ {
				b := make([]byte, toyLength+i%3)
				for k := range b {
					b[k] = first + byte(rng.IntN(10))
				}
				datatest.WriteFile(t, filepath.Join(dir, "data", part, class, fmt.Sprintf("%03d.bin", i)), b)
			}
		}
	}
	datatest.WriteFile(t, filepath.Join(dir, "recipe.yaml"), []byte("epochs: 6\nbatch: 16\nlr: 0.003\nclip: 1\n"))
	return dir
}

// A modality that lives in this test alone is trained, takes a pathway through a
// model of images, is merged with equal bits, evaluated and used, all by the
// program's own commands.
func TestToyModality(t *testing.T) {
	dir := toyFiles(t)
	at := func(names ...string) string { return filepath.Join(append([]string{dir}, names...)...) }
	small := []string{"--dim", "16", "--depth", "2", "--heads", "2", "--quiet"}
	toys := append([]string{"train", "--modality", string(toy), "--data", at("data"), "--recipe", at("recipe.yaml")}, small...)
	accuracy := func(out string) float64 {
		t.Helper()
		var a float64
		i := strings.Index(out, "accuracy ")
		if _, err := fmt.Sscanf(out[max(i, 0):], "accuracy %f", &a); err != nil {
			t.Fatalf("no accuracy in %q", out)
		}
		return a
	}
	if a := accuracy(toyProgram(t, with(toys, "--out", at("plain"))...)); a < 80 {
		t.Errorf("accuracy %v %%", a)
	}
	toyProgram(t, with([]string{"train", "--modality", "image", "--data", "synthetic", "--train-size", "40", "--epochs", "1", "--out", at("image")}, small...)...)
	if a := accuracy(toyProgram(t, with(toys, "--aux", at("image"), "--freeze-aux", "--out", at("pathway"))...)); a < 80 {
		t.Errorf("accuracy with a pathway %v %%", a)
	}
	toyProgram(t, "merge", at("pathway"), "--out", at("merged"))
	file := at("data", "test", "letters", "000.bin")
	var answers []string
	for _, model := range []string{"pathway", "merged"} {
		if out := toyProgram(t, "inspect", at(model)); !strings.Contains(out, "12 tokens of a byte") {
			t.Errorf("inspect %s: %s", model, out)
		}
		eval := toyProgram(t, "eval", at(model), "--data", at("data"))
		answers = append(answers, eval[strings.Index(eval, ": "):strings.Index(eval, ", loss")]+toyProgram(t, "predict", at(model), file, "--json"))
	}
	if answers[0] != answers[1] || !strings.Contains(answers[0], `"guesses":[{"class":"letters"`) {
		t.Errorf("before the merge %s\nafter it %s", answers[0], answers[1])
	}
	toyProgram(t, toyResume, at("data"), at("pathway"))
}

// resumeToy trains toys twice, once with a stop, and compares all bits; and those
// of the model in a folder with those of its merge.
func resumeToy(data, pathway string) error {
	corpus, err := pipeline.Load(context.Background(), toy, data, pipeline.Options{})
	if err != nil {
		return err
	}
	r := recipe.Default()
	r.Epochs, r.Batch = 3, 16
	out, err := os.MkdirTemp("", "toys")
	if err != nil {
		return err
	}
	defer os.RemoveAll(out)
	models := make([]*m2pt.Model, 2)
	for i := range models {
		for stop := i == 1; ; stop = false {
			model, id, err := train.Setup{Config: corpus.ModelConfig(train.Configure(pipeline.ModelOptions{Dim: 16, Depth: 2, Heads: 2}, r, false)), Seed: 1}.Build()
			if err != nil {
				return err
			}
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			steps := 0
			t, err := train.New(model, corpus.Train, train.Options{Recipe: r, Test: corpus.Test, Out: filepath.Join(out, fmt.Sprint(i)), Identity: id, Hooks: train.Hooks{
				Step: func(train.Progress) {
					if steps++; stop && steps == 11 {
						cancel()
					}
				},
			}})
			if err != nil {
				return err
			}
			if err := t.Run(ctx); errors.Is(err, train.ErrInterrupted) && stop {
				continue
			} else if err != nil {
				return err
			}
			if stop {
				return errors.New("the run was not stopped")
			}
			models[i] = model
			break
		}
	}
	if !sameBits(models[0].Net, models[1].Net) {
		return errors.New("a resumed run has other bits")
	}
	m, err := m2pt.Load(pathway)
	if err != nil {
		return err
	}
	x := tensor.Full(65, 5, toyLength)
	if lambdas := m2pt.Lambdas(m.Net); len(lambdas) != 8 || lambdas[0].Value == 0 {
		return fmt.Errorf("λ are %v", lambdas)
	}
	if !slices.Equal(m.Logits(x).Data(), m.Merge().Logits(x).Data()) {
		return errors.New("the merge has other bits")
	}
	return nil
}

// sameBits reports whether two nets have equal parameters.
func sameBits(a, b nn.Transformer) bool {
	x, y := nn.StateDict(a), nn.StateDict(b)
	return slices.EqualFunc(x, y, func(p, q tensor.Named) bool {
		return p.Name == q.Name && slices.Equal(p.Tensor.Data(), q.Tensor.Data())
	})
}
