package m2pt

import (
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// Reparam, whose inputs are parameters on no tape, has rows of its own: its
// time does not go to the op before it.
func TestReparamIsProfiled(t *testing.T) {
	const n = 6
	w, aux := autograd.Param(tensor.New(2, 3)), autograd.Param(tensor.New(2, 3))
	scale := autograd.Param(tensor.New(1))
	p := new(autograd.Profile)
	tape := autograd.NewTape().Profile(p)
	for i := 0; i < 2; i++ {
		tape.Reset()
		autograd.Backward(autograd.Sum(Reparam(tape, w, scale, aux), nil, false))
	}
	seen := 0
	for _, r := range p.Rows() {
		if r.Name != "Reparam" {
			continue
		}
		seen++
		// Forward: w, λ, aux and the result. Backward: the gradient in, the
		// λ and W', three gradients out.
		want := 2 * 4 * float64(n+1+n+n)
		if r.Pass == "backward" {
			want += 2 * 4 * (1 + n)
		}
		if r.Calls != 2 || r.Time <= 0 || r.FLOPs != 0 || r.Bytes != want {
			t.Errorf("%+v, want 2 calls and %v bytes", r, want)
		}
	}
	if seen != 2 {
		t.Errorf("%d rows of Reparam in %v, want 2", seen, p.Rows())
	}
}
