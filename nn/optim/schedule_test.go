package optim_test

import (
	"math"
	"testing"

	"github.com/gopathway/pathway/nn/optim"
)

func TestWarmupCosine(t *testing.T) {
	plain := optim.WarmupCosine{Peak: 1, Floor: 0.1, Start: 0.2, Warmup: 4, Total: 12}
	ramp := plain
	ramp.RampReachesPeak = true
	whole := plain
	whole.CosineFromZero = true
	one := optim.WarmupCosine{Peak: 1, Start: 0.5, Warmup: 1, Total: 2, RampReachesPeak: true}
	tests := []struct {
		name string
		s    optim.WarmupCosine
		t    float64
		want float64
	}{
		{"start", plain, 0, 0.2},
		{"before the start", plain, -3, 0.2},
		{"half of the ramp", plain, 2, 0.6},
		{"peak", plain, 4, 1},
		{"half of the cosine", plain, 8, 0.55},
		{"end", plain, 12, 0.1},
		{"after the end", plain, 1e9, 0.1},
		{"last step of the ramp", plain, 3, 0.8},
		{"last step of a ramp that reaches the peak", ramp, 3, 1},
		{"between the last step and the cosine", ramp, 3.5, 1},
		{"first step of the cosine", ramp, 4, 1},
		{"cosine from zero, ramp", whole, 3, 0.8},
		{"cosine from zero, a third", whole, 4, 0.1 + 0.45*1.5},
		{"ramp of one step", one, 0, 0.5},
		{"no warm-up", optim.WarmupCosine{Peak: 1, Total: 2}, 0, 1},
		{"all warm-up", optim.WarmupCosine{Peak: 1, Floor: 0.3, Warmup: 2, Total: 2}, 2, 0.3},
		{"zero value", optim.WarmupCosine{}, 1, 0},
	}
	for _, tt := range tests {
		if got := tt.s.LR(tt.t); math.Abs(got-tt.want) > 1e-15 {
			t.Errorf("%s: LR(%v) = %v, want %v", tt.name, tt.t, got, tt.want)
		}
	}
}
