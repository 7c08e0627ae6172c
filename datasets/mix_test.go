package datasets

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
