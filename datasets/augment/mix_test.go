package augment

import (
	"reflect"
	"testing"

	"github.com/gopathway/pathway/tensor"
)

// numbered is a batch in which sample i holds 1000·i + its place.
func numbered(dims ...int) (x, y *tensor.Tensor) {
	x = tensor.New(dims...)
	n := x.Size() / dims[0]
	labels := make([]int, dims[0])
	for i := range x.Data() {
		x.Data()[i] = float32(1000*(i/n) + i%n)
	}
	for i := range labels {
		labels[i] = i
	}
	return x, OneHot(nil, labels, dims[0], 0.1)
}

// CutMix cuts one rectangle of the last two dimensions through all channels and
// frames; what is left of a sample is its share of the label.
func TestCutMixOfVideosAndSpectrograms(t *testing.T) {
	for _, dims := range [][]int{{4, 3, 5, 8, 6}, {4, 1, 12, 7}, {4, 3, 8, 8}} {
		h, w := dims[len(dims)-2], dims[len(dims)-1]
		shares := map[int]bool{}
		for batch := uint64(0); batch < 30; batch++ {
			x, y := numbered(dims...)
			_, smooth := numbered(dims...)
			(&Mix{CutMix: 1, Seed: 2}).Apply(x, y, 0, batch)
			n := x.Size() / 4
			cut := make([]bool, h*w)
			count, x0, x1, y0, y1 := 0, w, 0, h, 0
			for i := range cut {
				if cut[i] = x.Data()[i] >= 3000; cut[i] {
					count++
					x0, x1, y0, y1 = min(x0, i%w), max(x1, i%w+1), min(y0, i/w), max(y1, i/w+1)
				}
			}
			if count > 0 && count != (x1-x0)*(y1-y0) {
				t.Fatalf("%v: %d elements are cut, not a rectangle", dims, count)
			}
			for i, v := range x.Data() {
				sample, at := i/n, i%n
				if cut[at%(h*w)] {
					sample = 3 - sample
				}
				if v != float32(1000*sample+at) {
					t.Fatalf("%v: element %d is %v", dims, i, v)
				}
			}
			shares[count] = true
			lambda := float32(1 - float64(count)/float64(h*w))
			other := 1 - lambda
			for i := 0; i < 4; i++ {
				for j := 0; j < 4; j++ {
					if want := float32(lambda*smooth.At(i, j)) + float32(other*smooth.At(3-i, j)); y.At(i, j) != want {
						t.Fatalf("%v: target %v, want %v", dims, y.At(i, j), want)
					}
				}
			}
		}
		if len(shares) < 5 {
			t.Errorf("%v: only the cuts %v", dims, shares)
		}
	}
}

func TestMixupOfVideosAndSpectrograms(t *testing.T) {
	for _, dims := range [][]int{{4, 3, 2, 4, 4}, {5, 1, 6, 4}, {3, 20}} {
		x, y := numbered(dims...)
		plain, smooth := numbered(dims...)
		(&Mix{Mixup: 0.8, Seed: 2}).Apply(x, y, 0, 1)
		b := dims[0]
		n := x.Size() / b
		// λ by the targets: those of sample 0 at its own label and at its partner's.
		lambda := (y.At(0, 0) - smooth.At(0, b-1)) / (smooth.At(0, 0) - smooth.At(0, b-1))
		if !(lambda > 0 && lambda < 1) {
			t.Fatalf("%v: λ is %v", dims, lambda)
		}
		for i, v := range x.Data() {
			want := lambda*plain.Data()[i] + (1-lambda)*plain.Data()[(b-1-i/n)*n+i%n]
			if d := v - want; d > 1e-2 || d < -1e-2 {
				t.Fatalf("%v: element %d is %v, want %v", dims, i, v, want)
			}
		}
	}
}

func TestMixProb(t *testing.T) {
	for _, tt := range []struct {
		prob    float64
		lo, hi  int
		comment string
	}{{0, 400, 400, "0 is all"}, {1, 400, 400, "all"}, {0.25, 70, 130, "a quarter"}} {
		mixed := 0
		for batch := uint64(0); batch < 400; batch++ {
			x, y := numbered(2, 1, 3, 3)
			plain, targets := numbered(2, 1, 3, 3)
			(&Mix{Mixup: 0.8, Prob: tt.prob, Seed: 1}).Apply(x, y, 0, batch)
			if reflect.DeepEqual(x, plain) != reflect.DeepEqual(y, targets) {
				t.Fatal("samples are mixed and targets are not, or the reverse")
			}
			if !reflect.DeepEqual(x, plain) {
				mixed++
			}
		}
		if mixed < tt.lo || mixed > tt.hi {
			t.Errorf("%s: %d of 400 batches are mixed", tt.comment, mixed)
		}
	}
	x, y := numbered(2, 1, 3, 3)
	wantPanic(t, "Mix.Apply", func() { (&Mix{Mixup: 1, Prob: 1.5}).Apply(x, y, 0, 0) })
	wantPanic(t, "Mix.Apply", func() { (&Mix{Mixup: 1, Prob: -1}).Apply(x, y, 0, 0) })
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
