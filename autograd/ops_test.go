package autograd

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gopathway/pathway/tensor"
)

// A row checks one op at several shapes of its inputs. f must be a pure
// function of the inputs: a row of an op that draws random numbers seeds the
// tape's generator itself.
type row struct {
	op     string
	shapes [][][]int // cases; each the shapes of all inputs
	f      func(in []*Var) *Var
	lo, hi float32 // range of the inputs; zeros mean -1 to 1
}

// TestEveryOpIsChecked fails for a registered op without a row, for a row of
// no op, and for a name registered twice. Names with a dot are those of examples.
func TestEveryOpIsChecked(t *testing.T) {
	rows := map[string]bool{}
	for _, r := range opRows {
		rows[r.op] = true
	}
	seen := map[string]bool{}
	for _, op := range Ops() {
		if !rows[op] && !strings.Contains(op, ".") {
			t.Errorf("op %s has no row in the table of ops_table_test.go", op)
		}
		if seen[op] {
			t.Errorf("op %s is registered twice", op)
		}
		seen[op] = true
	}
	for op := range rows {
		if !seen[op] {
			t.Errorf("the table has a row for %s, which is not registered", op)
		}
	}
}

// eachCase runs f for every row and every one of its shapes.
func eachCase(t *testing.T, f func(t *testing.T, r row, x []*tensor.Tensor)) {
	for i, r := range opRows {
		for j, shapes := range r.shapes {
			t.Run(fmt.Sprintf("%s#%d/%v", r.op, i, shapes), func(t *testing.T) {
				f(t, r, r.inputs(shapes, uint64(j)))
			})
		}
	}
}

// inputs returns tensors whose elements, all together, are spread evenly over
// the range in random order: no two are close, and none is close to zero, so
// that central differences do not step over a kink.
func (r row) inputs(shapes [][]int, seed uint64) []*tensor.Tensor {
	lo, hi := r.lo, r.hi
	if lo == 0 && hi == 0 {
		lo, hi = -1, 1
	}
	xs := make([]*tensor.Tensor, len(shapes))
	total := 0
	for i, s := range shapes {
		xs[i] = tensor.New(s...)
		total += xs[i].Size()
	}
	perm := tensor.NewRNG(5, seed).Perm(total)
	at := 0
	for _, x := range xs {
		for i := range x.Data() {
			x.Data()[i] = lo + (hi-lo)*(float32(perm[at])+0.25)/float32(total)
			at++
		}
	}
	return xs
}

// weighted is a scalar that depends on every element of y differently.
func weighted(y *Var) *Var {
	return dotConst(y, tensor.New(y.Shape()...).Uniform(tensor.NewRNG(9), -1, 1))
}

// variables puts xs on the tape as Variables.
func variables(tape *Tape, xs []*tensor.Tensor) []*Var {
	vs := make([]*Var, len(xs))
	for i, x := range xs {
		vs[i] = tape.Variable(x)
	}
	return vs
}

// gradients returns copies of the gradients of f, weighted.
func gradients(f func(in []*Var) *Var, xs []*tensor.Tensor) []*tensor.Tensor {
	tape := NewTape()
	vs := variables(tape, xs)
	Backward(weighted(f(vs)))
	gs := make([]*tensor.Tensor, len(vs))
	for i, v := range vs {
		gs[i] = v.Grad.Clone()
	}
	return gs
}

func sameBits(a, b *tensor.Tensor) bool {
	if !tensor.SameShape(a, b) {
		return false
	}
	for i, v := range a.Data() {
		w := b.Data()[i]
		if v != w && (v == v || w == w) {
			return false
		}
	}
	return true
}

// near reports whether a = s·b up to a few roundings.
func near(a, b *tensor.Tensor, s float32) bool {
	largest := float32(1e-3)
	for _, v := range b.Data() {
		largest = max(largest, v, -v)
	}
	for i, v := range a.Data() {
		if d := v - s*b.Data()[i]; !(d <= 1e-5*largest && -d <= 1e-5*largest) {
			return false
		}
	}
	return tensor.SameShape(a, b)
}

func TestGradients(t *testing.T) {
	eachCase(t, func(t *testing.T, r row, x []*tensor.Tensor) {
		if err := GradCheck(r.f, x, 1e-3); err != nil {
			t.Error(err)
		}
	})
}

// The check would see a fault: half the gradient of a single element of an
// input, the smallest that is at least a thousandth of the largest.
func TestGradientsWithAFault(t *testing.T) {
	if testing.Short() {
		t.Skip("checks every op once more")
	}
	eachCase(t, func(t *testing.T, r row, x []*tensor.Tensor) {
		for i, g := range gradients(r.f, x) {
			at := smallGradient(g.Data())
			if at < 0 || g.Size() > 100 {
				continue
			}
			half := faulty(identity, func(j int, _ float32) float32 {
				if j == at {
					return 0.5
				}
				return 1
			})
			f := func(in []*Var) *Var {
				in = append([]*Var(nil), in...)
				in[i] = half(in[i])
				return r.f(in)
			}
			if GradCheck(f, x, 1e-3) == nil {
				t.Errorf("input %d, element %d: half the gradient %v passes", i, at, g.Data()[at])
			}
		}
	})
}

