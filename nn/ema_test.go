package nn

import (
	"math"
	"testing"

	"github.com/gopathway/pathway/tensor"
)

// TestEMA follows the average of a weight that jumps from 1 to 3: it is
// 3 − 2·decayⁿ after n updates; a weight that stays has itself as average.
func TestEMA(t *testing.T) {
	moving, still := named("moving", 3000), named("still", 5)
	moving.Param.Value.Fill(1)
	still.Param.Value.Fill(0.1)
	params := []NamedParam{moving, still}
	e := NewEMA(params, 0.9)
	moving.Param.Value.Fill(3)
	want := 1.0
	for n := 1; n <= 20; n++ {
		e.Update()
		want = 3 - 2*math.Pow(0.9, float64(n))
		state := e.State()
		for _, i := range []int{0, 1023, 1024, 2999} {
			if got := float64(state[0].Tensor.Data()[i]); math.Abs(got-want) > 1e-6 {
				t.Fatalf("update %d, element %d: average %v, want %v", n, i, got, want)
			}
		}
		if got := state[1].Tensor.At(4); got != 0.1 {
			t.Fatalf("update %d: average of a still weight %v, want 0.1", n, got)
		}
	}

	e.Swap()
	if got := float64(moving.Param.Value.At(2000)); math.Abs(got-want) > 1e-6 {
		t.Errorf("swapped in: weight %v, want %v", got, want)
	}
	mustPanic(t, "Swap back", e.Update)
	mustPanic(t, "Swap back", func() { e.CopyTo(params) })
	mustPanic(t, "Swap back", func() { e.State() })
	e.Swap()
	if got := moving.Param.Value.At(2000); got != 3 {
		t.Errorf("swapped back: weight %v, want 3", got)
	}

	other := []NamedParam{named("a", 3000), named("b", 5)}
	e.CopyTo(other)
	if got := float64(other[0].Param.Value.At(2999)); math.Abs(got-want) > 1e-6 {
		t.Errorf("copied: weight %v, want %v", got, want)
	}
}

func TestEMAMisuse(t *testing.T) {
	params := []NamedParam{named("a", 3)}
	e := NewEMA(params, 0.5)
	mustPanic(t, "decay 1 is not in [0, 1)", func() { NewEMA(params, 1) })
	mustPanic(t, "2 parameters, the average has 1", func() { e.CopyTo([]NamedParam{params[0], params[0]}) })
	mustPanic(t, "EMA.CopyTo: [4], [3]: want the shape of the average of a", func() { e.CopyTo([]NamedParam{named("a", 4)}) })
	if err := e.LoadState([]tensor.Named{{Name: "a", Tensor: tensor.New(4)}}); err == nil {
		t.Error("a state of another shape was loaded")
	}
}
