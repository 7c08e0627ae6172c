package point

import (
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/tensor"
)

func TestMaxPoints(t *testing.T) {
	in := []*tensor.Tensor{tensor.New(3, 4, 5).Normal(tensor.NewRNG(1), 0, 1)}
	if err := autograd.GradCheck(func(v []*autograd.Var) *autograd.Var { return maxPoints(v[0]) }, in, 1e-3); err != nil {
		t.Error(err)
	}
	tape := autograd.NewTape()
	x := tape.Variable(tensor.FromSlice([]float32{1, 7, 3, 7, 3, 0}, 1, 3, 2)) // 3 and 7 come twice
	y := maxPoints(x)
	modeltest.SameBits(t, "maximum", y.Value.Data(), []float32{3, 7})
	autograd.Backward(autograd.Sum(y, nil, false))
	modeltest.SameBits(t, "gradient", x.Grad.Data(), []float32{0, 1, 1, 0, 0, 0})
}
