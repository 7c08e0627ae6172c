package augment

import (
	"math"
	"reflect"
	"testing"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/internal/checksum"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/tensor"
)

const sumImage = 0x03c7b404

// batch returns the samples idx of s.
func batch(s datasets.Set, idx ...int) *tensor.Tensor { return datasets.NewBatch(s, idx) }

// seen returns the images idx of s, changed as a says, as epoch sees them.
func seen(a Image, s *datasets.Images, seed, epoch uint64, idx ...int) *tensor.Tensor {
	return batch(Images(s, a, seed).Epoch(epoch), idx...)
}

// wantPanic fails unless f panics with a *tensor.ShapeError of op.
func wantPanic(t *testing.T, op string, f func()) {
	t.Helper()
	err := tensor.Catch(f)
	if err == nil {
		t.Errorf("no panic, want one of %s", op)
		return
	}
	if e := err.(*tensor.ShapeError); e.Op != op {
		t.Errorf("panic %v, want one of %s", e, op)
	}
}

// allDifferent reports whether no two of the tensors are equal.
func allDifferent(ts ...*tensor.Tensor) bool {
	for i := range ts {
		for j := 0; j < i; j++ {
			if reflect.DeepEqual(ts[i].Data(), ts[j].Data()) {
				return false
			}
		}
	}
	return true
}

func TestImageAugmentIsIndependentOfTheBatch(t *testing.T) {
	s := synthetic.Images(20, 3)
	a := Image{Shift: 3.0 / 28, Rotate: 15, Scale: 0.1, Flip: true, Erase: 0.5}
	s.Mean, s.Std = s.MeanStd()
	whole := seen(a, s, 9, 4, datasets.Order(20, 0, 0)...)
	for k, i := range datasets.Order(20, 0, 0) {
		one := seen(a, s, 9, 4, i)
		if !reflect.DeepEqual(one.Data(), whole.Data()[k*784:(k+1)*784]) {
			t.Fatalf("image %d depends on its batch", i)
		}
	}
	if !allDifferent(seen(a, s, 9, 4, 5), seen(a, s, 9, 5, 5), seen(a, s, 10, 4, 5), batch(s, 5)) {
		t.Error("epoch or seed make no difference")
	}
	// The bits must never change: resumed runs and other platforms rely on it.
	if got, want := checksum.Floats(whole.Data()), uint32(sumImage); got != want {
		t.Errorf("checksum %#x, want %#x", got, want)
	}
}

func TestImageAugmentGeometry(t *testing.T) {
	s := synthetic.Images(4, 3)
	s.C, s.Label = 2, s.Label[:2]
	if got := seen(Image{}, s, 0, 0, 1, 0); !reflect.DeepEqual(got, batch(s, 1, 0)) {
		t.Error("the zero value changes images")
	}
	// A rotation and a scale too small to see, to take the bilinear path.
	near := seen(Image{Rotate: 1e-12, Scale: 1e-14}, s, 0, 0, 1, 0)
	for i, v := range batch(s, 1, 0).Data() {
		if math.Abs(float64(v-near.Data()[i])) > 1e-6 {
			t.Fatalf("a rotation by next to nothing changes pixel %d from %v to %v", i, v, near.Data()[i])
		}
	}

	// Shifts move whole images and fill with the given value.
	a := Image{Shift: 2.0 / 28, Fill: 255}
	moved := map[[2]int]bool{}
	for epoch := uint64(0); epoch < 200; epoch++ {
		x := seen(a, s, 1, epoch, 1)
		found := false
		for dy := -2; dy <= 2; dy++ {
			for dx := -2; dx <= 2; dx++ {
				if isShifted(x, s, 1, dx, dy) {
					moved[[2]int{dx, dy}], found = true, true
				}
			}
		}
		if !found {
			t.Fatalf("epoch %d: not a shift by up to 2", epoch)
		}
	}
	if len(moved) != 25 {
		t.Errorf("%d of 25 shifts were seen in 200 epochs", len(moved))
	}

	// Half of the images are mirrored, on both paths alike.
	mirrored := 0
	for epoch := uint64(0); epoch < 200; epoch++ {
		x := seen(Image{Flip: true}, s, 0, epoch, 1)
		y := seen(Image{Flip: true, Rotate: 1e-12}, s, 0, epoch, 1)
		last := s.Image(1)[27]
		if x.At(0, 0, 0, 0) == float32(last)/255 {
			mirrored++
		}
		for i, v := range x.Data() {
			if math.Abs(float64(v-y.Data()[i])) > 1e-6 {
				t.Fatalf("epoch %d: the two paths mirror differently", epoch)
			}
		}
	}
	if mirrored < 70 || mirrored > 130 {
		t.Errorf("%d of 200 mirrored", mirrored)
	}
}

