package datasets

import (
	"reflect"
	"sort"
	"testing"

	"github.com/gopathway/pathway/tensor"
)

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

func TestOrder(t *testing.T) {
	a := Order(1000, 7, 3)
	if !reflect.DeepEqual(a, Order(1000, 7, 3)) {
		t.Error("the same seed and epoch give two orders")
	}
	if reflect.DeepEqual(a, Order(1000, 7, 4)) || reflect.DeepEqual(a, Order(1000, 8, 3)) {
		t.Error("another seed or epoch gives the same order")
	}
	// The order is part of what a saved run relies on: it must never change.
	if got, want := Order(8, 1, 2), []int{5, 0, 7, 1, 4, 3, 6, 2}; !reflect.DeepEqual(got, want) {
		t.Errorf("Order(8, 1, 2) = %v, want %v", got, want)
	}
	sort.Ints(a)
	for i, v := range a {
		if i != v {
			t.Fatalf("not a permutation: %d at %d", v, i)
		}
	}
}

func TestBatches(t *testing.T) {
	order := []int{4, 2, 0, 1, 3}
	for _, c := range []struct {
		size int
		drop bool
		want [][]int
	}{
		{2, false, [][]int{{4, 2}, {0, 1}, {3}}},
		{2, true, [][]int{{4, 2}, {0, 1}}},
		{5, true, [][]int{{4, 2, 0, 1, 3}}},
		{9, false, [][]int{{4, 2, 0, 1, 3}}},
		{9, true, [][]int{}},
	} {
		if got := Batches(order, c.size, c.drop); !reflect.DeepEqual(got, c.want) {
			t.Errorf("size %d, drop %v: got %v, want %v", c.size, c.drop, got, c.want)
		}
	}
	wantPanic(t, "Batches", func() { Batches(order, 0, false) })
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
		idx, err := Subset(labels, c.n, 9)
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
	small, _ := Subset(labels, 10, 1)
	large, _ := Subset(labels, 50, 1)
	other, _ := Subset(labels, 10, 2)
	for _, i := range small {
		if k := sort.SearchInts(large, i); k == len(large) || large[k] != i {
			t.Errorf("index %d is in the subset of 10 and not in that of 50", i)
		}
	}
	if reflect.DeepEqual(small, other) {
		t.Error("two seeds give the same subset")
	}
	for _, n := range []int{0, -1, 81} {
		_, err := Subset(labels, n, 1)
		wantError(t, err, "of 80 samples")
	}
}

func TestSplit(t *testing.T) {
	labels := labelsOf(30, 30)
	rest, held, err := Split(labels, 10, 4)
	if err != nil {
		t.Fatal(err)
	}
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
	if sub, _ := Subset(labels, 10, 4); reflect.DeepEqual(sub, held) {
		t.Error("Split chooses what Subset chooses")
	}
	for _, n := range []int{0, 60} {
		_, _, err := Split(labels, n, 1)
		wantError(t, err, "hold out", "of 60")
	}
}
