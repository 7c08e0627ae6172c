package point

import (
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/tensor"
)

func chamfer(a, b *tensor.Tensor) float32 {
	t := autograd.Inference()
	return ChamferL2(t.Input(a), t.Input(b)).Value.Item()
}

func TestChamferL2(t *testing.T) {
	// From a: 0 and 1 to the nearest of b; from b: 0, 4 and 1 back.
	a := tensor.FromSlice([]float32{0, 0, 0, 5, 0, 0}, 1, 2, 3)
	b := tensor.FromSlice([]float32{0, 0, 0, 0, 2, 0, 5, 0, 1}, 1, 3, 3)
	if got, want := chamfer(a, b), float32(0.5+5.0/3); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := chamfer(a, a); got != 0 {
		t.Errorf("a set is %v from itself", got)
	}
	in := []*tensor.Tensor{modeltest.Clouds(3, 2, 5), modeltest.Clouds(4, 2, 7)}
	in[0].Uniform(tensor.NewRNG(7), -1, 1) // no point twice: there it is not differentiable
	in[1].Uniform(tensor.NewRNG(8), -1, 1)
	if err := autograd.GradCheck(func(v []*autograd.Var) *autograd.Var { return ChamferL2(v[0], v[1]) }, in, 1e-3); err != nil {
		t.Error(err)
	}
}

// The Chamfer distance and its gradient have the same bits on any number of
// threads.
func TestChamferThreads(t *testing.T) {
	defer parallel.SetLimit(0)
	a, b := modeltest.Clouds(5, 37, 32), modeltest.Clouds(6, 37, 24)
	tape := autograd.NewTape()
	step := func() (float32, []float32, []float32) {
		tape.Reset()
		x, y := tape.Variable(a), tape.Variable(b)
		d := ChamferL2(x, y)
		v := d.Value.Item()
		autograd.Backward(d)
		return v, append([]float32(nil), x.Grad.Data()...), append([]float32(nil), y.Grad.Data()...)
	}
	parallel.SetLimit(1)
	d, da, db := step()
	parallel.SetLimit(3)
	d3, da3, db3 := step()
	if d3 != d {
		t.Errorf("%v on three threads, %v on one", d3, d)
	}
	modeltest.SameBits(t, "da", da3, da)
	modeltest.SameBits(t, "db", db3, db)
}

func BenchmarkChamferL2(b *testing.B) {
	tape := autograd.NewTape()
	x, y := modeltest.Clouds(1, 32*38, 32), modeltest.Clouds(2, 32*38, 32)
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		tape.Reset()
		autograd.Backward(ChamferL2(tape.Variable(x), tape.Input(y)))
	}
	b.ReportMetric(float64(b.N)*32*38/b.Elapsed().Seconds(), "sets/s")
}
