package datasets

import (
	"math"
	"reflect"
	"testing"

	"github.com/gopathway/pathway/tensor"
)

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
	s := SyntheticImages(20, 3)
	a := &ImageAugment{Shift: 3, Rotate: 15, Scale: 0.1, Flip: true, Erase: 0.5, Seed: 9}
	mean, std := s.MeanStd()
	whole := a.Batch(nil, s, Order(20, 0, 0), 4, mean, std)
	for k, i := range Order(20, 0, 0) {
		one := a.Batch(nil, s, []int{i}, 4, mean, std)
		if !reflect.DeepEqual(one.Data(), whole.Data()[k*784:(k+1)*784]) {
			t.Fatalf("image %d depends on its batch", i)
		}
	}
	b := *a
	b.Seed++
	idx := []int{5}
	if !allDifferent(a.Batch(nil, s, idx, 4, mean, std), a.Batch(nil, s, idx, 5, mean, std),
		b.Batch(nil, s, idx, 4, mean, std), s.Batch(nil, idx, mean, std)) {
		t.Error("epoch or seed make no difference")
	}
	// The bits must never change: resumed runs and other platforms rely on it.
	if got, want := checksum(whole.Data()), uint32(sumAugment); got != want {
		t.Errorf("checksum %#x, want %#x", got, want)
	}
}

