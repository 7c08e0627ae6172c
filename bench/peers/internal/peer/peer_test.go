package peer

import (
	"testing"
	"time"

	"github.com/gopathway/pathway/bench/peers/internal/measure"
)

func TestCase(t *testing.T) {
	for _, c := range []struct {
		s        Shape
		op, want string
		lda, ldb int
	}{
		{Shape{1, 197, 2304, 768}, "NN", "197x2304x768/NN", 768, 2304},
		{Shape{1, 197, 2304, 768}, "NT", "197x2304x768/NT", 768, 768},
		{Shape{1, 197, 2304, 768}, "TN", "768x2304x197/TN", 768, 2304}, // dW = Xᵀ·dY
		{Shape{12, 197, 197, 64}, "TN", "12x197x197x64/TN", 197, 197},
	} {
		got := c.s.Case(c.op)
		if got.String() != c.want || got.LDA() != c.lda || got.LDB() != c.ldb {
			t.Errorf("%v %s: %v lda %d ldb %d, want %s %d %d", c.s, c.op, got, got.LDA(), got.LDB(), c.want, c.lda, c.ldb)
		}
		if got.FLOP() != c.s.Case("NN").FLOP() {
			t.Errorf("%v has other work than %v", got, c.s)
		}
	}
}

// A wrong element, a NaN and a missing element are all seen.
func TestCheck(t *testing.T) {
	p := NewProduct(Shape{1, 2, 2, 100}.Case("NN"))
	want := []float32{1, 2, 3, 4}
	nan := float32(0)
	nan /= nan
	for _, c := range []struct {
		got []float32
		ok  bool
	}{
		{[]float32{1, 2, 3, 4.0001}, true},
		{[]float32{1, 2, 3, 4.001}, false},
		{[]float32{1, nan, 3, 4}, false},
		{[]float32{1, 2, 3}, false},
	} {
		if err := p.Check(c.got, want); (err == nil) != c.ok {
			t.Errorf("%v: %v", c.got, err)
		}
	}
}

// Everybody has all turns, and a time is that of one product.
func TestMeasure(t *testing.T) {
	counts := [2]int{}
	var runs []*Runner
	for i := range counts {
		runs = append(runs, &Runner{Run: repeated(func() {
			counts[i]++
			time.Sleep(2 * time.Millisecond)
		})})
	}
	times := Timing{Rounds: 3, Turn: 10 * time.Millisecond}.Measure(runs)
	for i := range counts {
		if len(times[i]) != 3 {
			t.Errorf("%d has %d turns", i, len(times[i]))
		}
		if m := measure.Median(times[i]); m < 0.002 || m > 0.02 {
			t.Errorf("%d: 2 ms took %v s", i, m)
		}
	}
}

func TestFind(t *testing.T) {
	if l, err := Find("pathway,gonum"); err != nil || len(l) != 2 || l[1].Name != "gonum" {
		t.Errorf("%v, %v", l, err)
	}
	if _, err := Find("pathway,nobody"); err == nil {
		t.Error("nobody was found")
	}
}
