package datasets

import (
	"reflect"
	"sort"
	"testing"

	"github.com/gopathway/pathway/datasets/internal/random"
	"github.com/gopathway/pathway/tensor"
)

// labelled returns images of one pixel with labels, whose pixels are their indices.
func labelled(labels []int) *Images {
	s := &Images{Labelled: Labelled{Label: labels}, C: 1, H: 1, W: 1}
	for i := range labels {
		s.Pixels = append(s.Pixels, uint8(i))
	}
	return s
}

// labelsOf returns labels with counts[c] of class c, interleaved.
func labelsOf(counts ...int) []int {
	var labels []int
	for k := 0; len(labels) == 0 || k < 1000; k++ {
		for c, n := range counts {
			if k < n {
				labels = append(labels, c)
			}
		}
	}
	return labels
}

func countClasses(labels, idx []int) map[int]int {
	m := map[int]int{}
	for _, i := range idx {
		m[labels[i]]++
	}
	return m
}

func TestSubset(t *testing.T) {
	for _, c := range []struct {
		counts []int
		n      int
		want   map[int]int // nil: only check that they differ by at most one
	}{
		{[]int{50, 50, 50}, 30, map[int]int{0: 10, 1: 10, 2: 10}},
		{[]int{50, 50, 50}, 31, nil},
		{[]int{50, 50, 50}, 150, map[int]int{0: 50, 1: 50, 2: 50}},
		{[]int{2, 50, 50}, 30, map[int]int{0: 2, 1: 14, 2: 14}},
		{[]int{5}, 1, map[int]int{0: 1}},
	} {
		labels := labelsOf(c.counts...)
		idx, err := choose(labels, c.n, 9, random.Subset)
		if err != nil {
			t.Fatal(err)
		}
		if len(idx) != c.n || !sort.IntsAreSorted(idx) {
			t.Errorf("%v: got %d indices, want %d ascending", c.counts, len(idx), c.n)
		}
		for i := 1; i < len(idx); i++ {
			if idx[i] == idx[i-1] {
				t.Errorf("%v: index %d twice", c.counts, idx[i])
			}
		}
		got := countClasses(labels, idx)
		if c.want != nil && !reflect.DeepEqual(got, c.want) {
			t.Errorf("%v: got %v, want %v", c.counts, got, c.want)
		}
		for _, n := range got {
			if c.want == nil && (n < c.n/len(c.counts) || n > c.n/len(c.counts)+1) {
				t.Errorf("%v: got %v, want equal numbers", c.counts, got)
			}
		}
	}

	labels := labelsOf(40, 40)
	set := func(n int, seed uint64) []int {
		s, err := Subset(labelled(labels), n, seed)
		if err != nil {
			t.Fatal(err)
		}
		_, idx := Underlying(s)
		return idx
	}
	small, large, other := set(10, 1), set(50, 1), set(10, 2)
	for _, i := range small {
		if k := sort.SearchInts(large, i); k == len(large) || large[k] != i {
			t.Errorf("index %d is in the subset of 10 and not in that of 50", i)
		}
	}
	if reflect.DeepEqual(small, other) {
		t.Error("two seeds give the same subset")
	}
	for _, n := range []int{0, -1, 81} {
		_, err := Subset(labelled(labels), n, 1)
		wantError(t, err, "of 80 samples")
	}
}

func TestSplit(t *testing.T) {
	labels := labelsOf(30, 30)
	one, other, err := Split(labelled(labels), 10, 4)
	if err != nil {
		t.Fatal(err)
	}
	_, rest := Underlying(one)
	_, held := Underlying(other)
	if got := countClasses(labels, held); got[0] != 5 || got[1] != 5 {
		t.Errorf("held out %v, want 5 of each class", got)
	}
	all := append(append([]int(nil), rest...), held...)
	sort.Ints(all)
	for i, v := range all {
		if i != v {
			t.Fatalf("rest and held are not a partition: %d at %d", v, i)
		}
	}
	if sub, err := choose(labels, 10, 4, random.Subset); err != nil || reflect.DeepEqual(sub, held) {
		t.Error("Split chooses what Subset chooses")
	}
	for _, n := range []int{0, 60} {
		_, _, err := Split(labelled(labels), n, 1)
		wantError(t, err, "hold out", "of 60")
	}
}

// A part of a set reads the set, and a part of a part the whole.
func TestSelect(t *testing.T) {
	s := labelled([]int{3, 1, 4, 1, 5})
	part := Select(Select(s, []int{4, 2, 0}), []int{2, 0})
	if whole, idx := Underlying(part); whole != Set(s) || !reflect.DeepEqual(idx, []int{0, 4}) {
		t.Errorf("made of %v, samples %v", whole, idx)
	}
	if whole, idx := Underlying(s); whole != Set(s) || idx != nil {
		t.Errorf("a set is made of %v, samples %v", whole, idx)
	}
	if got := fill(part, 1, 0).Data(); part.Len() != 2 || got[0] != float32(4)/255 || got[1] != 0 {
		t.Errorf("%d samples, %v", part.Len(), got)
	}
	if !reflect.DeepEqual(part.Labels(), []int{3, 5}) || !reflect.DeepEqual(part.Targets(nil, []int{1}), []int{5}) || len(part.Shape()) != 3 {
		t.Errorf("labels %v", part.Labels())
	}
	if _, ok := part.(Varied); ok {
		t.Error("a part of a set that does not vary varies")
	}
	wantPanic(t, "Select", func() { Select(s, []int{5}) })
	wantPanic(t, "Batch", func() { fill(part, 2) })
	wantPanic(t, "Targets", func() { part.Targets(nil, []int{-1}) })
}

// shifting is a Varied set whose pixels grow by one in every epoch.
type shifting struct{ *Images }

// Epoch implements Varied.
func (s shifting) Epoch(epoch uint64) Set {
	moved := *s.Images
	moved.Pixels = append([]uint8(nil), s.Pixels...)
	for i := range moved.Pixels {
		moved.Pixels[i] += uint8(epoch)
	}
	return &moved
}

// A part of a set that varies varies as the set does.
func TestSelectVaried(t *testing.T) {
	s := shifting{labelled([]int{0, 0, 0, 0, 1, 1, 1, 1})}
	sub, err := Subset(s, 6, 1)
	if err != nil {
		t.Fatal(err)
	}
	rest, held, err := Split(sub, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []Set{rest, held, Select(rest, []int{1})} {
		_, idx := Underlying(part)
		if got := fill(part, 0).Data()[0]; got != float32(idx[0])/255 {
			t.Errorf("as it is, sample %d is %v", idx[0], got)
		}
		if got := fill(AtEpoch(part, 3), 0).Data()[0]; got != float32(idx[0]+3)/255 {
			t.Errorf("in epoch 3 sample %d is %v", idx[0], got)
		}
	}
}

// fill returns the samples idx of s.
func fill(s Set, idx ...int) *tensor.Tensor { return NewBatch(s, idx) }
