package autograd

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gopathway/pathway/internal/race"
	"github.com/gopathway/pathway/tensor"
)

// linears returns the results of the three linear layers.
func linears(t *Tape, x *tensor.Tensor, w Weight, b, residual *Var) []*tensor.Tensor {
	v := t.Input(x)
	var ys []*tensor.Tensor
	for _, y := range []*Var{
		Linear(v, w, b), Linear(v, w, nil), LinearGELU(v, w, b), LinearGELU(v, w, nil), LinearAdd(v, w, b, residual), LinearAdd(v, w, nil, residual),
	} {
		ys = append(ys, y.Value.Clone())
	}
	return ys
}

// A packed weight gives the bits of the weight, in one goroutine and in many.
func TestPackedWeightBits(t *testing.T) {
	for _, s := range []struct{ rows, in, out int }{{1, 1, 1}, {3, 4, 5}, {17, 33, 65}, {2, 7, 0}, {0, 3, 4}, {5, 200, 130}} {
		rng := tensor.NewRNG(1)
		x, w := tensor.New(s.rows, s.in).Normal(rng, 0, 1), tensor.New(s.out, s.in).Normal(rng, 0, 1)
		b, residual := Param(tensor.New(s.out).Normal(rng, 0, 1)), Param(tensor.New(s.rows, s.out).Normal(rng, 0, 1))
		want := linears(Inference(), x, Param(w), b, residual)
		p := PackWeight(w)
		if !slices.Equal(p.Shape(), []int{s.out, s.in}) {
			t.Errorf("%+v: the packed weight has the shape %v", s, p.Shape())
		}
		if !slices.Equal(w.Shape(), []int{0, 0}) {
			t.Errorf("%+v: what was packed is still a tensor %v", s, w.Shape())
		}
		var wg sync.WaitGroup
		for g := 0; g < 3; g++ {
			wg.Add(1)
			go func() {
				defer wg.Done()
				for i, y := range linears(Inference(), x, p, b, residual) {
					if !sameBits(y, want[i]) {
						t.Errorf("%+v: result %d differs", s, i)
					}
				}
			}()
		}
		wg.Wait()
	}
}

// A packed weight costs no allocation, and counts in a Profile as the weight
// does.
func TestPackedWeightCosts(t *testing.T) {
	x, w := tensor.Full(1, 8, 16), tensor.Full(0.5, 32, 16)
	pass := func(tape *Tape, w Weight) {
		tape.Reset()
		LinearGELU(tape.Input(x), w, nil)
	}
	rows := func(w Weight) string {
		p := new(Profile)
		pass(Inference().Profile(p), w)
		for _, r := range p.Rows() {
			if r.Name == "LinearGELU" {
				return fmt.Sprint(r.Calls, r.FLOPs, r.Bytes)
			}
		}
		return ""
	}
	want := rows(Param(w))
	packed := PackWeight(w)
	if got := rows(packed); got != want || got == "" {
		t.Errorf("the profile counts %q, want %q", got, want)
	}
	if race.Enabled {
		return
	}
	tape := Inference()
	pass(tape, packed)
	if n := testing.AllocsPerRun(20, func() { pass(tape, packed) }); n > 1 { // a slab of Vars
		t.Errorf("%v allocations", n)
	}
}

func TestPackedWeightMisuse(t *testing.T) {
	w := PackWeight(tensor.Full(1, 4, 3))
	x := tensor.New(2, 3)
	for name, f := range map[string]func(){
		"recording": func() { Linear(NewTape().Input(x), w, nil) },
		"Checkpoint": func() {
			Checkpoint(NewTape().Variable(x), segmentFunc(func(x *Var) *Var { return LinearGELU(x, w, nil) }))
		},
	} {
		if text := panics(t, f); !strings.Contains(text, "inference tapes alone") {
			t.Errorf("%s: says %q", name, text)
		}
	}
	var e *tensor.ShapeError
	for op, f := range map[string]func(){
		"PackWeight": func() { PackWeight(tensor.New(4)) },
		"Linear":     func() { Linear(Inference().Input(tensor.New(2, 4)), w, nil) },
		"LinearAdd":  func() { LinearAdd(Inference().Input(x), w, Param(tensor.New(3)), nil) },
	} {
		if err := tensor.Catch(f); !errors.As(err, &e) || e.Op != op {
			t.Errorf("%s: error %v", op, err)
		}
	}
}