// isShifted reports whether x is image i of s moved by (dx, dy), with 1
// where nothing was.
func isShifted(x *tensor.Tensor, s *datasets.Images, i, dx, dy int) bool {
	for at, v := range x.Data() {
		c, y, xx := at/784, at/28%28-dy, at%28-dx
		want := float32(1)
		if y >= 0 && y < 28 && xx >= 0 && xx < 28 {
			want = float32(s.Image(i)[c*784+y*28+xx]) / 255
		}
		if v != want {
			return false
		}
	}
	return true
}

// A quarter turn, which the option allows as the largest, moves a dot on the
// x axis towards the y axis and keeps its distance.
func TestImageAugmentRotatesAndScales(t *testing.T) {
	s := &datasets.Images{Labelled: datasets.Labelled{Label: []int{0}}, C: 1, H: 41, W: 41, Pixels: make([]uint8, 41*41)}
	for d := -1; d <= 1; d++ {
		for e := -1; e <= 1; e++ {
			s.Pixels[(20+d)*41+30+e] = 255
		}
	}
	for epoch := uint64(0); epoch < 50; epoch++ {
		for _, a := range []Image{{Rotate: 90}, {Scale: 0.5}} {
			x := seen(a, s, 0, epoch, 0)
			var m, mx, my float64
			for i, v := range x.Data() {
				m += float64(v)
				mx += float64(v) * float64(i%41-20)
				my += float64(v) * float64(i/41-20)
			}
			mx, my = mx/m, my/m
			dist := math.Hypot(mx, my)
			if a.Scale > 0 && (math.Abs(my) > 0.01 || dist < 4.9 || dist > 15.1) {
				t.Errorf("epoch %d: scaling moved the dot to %.2f, %.2f", epoch, mx, my)
			}
			if a.Rotate > 0 && (mx < -0.1 || math.Abs(dist-10) > 0.1) {
				t.Errorf("epoch %d: rotation moved the dot to %.2f, %.2f", epoch, mx, my)
			}
		}
	}
}

func TestImageAugmentErases(t *testing.T) {
	s := &datasets.Images{Labelled: datasets.Labelled{Label: make([]int, 200)}, C: 2, H: 20, W: 30, Pixels: make([]uint8, 200*1200)}
	for i := range s.Pixels {
		s.Pixels[i] = 255
	}
	all := make([]int, s.Len())
	for i := range all {
		all[i] = i
	}
	x := seen(Image{Erase: 0.25}, s, 2, 0, all...)
	erased := 0
	for i := range all {
		zeros := 0
		img := x.Data()[i*1200 : (i+1)*1200]
		for j, v := range img[:600] {
			if v != img[600+j] {
				t.Fatalf("image %d: channels differ", i)
			}
			if v == 0 {
				zeros++
			}
		}
		if zeros > 0 {
			erased++
			if zeros < 600*2/100-6 || zeros > 600/3+30 {
				t.Errorf("image %d: %d of 600 pixels erased", i, zeros)
			}
		}
	}
	if erased < 30 || erased > 70 {
		t.Errorf("%d of 200 images erased, want about 50", erased)
	}
	for _, a := range []Image{{Shift: -0.1}, {Shift: 1.5}, {Scale: 1}, {Scale: -0.5}} {
		wantPanic(t, "augment.Images", func() { Images(s, a, 0) })
	}
	wantPanic(t, "augment.Images: Batch", func() { Images(s, Image{}, 0).Epoch(0).Batch(tensor.New(1, 2, 20, 30), []int{200}) })
	wantPanic(t, "augment.Images: Batch", func() { Images(s, Image{}, 0).Epoch(0).Batch(tensor.New(1, 2, 30, 20), []int{0}) })
	s.Mean = []float32{1}
	wantPanic(t, "augment.Images: Batch", func() { seen(Image{}, s, 0, 0, 0) })
}
