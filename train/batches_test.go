package train

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/tensor"
)

// sizes is a set that notes the sizes of the batches it is asked for.
type sizes struct {
	*toySet
	asked *[]int
	seen  *[]int
}

// Batch implements datasets.Set.
func (s sizes) Batch(dst *tensor.Tensor, idx []int) {
	*s.asked = append(*s.asked, len(idx))
	*s.seen = append(*s.seen, idx...)
	s.toySet.Batch(dst, idx)
}

// Models of every modality and task learn, whatever number of samples is left
// for the last batch. A model that normalises over the samples of a batch gets
// no batch of one.
func TestRemainders(t *testing.T) {
	const batch = 3
	for name, c := range configs() {
		joins := name == "point" || name == "point segmenter that is told categories"
		for n, want := range map[int][]int{4: {3, 1}, 5: {3, 2}, 6: {3, 3}, 7: {3, 3, 1}} {
			if last := len(want) - 1; joins && want[last] == 1 {
				want = append(slices.Clone(want[:last-1]), batch+1)
			}
			var asked, seen []int
			set := sizes{newToySet(c, n, 2), &asked, &seen}
			trainToEnd(t, c, set, Options{Recipe: quick(1, batch), Test: newToySet(c, 3, 5)})
			if !reflect.DeepEqual(asked, want) {
				t.Errorf("%s: %d samples come in batches of %v, want %v", name, n, asked, want)
			}
			slices.Sort(seen)
			if len(slices.Compact(seen)) != n {
				t.Errorf("%s: %d of %d samples are seen", name, len(slices.Compact(seen)), n)
			}
		}
	}
}

// Without such a layer the batches are those of datasets.Batches.
func TestCutter(t *testing.T) {
	for n := 1; n < 20; n++ {
		order := datasets.Order(n, 1, 2)
		for size := 1; size < 6; size++ {
			plain, joined := cutter{samples: n, size: size}, cutter{samples: n, size: size, join: true}
			want := datasets.Batches(order, size, false)
			if got := plain.cut(order); !reflect.DeepEqual(got, want) || len(got) != plain.count() {
				t.Errorf("%d samples by %d: %v, want %v", n, size, got, want)
			}
			got, largest := joined.cut(order), 0
			for _, b := range got {
				largest = max(largest, len(b))
				if len(b) == 1 && joined.check() == nil {
					t.Errorf("%d samples by %d: a batch of one in %v", n, size, got)
				}
			}
			if !reflect.DeepEqual(slices.Concat(got...), order) || len(got) != joined.count() || largest != joined.largest() {
				t.Errorf("%d samples by %d: %v in %d batches of at most %d, said %d of %d", n, size, got, len(got), largest, joined.count(), joined.largest())
			}
		}
	}
}

// What cannot be helped is an error before the training.
func TestNoSecondSample(t *testing.T) {
	c := configs()["point"]
	for words, o := range map[string]struct{ samples, batch int }{
		"batch is 1":     {4, 1},
		"there is 1 sam": {1, 4},
	} {
		m, _ := build(t, Setup{Config: c, Seed: 1})
		if _, err := New(m, newToySet(c, o.samples, 1), Options{Recipe: quick(1, o.batch)}); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%d samples by %d: error %v, want %q", o.samples, o.batch, err, words)
		}
	}
}