func TestImageAugmentGeometry(t *testing.T) {
	s := SyntheticImages(4, 3)
	s.C, s.Labels = 2, s.Labels[:2]
	idx := []int{1, 0}
	if got := (&ImageAugment{}).Batch(nil, s, idx, 0, nil, nil); !reflect.DeepEqual(got, s.Batch(nil, idx, nil, nil)) {
		t.Error("the zero value changes images")
	}
	// A rotation and a scale too small to see, to take the bilinear path.
	near := (&ImageAugment{Rotate: 1e-12, Scale: 1e-14}).Batch(nil, s, idx, 0, nil, nil)
	for i, v := range s.Batch(nil, idx, nil, nil).Data() {
		if math.Abs(float64(v-near.Data()[i])) > 1e-6 {
			t.Fatalf("a rotation by next to nothing changes pixel %d from %v to %v", i, v, near.Data()[i])
		}
	}

	// Shifts move whole images and fill with the given value.
	a := &ImageAugment{Shift: 2, Fill: 255, Seed: 1}
	moved := map[[2]int]bool{}
	for epoch := uint64(0); epoch < 200; epoch++ {
		x := a.Batch(nil, s, idx[:1], epoch, nil, nil)
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
		x := (&ImageAugment{Flip: true}).Batch(nil, s, idx[:1], epoch, nil, nil)
		y := (&ImageAugment{Flip: true, Rotate: 1e-12}).Batch(nil, s, idx[:1], epoch, nil, nil)
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
func isShifted(x *tensor.Tensor, s *Images, i, dx, dy int) bool {
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
	s := &Images{C: 1, H: 41, W: 41, Pixels: make([]uint8, 41*41), Labels: []int{0}}
	for d := -1; d <= 1; d++ {
		for e := -1; e <= 1; e++ {
			s.Pixels[(20+d)*41+30+e] = 255
		}
	}
	for epoch := uint64(0); epoch < 50; epoch++ {
		for _, a := range []*ImageAugment{{Rotate: 90}, {Scale: 0.5}} {
			x := a.Batch(nil, s, []int{0}, epoch, nil, nil)
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
	s := &Images{C: 2, H: 20, W: 30, Pixels: make([]uint8, 200*1200), Labels: make([]int, 200)}
	for i := range s.Pixels {
		s.Pixels[i] = 255
	}
	all := make([]int, s.Len())
	for i := range all {
		all[i] = i
	}
	x := (&ImageAugment{Erase: 0.25, Seed: 2}).Batch(nil, s, all, 0, nil, nil)
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
	for _, a := range []*ImageAugment{{Shift: -1}, {Scale: 1}, {Scale: -0.5}} {
		wantPanic(t, "ImageAugment.Batch", func() { a.Batch(nil, s, all, 0, nil, nil) })
	}
	wantPanic(t, "ImageAugment.Batch", func() { (&ImageAugment{}).Batch(nil, s, []int{200}, 0, nil, nil) })
}

func TestOneHot(t *testing.T) {
	got := OneHot(nil, []int{2, 0}, 4, 0.5)
	want := []float32{0.125, 0.125, 0.625, 0.125, 0.625, 0.125, 0.125, 0.125}
	if !reflect.DeepEqual(got.Data(), want) {
		t.Errorf("got %v", got)
	}
	if got = OneHot(got, []int{1, 3}, 4, 0); !reflect.DeepEqual(got.Data(), []float32{0, 1, 0, 0, 0, 0, 0, 1}) {
		t.Errorf("got %v", got)
	}
	wantPanic(t, "OneHot", func() { OneHot(nil, []int{4}, 4, 0) })
	wantPanic(t, "OneHot", func() { OneHot(nil, []int{-1}, 4, 0) })
	wantPanic(t, "OneHot", func() { OneHot(nil, []int{0}, 4, 2) })
	wantPanic(t, "OneHot", func() { OneHot(tensor.New(2, 3), []int{0, 1}, 4, 0) })
}

// In these batches sample i holds the value i everywhere, so each element
// tells where it comes from.
func mixBatch(b int) (x, y *tensor.Tensor) {
	x = tensor.New(b, 1, 8, 8)
	labels := make([]int, b)
	for i := range labels {
		labels[i] = i
		for j := 0; j < 64; j++ {
			x.Data()[i*64+j] = float32(i)
		}
	}
	return x, OneHot(nil, labels, b, 0)
}

func TestMixup(t *testing.T) {
	m := &Mix{Mixup: 0.8, Seed: 3}
	var lambdas []float32
	for batch := uint64(0); batch < 5; batch++ {
		x, y := mixBatch(5)
		m.Apply(x, y, 1, batch)
		l := y.At(0, 0)
		lambdas = append(lambdas, l)
		for i := 0; i < 5; i++ {
			j := 4 - i
			if i != j && (y.At(i, i) != l || y.At(i, j) != 1-l) {
				t.Errorf("targets %v", y)
			}
			if want := float32(l*float32(i)) + float32((1-l)*float32(j)); i != j && x.At(i, 0, 3, 3) != want {
				t.Errorf("sample %d is %v, want %v", i, x.At(i, 0, 3, 3), want)
			}
		}
		if x.At(2, 0, 0, 0) != 2 || y.At(2, 2) != 1 {
			t.Error("the middle one, its own partner, has changed")
		}
	}
	if lambdas[0] == lambdas[1] {
		t.Error("two batches have the same λ")
	}
	x, y := mixBatch(4)
	u, v := mixBatch(4)
	m.Apply(x, y, 7, 7)
	m.Apply(u, v, 7, 7)
	if !reflect.DeepEqual(x, u) || !reflect.DeepEqual(y, v) {
		t.Error("the same epoch and batch give two results")
	}
	wave := tensor.New(4, 10)
	m.Apply(wave, OneHot(nil, []int{0, 1, 2, 3}, 4, 0), 0, 0)
}

func TestCutMix(t *testing.T) {
	m := &Mix{CutMix: 1, Seed: 3}
	shares := map[float32]bool{}
	for batch := uint64(0); batch < 40; batch++ {
		x, y := mixBatch(4)
		m.Apply(x, y, 1, batch)
		own := 0
		for j := 0; j < 64; j++ {
			switch x.Data()[j] {
			case 0:
				own++
			case 3:
			default:
				t.Fatalf("sample 0 holds %v", x.Data()[j])
			}
			if x.Data()[j]+x.Data()[3*64+j] != 3 {
				t.Fatal("the pair does not share one rectangle")
			}
		}
		share := float32(own) / 64
		shares[share] = true
		if y.At(0, 0) != share || y.At(0, 3) != 1-share {
			t.Errorf("targets %v for a share of %v", y, share)
		}
	}
	if len(shares) < 8 {
		t.Errorf("only the shares %v were seen", shares)
	}

	both := &Mix{Mixup: 0.8, CutMix: 1, Seed: 1}
	cut := 0
	for batch := uint64(0); batch < 100; batch++ {
		x, y := mixBatch(2)
		both.Apply(x, y, 0, batch)
		if v := x.Data()[0]; v == 0 || v == 1 {
			cut++
		}
	}
	if cut < 30 || cut > 70 {
		t.Errorf("CutMix was chosen %d times of 100", cut)
	}

	x, y := mixBatch(4)
	u, v := mixBatch(4)
	(&Mix{}).Apply(x, y, 0, 0)
	if !reflect.DeepEqual(x, u) || !reflect.DeepEqual(y, v) {
		t.Error("the zero value changes the batch")
	}
	wantPanic(t, "Mix.Apply", func() { m.Apply(tensor.New(4), y, 0, 0) })
	wantPanic(t, "Mix.Apply", func() { m.Apply(tensor.New(3, 2, 2), y, 0, 0) })
	wantPanic(t, "Mix.Apply", func() { m.Apply(tensor.New(4, 2), y, 0, 0) })
	m.Apply(tensor.New(0, 8, 8), tensor.New(0, 4), 0, 0)
}

func TestWaveAugment(t *testing.T) {
	x := make([]float32, 1000)
	for i := range x {
		x[i] = float32(i) / 1000
	}
	if got := (&WaveAugment{}).Apply(nil, x, 0, 0); !reflect.DeepEqual(got, x) {
		t.Error("the zero value changes the clip")
	}
	shifts := map[int]bool{}
	for epoch := uint64(0); epoch < 100; epoch++ {
		got := (&WaveAugment{Roll: 0.1, Seed: 1}).Apply(nil, x, epoch, 3)
		shift := int(math.Round(float64(got[0] * 1000)))
		for i := range got {
			if got[i] != x[(i+shift)%1000] {
				t.Fatal("not a roll")
			}
		}
		if shift > 100 && shift < 900 {
			t.Errorf("rolled by %d of 1000", shift)
		}
		shifts[shift] = true

		got = (&WaveAugment{Gain: 0.5}).Apply(got, x, epoch, 3)
		if r := got[500] / x[500]; r < 0.5 || r > 1.5 || got[999] != x[999]*(got[999]/x[999]) {
			t.Errorf("gain %v", r)
		}
		got = (&WaveAugment{Noise: 0.1}).Apply(got, x, epoch, 3)
		for i := range got {
			got[i] -= x[i]
		}
		if r := rms(got) / rms(x); r > 0.11 {
			t.Errorf("noise of %v times the signal", r)
		}
	}
	if len(shifts) < 40 {
		t.Errorf("only %d different shifts", len(shifts))
	}
	a := &WaveAugment{Roll: 1, Gain: 0.3, Noise: 0.1, Seed: 5}
	get := func(epoch, index uint64) *tensor.Tensor {
		return tensor.FromSlice(a.Apply(nil, x, epoch, index), 1000)
	}
	if !allDifferent(get(1, 1), get(1, 2), get(2, 1)) || allDifferent(get(1, 1), get(1, 1)) {
		t.Error("a clip does not depend on epoch and index alone")
	}
	if got, want := checksum(get(1, 1).Data()), uint32(sumWave); got != want {
		t.Errorf("checksum %#x, want %#x", got, want)
	}
	if got := a.Apply(nil, nil, 0, 0); len(got) != 0 {
		t.Errorf("nothing became %v", got)
	}
}

func TestSpecAugment(t *testing.T) {
	a := &SpecAugment{TimeMasks: 1, TimeWidth: 5, FreqMasks: 2, FreqWidth: 3, Seed: 4}
	sizes := map[int]bool{}
	for epoch := uint64(0); epoch < 60; epoch++ {
		x := tensor.Full(1, 2, 2, 20, 10)
		a.Apply(x, []int{7, 8}, epoch)
		for b := 0; b < 2; b++ {
			frames, bands := 0, 0
			for f := 0; f < 20; f++ {
				if sumRow(x, b, f) == 0 {
					frames++
				}
			}
			for m := 0; m < 10; m++ {
				zero := true
				for f := 0; f < 20; f++ {
					zero = zero && x.At(b, 1, f, m) == 0
					if x.At(b, 0, f, m) != x.At(b, 1, f, m) {
						t.Fatal("channels are masked differently")
					}
				}
				if zero {
					bands++
				}
			}
			if frames > 5 || bands > 6 {
				t.Errorf("%d frames and %d bands masked", frames, bands)
			}
			sizes[frames*10+bands] = true
		}
		single := tensor.Full(1, 20, 10)
		a.Apply(single, []int{8}, epoch)
		if !reflect.DeepEqual(single.Data(), x.Data()[400:600]) {
			t.Fatal("a clip depends on its batch")
		}
	}
	if len(sizes) < 12 {
		t.Errorf("only %d different masks", len(sizes))
	}
	x := tensor.Full(1, 1, 3, 2)
	(&SpecAugment{TimeMasks: 3, TimeWidth: 100, FreqMasks: 1, FreqWidth: -1}).Apply(x, []int{0}, 0) // wider than the clip
	wantPanic(t, "SpecAugment.Apply", func() { a.Apply(x, []int{0, 1}, 0) })
	wantPanic(t, "SpecAugment.Apply", func() { a.Apply(tensor.New(4), []int{0}, 0) })
	wantPanic(t, "SpecAugment.Apply", func() { a.Apply(tensor.New(4, 4), []int{0, 1}, 0) })
	a.Apply(tensor.New(0, 3, 3), nil, 0)
}

// sumRow returns the sum of one frame over channels and bands.
func sumRow(x *tensor.Tensor, b, f int) (sum float32) {
	for c := 0; c < x.Dim(1); c++ {
		for m := 0; m < x.Dim(3); m++ {
			sum += x.At(b, c, f, m)
		}
	}
	return sum
}
