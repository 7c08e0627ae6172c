package optim_test

import (
	"math"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/tensor"
)

// withGrad makes a parameter with a gradient of one value everywhere.
func withGrad(name string, n int, g float32) nn.NamedParam {
	p := nn.NamedParam{Name: name, Param: autograd.Param(tensor.New(n))}
	modeltest.SetGrad(p.Param, tensor.Full(g, n))
	return p
}

func TestClipGradNorm(t *testing.T) {
	frozen := withGrad("frozen", 3, 100)
	frozen.Param.SetRequiresGrad(false)
	tests := []struct {
		name      string
		params    []nn.NamedParam
		max, norm float64
		scaled    float64 // factor on the first gradient
	}{
		// √(9·1 + 4·4) = 5
		{"above", []nn.NamedParam{withGrad("a", 9, 1), withGrad("b", 4, 2)}, 1, 5, 1 / 5.000001},
		{"below", []nn.NamedParam{withGrad("a", 9, 1), withGrad("b", 4, 2)}, 6, 5, 1},
		{"frozen and missing do not count", []nn.NamedParam{withGrad("a", 9, 1), frozen, modeltest.Named("none", 5)}, 1, 3, 1 / 3.000001},
		{"many pieces", []nn.NamedParam{withGrad("a", 1<<16, 0.5)}, 1, 128, 1 / 128.000001},
		{"squares beyond float32", []nn.NamedParam{withGrad("a", 4, 1e30)}, 1, 2e30, 1 / 2e30},
		{"squares below float32", []nn.NamedParam{withGrad("a", 4, 1e-30)}, 1, 2e-30, 1},
		{"zero", []nn.NamedParam{withGrad("a", 4, 0)}, 1, 0, 1},
		{"no limit", []nn.NamedParam{withGrad("a", 4, 3)}, math.Inf(1), 6, 1},
		{"to nothing", []nn.NamedParam{withGrad("a", 4, 3)}, 0, 6, 0},
		{"nothing", nil, 1, 0, 1},
	}
	for _, tt := range tests {
		var before float64
		if len(tt.params) > 0 {
			before = float64(tt.params[0].Param.Grad.At(0))
		}
		norm := optim.ClipGradNorm(tt.params, tt.max)
		if math.Abs(norm-tt.norm) > 1e-6*tt.norm {
			t.Errorf("%s: norm %v, want %v", tt.name, norm, tt.norm)
		}
		if len(tt.params) == 0 {
			continue
		}
		want := before * tt.scaled
		for i, g := range tt.params[0].Param.Grad.Data() {
			if math.Abs(float64(g)-want) > 1e-6*math.Abs(want) {
				t.Errorf("%s: gradient %d is %v, want %v", tt.name, i, g, want)
				break
			}
		}
	}
	if g := frozen.Param.Grad.At(0); g != 100 {
		t.Errorf("the frozen parameter's gradient became %v", g)
	}
}

// TestClipGradNormShowsNaN: the norm tells, and the gradients are left for
// the caller to look at.
func TestClipGradNormShowsNaN(t *testing.T) {
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		a, b := withGrad("a", 1<<15, 2), withGrad("b", 5, 3)
		b.Param.Grad.Data()[2] = float32(bad)
		norm := optim.ClipGradNorm([]nn.NamedParam{a, b}, 1)
		if want := math.Abs(bad); norm != want && !(math.IsNaN(norm) && math.IsNaN(want)) {
			t.Errorf("gradient with %v: norm %v", bad, norm)
		}
		if g := a.Param.Grad.At(7); g != 2 {
			t.Errorf("gradient with %v: another gradient became %v", bad, g)
		}
	}
}

func TestClipGradNormMisuse(t *testing.T) {
	modeltest.MustPanic(t, "maxNorm is -1", func() { optim.ClipGradNorm(nil, -1) })
	modeltest.MustPanic(t, "maxNorm is NaN", func() { optim.ClipGradNorm(nil, math.NaN()) })
}