// smallGradient returns where g is smallest of what is at least a thousandth
// of the largest; -1 if all of g is zero.
func smallGradient(g []float32) int {
	largest := float32(0)
	for _, v := range g {
		largest = max(largest, v, -v)
	}
	at := -1
	for j, v := range g {
		v = max(v, -v)
		if v > 0 && v >= largest/1000 && (at < 0 || v < max(g[at], -g[at])) {
			at = j
		}
	}
	return at
}

// The row must exercise the op it is of, and recording must not change what
// is computed.
func TestInferenceHasTheSameBits(t *testing.T) {
	eachCase(t, func(t *testing.T, r row, x []*tensor.Tensor) {
		tape := NewTape()
		want := r.f(variables(tape, x)).Value
		found := false
		for i := range tape.nodes {
			found = found || tape.nodes[i].Op.Name == r.op
		}
		if !found {
			t.Errorf("the row records no %s", r.op)
		}
		quiet := Inference()
		if got := r.f(variables(quiet, x)).Value; !sameBits(got, want) {
			t.Error("the inference tape computes other bits than the recording one")
		}
		if len(quiet.nodes) > 0 {
			t.Error("the inference tape records")
		}
		constant := NewTape()
		in := make([]*Var, len(x))
		for i := range x {
			in[i] = constant.Input(x[i])
		}
		if got := r.f(in).Value; !sameBits(got, want) || len(constant.nodes) > 0 {
			t.Error("constants on a recording tape give other bits, or are recorded")
		}
	})
}

// f(x) + f(x) has twice the gradient, and an input in two places the sum of
// both gradients.
func TestInputUsedTwice(t *testing.T) {
	eachCase(t, func(t *testing.T, r row, x []*tensor.Tensor) {
		once := gradients(r.f, x)
		twice := gradients(func(in []*Var) *Var { return Add(r.f(in), r.f(in)) }, x)
		for i := range once {
			if !near(twice[i], once[i], 2) {
				t.Errorf("input %d: f(x) + f(x) has gradient %v, f(x) has %v", i, twice[i], once[i])
			}
		}
		for i := range x {
			if !tensor.SameShape(x[i], x[0]) {
				return
			}
		}
		same := make([]*tensor.Tensor, len(x))
		for i := range same {
			same[i] = x[0]
		}
		sum := tensor.New(x[0].Shape()...)
		for _, g := range gradients(r.f, same) {
			tensor.Add(sum, sum, g)
		}
		shared := gradients(func(in []*Var) *Var {
			for len(in) < len(x) {
				in = append(in, in[0])
			}
			return r.f(in)
		}, x[:1])
		if !near(shared[0], sum, 1) {
			t.Errorf("all inputs one Var: gradient %v, want the sum %v", shared[0], sum)
		}
	})
}

// A gradient must not depend on whether the input is a Variable or a
// parameter, nor on which other inputs want one.
func TestParametersAndSubsets(t *testing.T) {
	eachCase(t, func(t *testing.T, r row, x []*tensor.Tensor) {
		want := gradients(r.f, x)
		all := 1<<len(x) - 1
		sets := []int{all}
		for i := range x {
			sets = append(sets, 1<<i, all&^(1<<i))
		}
		for _, set := range sets {
			if set == 0 {
				continue
			}
			for _, params := range []bool{false, true} {
				subset(t, r, x, want, set, params)
			}
		}
	})
}

// subset checks the gradients of the inputs in set; the others are constants.
func subset(t *testing.T, r row, x, want []*tensor.Tensor, set int, params bool) {
	t.Helper()
	tape := NewTape()
	leaves, in := make([]*Var, len(x)), make([]*Var, len(x))
	onTape := false
	for i := range x {
		switch {
		case set>>i&1 == 0:
			leaves[i] = tape.Input(x[i])
			onTape = true
		case params:
			leaves[i] = Param(x[i])
		default:
			leaves[i] = tape.Variable(x[i])
			onTape = true
		}
		in[i] = leaves[i]
	}
	if !onTape {
		in[0] = tape.Attach(in[0])
	}
	steps := 1
	if params && set == 1<<len(x)-1 {
		steps = 3
	}
	for step := 0; step < steps; step++ {
		if step > 0 {
			tape.Reset()
			in[0] = tape.Attach(leaves[0])
		}
		if step == 1 { // the second step must be the first again
			for _, v := range leaves {
				v.ZeroGrad()
			}
		}
		Backward(weighted(r.f(in)))
		for i, v := range leaves {
			switch {
			case set>>i&1 == 0:
				if v.Grad != nil {
					t.Errorf("set %b: constant input %d got a gradient", set, i)
				}
			case step == 2: // without ZeroGrad gradients add up
				if !near(v.Grad, want[i], 2) {
					t.Errorf("a second backward makes %v of the gradient %v of input %d, want twice", v.Grad, want[i], i)
				}
			case !v.HasGrad() || !sameBits(v.Grad, want[i]):
				t.Errorf("set %b, parameters %v, step %d: gradient of input %d is %v, want %v", set, params, step, i, v.Grad, want[i])
			}
		}
	}
}
