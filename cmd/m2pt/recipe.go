package main

import (
	"fmt"
	"math"

	"github.com/gopathway/pathway/nn"
)

// recipe is everything about a training run besides the model and the data.
// Two runs with equal recipes, models and data give equal bits.
type recipe struct {
	Epochs         int     `json:"epochs"`
	Batch          int     `json:"batch"`
	LR             float64 `json:"lr"`
	MinLR          float64 `json:"min_lr"`
	Warmup         float64 `json:"warmup_epochs"`
	WeightDecay    float64 `json:"weight_decay"`
	LabelSmoothing float64 `json:"label_smoothing"`
	Clip           float64 `json:"clip"`
	Augment        bool    `json:"augment"`
	EvalEvery      int     `json:"eval_every"`
	Seed           uint64  `json:"seed"`
}

// validate reports a value that makes no sense.
func (r recipe) validate() error {
	switch {
	case r.Epochs < 1 || r.Epochs > 1e6:
		return usagef("--epochs is %d, want 1 to 1000000", r.Epochs)
	case r.Batch < 1 || r.Batch > 1<<16:
		return usagef("--batch is %d, want 1 to %d", r.Batch, 1<<16)
	case !(r.LR > 0) || math.IsInf(r.LR, 0):
		return usagef("--lr is %v, want more than 0", r.LR)
	case !(r.WeightDecay >= 0) || math.IsInf(r.WeightDecay, 0):
		return usagef("--weight-decay is %v, want 0 or more", r.WeightDecay)
	case !(r.LabelSmoothing >= 0 && r.LabelSmoothing < 1):
		return usagef("--label-smoothing is %v, want at least 0, less than 1", r.LabelSmoothing)
	case !(r.Clip >= 0):
		return usagef("--clip is %v, want 0 (off) or more", r.Clip)
	case r.EvalEvery < 0:
		return usagef("--eval-every is %d, want 0 (automatic) or more", r.EvalEvery)
	}
	return nil
}

// fill replaces automatic values by what suits n training samples and test
// test samples: few samples are seen more often, and the test set is not
// gone through more often than it costs a third of the training.
func (r recipe) fill(n, test int) recipe {
	if r.Epochs == 0 {
		r.Epochs = min(max((100000+n-1)/max(n, 1), 12), 200)
	}
	if r.EvalEvery == 0 {
		r.EvalEvery = min(max((test+n-1)/max(n, 1), 1), r.Epochs)
	}
	if r.Warmup == 0 {
		r.Warmup = float64(r.Epochs) / 10
	}
	r.MinLR = r.LR / 100
	return r
}

// schedule is linear warm-up, then half a cosine, by fractions of an epoch.
func (r recipe) schedule() nn.WarmupCosine {
	return nn.WarmupCosine{Peak: r.LR, Floor: r.MinLR, Warmup: r.Warmup, Total: float64(r.Epochs)}
}

func (r recipe) String() string {
	return fmt.Sprintf("%d epochs, batch %d, lr %g, weight decay %g, seed %d", r.Epochs, r.Batch, r.LR, r.WeightDecay, r.Seed)
}
