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
