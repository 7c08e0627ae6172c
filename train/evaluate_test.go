package train

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// A resident model scores as the model itself, to the last digit, in batches of any
// size.
func TestEvaluateResident(t *testing.T) {
	for name, c := range configs() {
		m, _ := trainToEnd(t, c, newToySet(c, 8, 1), Options{Recipe: quick(1, 4)})
		set := newToySet(c, 7, 2)
		want, err := Evaluate(context.Background(), m, set, EvaluateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		outputs, err := ResidentOutputs(m, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Evaluate(context.Background(), m, set, EvaluateOptions{Outputs: outputs})
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: resident %+v (%v), by itself %+v", name, got, err, want)
		}
		if c.Masked != nil {
			continue // masks depend on the batch
		}
		small, err := Evaluate(context.Background(), m, set, EvaluateOptions{Outputs: outputs, Batch: 2})
		if err != nil || small.Correct != want.Correct || !(math.Abs(small.Loss-want.Loss) < 1e-6) || !reflect.DeepEqual(small.Segment, want.Segment) {
			t.Errorf("%s: in batches of 2 %+v (%v), want %+v", name, small, err, want)
		}
	}
}

// A score counts what the outputs say.
func TestEvaluate(t *testing.T) {
	c := imageConfig()
	set := newToySet(c, 5, 1) // classes 0 1 0 1 0
	m, _ := build(t, Setup{Config: c, Seed: 1})
	given := []int{0, 1, 1, 0, 0}
	at := 0
	outputs := func(_ context.Context, x *tensor.Tensor, categories []int) (*tensor.Tensor, error) {
		y := tensor.New(x.Dim(0), 2)
		for i := 0; i < x.Dim(0); i++ {
			y.Set(1, i, given[at])
			at++
		}
		return y, nil
	}
	var seen []int
	s, err := Evaluate(context.Background(), m, set, EvaluateOptions{Outputs: outputs, Batch: 2, Each: func(idx []int, y *tensor.Tensor) {
		if y.Dim(0) != len(idx) {
			t.Errorf("outputs %v of %d samples", y.Shape(), len(idx))
		}
		seen = append(seen, idx...)
	}})
	if err != nil {
		t.Fatal(err)
	}
	right, wrong := math.Log(1+math.Exp(-1)), math.Log(1+math.E)
	want := &Score{Samples: 5, Correct: 3, Accuracy: 0.6, Loss: s.Loss, PerClass: []ClassScore{{"low", 3, 2}, {"high", 2, 1}}}
	if !reflect.DeepEqual(s, want) || !(math.Abs(s.Loss-(3*right+2*wrong)/5) < 1e-6) {
		t.Errorf("score %+v, want %+v", s, want)
	}
	if !reflect.DeepEqual(seen, []int{0, 1, 2, 3, 4}) || s.PerClass[0].Accuracy() != 2.0/3 {
		t.Errorf("seen %v, %v", seen, s.PerClass[0].Accuracy())
	}
}

// What cannot be measured is an error, not a NaN.
func TestEvaluateRefuses(t *testing.T) {
	all := configs()
	for name, k := range map[string]struct{ element string }{
		"image segmenter": {"no pixel of the 3 samples"},
		"point segmenter": {"no point of the 3 samples"},
		"image":           {"no sample of the 3 samples"},
	} {
		c := all[name]
		m, _ := build(t, Setup{Config: c, Seed: 1})
		blank := newToySet(c, 3, 1)
		for i := range blank.labels {
			blank.labels[i] = autograd.IgnoreLabel
		}
		for _, targets := range blank.targets {
			for i := range targets {
				targets[i] = autograd.IgnoreLabel
			}
		}
		if _, err := Evaluate(context.Background(), m, blank, EvaluateOptions{}); err == nil || !strings.Contains(err.Error(), k.element) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	m, _ := build(t, Setup{Config: all["image"], Seed: 1})
	if _, err := Evaluate(context.Background(), m, newToySet(all["video"], 3, 1), EvaluateOptions{}); err == nil || !strings.Contains(err.Error(), "shape") {
		t.Errorf("videos for a model of images: error %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, o := range []EvaluateOptions{{}, {Outputs: func(ctx context.Context, _ *tensor.Tensor, _ []int) (*tensor.Tensor, error) { return nil, ctx.Err() }}} {
		if _, err := Evaluate(ctx, m, newToySet(all["image"], 3, 1), o); !errors.Is(err, ErrInterrupted) || !errors.Is(err, context.Canceled) {
			t.Errorf("a context that has ended: error %v", err)
		}
	}
	broken := errors.New("broken")
	if _, err := Evaluate(context.Background(), m, newToySet(all["image"], 3, 1), EvaluateOptions{
		Outputs: func(context.Context, *tensor.Tensor, []int) (*tensor.Tensor, error) { return nil, broken },
	}); !errors.Is(err, broken) {
		t.Errorf("a model that fails: error %v", err)
	}
}

// The files of the figures, byte for byte: programs read them.
func TestHistoryWrite(t *testing.T) {
	class := 0.25
	h := History{
		{Epoch: 1, LR: 0.001, Loss: 2.25, Accuracy: 0.125, PerSecond: 1234.5678},
		{Epoch: 2, LR: 1e-5, Loss: 1.0 / 3, Accuracy: 2.0 / 3, PerSecond: 10, Test: &Score{Samples: 4, Correct: 3, Accuracy: 0.75, Loss: 0.5, PerClass: []ClassScore{{"low", 4, 3}}}},
		{Epoch: 3, LR: 0, Loss: 0.25, Accuracy: 1, PerSecond: 10, Test: &Score{Samples: 4, Correct: 30, Targets: 40, Accuracy: 0.75, Loss: 0.5,
			Segment: &SegmentScore{MeanIoU: 0.5, ClassIoU: &class, PerClass: []ClassIoU{{"low", 0.5}}}}},
	}
	dir := t.TempDir()
	if err := h.Write(dir); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		MetricsCSV: `epoch,lr,train_loss,train_accuracy,test_loss,test_accuracy,samples_per_second
1,0.001,2.25,0.125,,,1234.6
2,1e-05,0.333333,0.666667,0.5,0.75,10.0
3,0,0.25,1,0.5,0.75,10.0
`,
		MetricsJSON: `[
  {
    "epoch": 1,
    "lr": 0.001,
    "train_loss": 2.25,
    "train_accuracy": 0.125,
    "samples_per_second": 1234.5678
  },
  {
    "epoch": 2,
    "lr": 0.00001,
    "train_loss": 0.3333333333333333,
    "train_accuracy": 0.6666666666666666,
    "samples_per_second": 10,
    "test": {
      "samples": 4,
      "correct": 3,
      "accuracy": 0.75,
      "loss": 0.5
    }
  },
  {
    "epoch": 3,
    "lr": 0,
    "train_loss": 0.25,
    "train_accuracy": 1,
    "samples_per_second": 10,
    "test": {
      "samples": 4,
      "correct": 30,
      "targets": 40,
      "accuracy": 0.75,
      "loss": 0.5,
      "segmentation": {
        "mean_iou": 0.5,
        "category_mean_iou": 0.25
      }
    }
  }
]
`,
	} {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !bytes.Equal(got, []byte(want)) {
			t.Errorf("%s (%v):\n%s\nwant\n%s", name, err, got, want)
		}
	}
	if err := h.Write(filepath.Join(dir, "nowhere")); err == nil {
		t.Error("no error of a folder that is not there")
	}
}
