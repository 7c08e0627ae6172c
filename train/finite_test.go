package train

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/gopathway/pathway/tensor"
)

// NaN among the outputs is an error that says so, not a score.
func TestEvaluateRefusesNaN(t *testing.T) {
	c := imageConfig()
	for _, bad := range []float32{float32(math.NaN()), float32(math.Inf(-1))} {
		m, _ := build(t, Setup{Config: c})
		set := newToySet(c, 7, 1)
		_, err := Evaluate(context.Background(), m, set, EvaluateOptions{Batch: 4, Outputs: func(_ context.Context, x *tensor.Tensor, _ []int) (*tensor.Tensor, error) {
			y := m.Logits(x)
			if x.Dim(0) == 3 { // the second batch
				y.Data()[y.Dim(1)] = bad
			}
			return y, nil
		}})
		if err == nil || !strings.Contains(err.Error(), "samples 4 to 6") || !strings.Contains(err.Error(), "sample 1 of a batch") {
			t.Errorf("%v: %v", bad, err)
		}
	}
}
