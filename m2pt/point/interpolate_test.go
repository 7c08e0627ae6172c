package point

import (
	"math"
	"runtime"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/tensor"
)

// The features of a point are those of the nearest centers, by inverse squared
// distance; as many as there are if fewer than three.
func TestInterpolate(t *testing.T) {
	tape := autograd.NewTape()
	centers := tensor.FromSlice([]float32{0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 100}, 1, 4, 3)
	points := tensor.FromSlice([]float32{1, 0, 0, 2, 0, 0}, 1, 2, 3)
	x := tensor.FromSlice([]float32{1, -1, 2, -2, 3, -3, 1000, 1000}, 1, 4, 2)
	// Squared distances 1, 1 and 17: weights 17, 17 and 1 of 35. The second point is a center.
	got := Interpolate(tape.Input(x), centers, points).Value.Data()
	for i, want := range []float64{54.0 / 35, -54.0 / 35, 2, -2} {
		if math.Abs(float64(got[i])-want) > 1e-6 {
			t.Errorf("element %d is %v, want %v", i, got[i], want)
		}
	}
	one := Interpolate(tape.Input(tensor.FromSlice([]float32{5, 6}, 1, 1, 2)), tensor.New(1, 1, 3), points)
	modeltest.SameBits(t, "one center", one.Value.Data(), []float32{5, 6, 5, 6})

	for _, groups := range []int{1, 2, 7} {
		centers, points := modeltest.Clouds(1, 2, groups), modeltest.Clouds(2, 2, 70)
		in := []*tensor.Tensor{tensor.New(2, groups, 5).Normal(tensor.NewRNG(3), 0, 1)}
		f := func(v []*autograd.Var) *autograd.Var { return Interpolate(v[0], centers, points) }
		if err := autograd.GradCheck(f, in, 1e-3); err != nil {
			t.Error(err)
		}
		twice := func(v []*autograd.Var) *autograd.Var { return autograd.Mul(f(v), autograd.Add(f(v), f(v))) }
		if err := autograd.GradCheck(twice, in, 1e-3); err != nil {
			t.Error("used twice:", err)
		}
	}
	for _, f := range []func(){
		func() { Interpolate(tape.Input(tensor.New(1, 3, 2)), centers, points) },
		func() { Interpolate(tape.Input(tensor.New(4, 2)), centers, points) },
		func() { Interpolate(tape.Input(x), centers, tensor.New(2, 2, 3)) },
		func() { Interpolate(tape.Input(x), tensor.New(1, 4, 2), points) },
	} {
		err := tensor.Catch(f)
		if e, ok := err.(*tensor.ShapeError); !ok || e.Op != "point.Interpolate" {
			t.Errorf("error %v", err)
		}
	}
}

// Values and gradients have the same bits on any number of threads, also when
// the channels are cut.
func TestInterpolatePointsThreads(t *testing.T) {
	defer parallel.SetLimit(0)
	old := runtime.GOMAXPROCS(8)
	defer runtime.GOMAXPROCS(old)
	centers, points := modeltest.Clouds(1, 3, 9), modeltest.Clouds(2, 3, 200)
	x := tensor.New(3, 9, 300).Normal(tensor.NewRNG(3), 0, 1)
	tape := autograd.NewTape()
	step := func() (y, dx []float32) {
		tape.Reset()
		v := tape.Variable(x)
		r := Interpolate(v, centers, points)
		y = append(y, r.Value.Data()...)
		autograd.Backward(autograd.Sum(autograd.Square(r), nil, false))
		return y, append(dx, v.Grad.Data()...)
	}
	parallel.SetLimit(1)
	y, dx := step()
	for _, n := range []int{2, 8} {
		parallel.SetLimit(n)
		y2, dx2 := step()
		modeltest.SameBits(t, "values", y2, y)
		modeltest.SameBits(t, "gradient", dx2, dx)
	}
}
