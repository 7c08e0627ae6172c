package augment

import (
	"math"
	"testing"

	"github.com/gopathway/pathway/datasets/internal/checksum"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/tensor"
)

const sumPoint = 0xacaa749b

func TestPointAugment(t *testing.T) {
	s := synthetic.Points(6, 1)
	// clouds returns the clouds idx as epoch sees them.
	clouds := func(a Point, seed, epoch uint64, idx ...int) *tensor.Tensor {
		return batch(Points(s, a, seed).Epoch(epoch), idx...)
	}
	if x := clouds(Point{}, 3, 0, 4, 1); checksum.Floats(x.Data()) != checksum.Floats(batch(s, 4, 1).Data()) {
		t.Error("the zero value changes the points")
	}
	a := Point{Rotate: 180, Up: 2, Scale: 1.5, Shift: 0.2}
	x := clouds(a, 1, 7, 4, 1)
	if got := checksum.Floats(x.Data()); got != sumPoint {
		t.Errorf("checksum %#x, want %#x", got, sumPoint)
	}
	// A cloud's change depends on its index and the epoch, not on its batch.
	if one := clouds(a, 1, 7, 1); checksum.Floats(one.Data()) != checksum.Floats(x.Data()[3*1024:]) {
		t.Error("the change depends on the batch")
	}
	if other := clouds(a, 1, 8, 1); checksum.Floats(other.Data()) == checksum.Floats(x.Data()[3*1024:]) {
		t.Error("two epochs are alike")
	}

	// Turning keeps heights and distances from the axis.
	plain, turned := batch(s, 3).Data(), clouds(Point{Rotate: 180, Up: 1}, 1, 0, 3).Data()
	moved := 0.0
	for i := 0; i < len(plain); i += 3 {
		p, q := plain[i:i+3], turned[i:i+3]
		if p[1] != q[1] || math.Abs(math.Hypot(float64(p[0]), float64(p[2]))-math.Hypot(float64(q[0]), float64(q[2]))) > 1e-6 {
			t.Fatalf("%v became %v", p, q)
		}
		moved = max(moved, math.Abs(float64(p[0]-q[0])))
	}
	if moved < 0.01 {
		t.Error("nothing was turned")
	}

	// Scale and shift are one line per axis, x' = factor·x + shift, within
	// their limits, over many samples.
	line := Point{Scale: 1.5, Shift: 0.2}
	lo, hi := [2]float64{9, 9}, [2]float64{-9, -9}
	for epoch := uint64(0); epoch < 200; epoch++ {
		y := clouds(line, 1, epoch, 3).Data()
		for axis := 0; axis < 3; axis++ {
			x0, x1, y0, y1 := plain[axis], plain[axis+3], y[axis], y[axis+3]
			factor := float64(y1-y0) / float64(x1-x0)
			shift := float64(y0) - factor*float64(x0)
			for k, v := range []float64{factor, shift} {
				lo[k], hi[k] = min(lo[k], v), max(hi[k], v)
			}
		}
	}
	if lo[0] < 0.666 || lo[0] > 0.7 || hi[0] > 1.501 || hi[0] < 1.47 || lo[1] < -0.201 || lo[1] > -0.19 || hi[1] > 0.201 || hi[1] < 0.19 {
		t.Errorf("factors and shifts from %v to %v", lo, hi)
	}

	// Noise comes after all else and changes none of it.
	noisy := a
	noisy.Jitter = 0.01
	worst, square := 0.0, 0.0
	for i, v := range clouds(noisy, 1, 7, 4, 1).Data() {
		d := float64(v - x.Data()[i])
		worst, square = max(worst, math.Abs(d)), square+d*d
	}
	if std := math.Sqrt(square / float64(x.Size())); std < 0.009 || std > 0.011 || worst > 0.0501 {
		t.Errorf("noise of standard deviation %v, at most %v", std, worst)
	}

	// Fewer points than there are: a choice that changes with the epoch, none twice.
	s.Points = 100
	few := clouds(Point{}, 3, 0, 2)
	seen := map[[3]float32]bool{}
	for i := 0; i < 100; i++ {
		seen[[3]float32(few.Data()[3*i:3*i+3])] = true
	}
	if len(seen) != 100 || checksum.Floats(few.Data()) == checksum.Floats(clouds(Point{}, 3, 1, 2).Data()) {
		t.Errorf("%d different points of 100, or the same in two epochs", len(seen))
	}

	for _, bad := range []Point{{Up: 3}, {Up: -1}, {Scale: 0.5}, {Scale: math.NaN()}, {Shift: -1}, {Jitter: -1}, {Jitter: math.NaN()}} {
		wantPanic(t, "augment.Points", func() { Points(s, bad, 0) })
	}
	wantPanic(t, "augment.Points: Batch", func() { clouds(a, 0, 0, 6) })
}
