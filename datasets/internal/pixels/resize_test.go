package pixels

import (
	"bytes"
	"testing"
)

func TestResize(t *testing.T) {
	// Halving averages with the triangle 1 3 3 1 (cut off at the edges).
	got := resizePlane([]uint8{0, 0, 0, 0, 80, 80, 80, 80}, 1, 8, 1, 4)
	if want := []uint8{0, 10, 70, 80}; !bytes.Equal(got, want) {
		t.Errorf("halved: %v, want %v", got, want)
	}
	// Doubling interpolates: ¼ and ¾ between neighbours.
	got = resizePlane([]uint8{0, 100}, 2, 1, 4, 1)
	if want := []uint8{0, 25, 75, 100}; !bytes.Equal(got, want) {
		t.Errorf("doubled: %v, want %v", got, want)
	}
	for _, size := range []int{1, 3, 28, 100} {
		for _, v := range []uint8{0, 1, 254, 255} {
			for _, p := range resizePlane(bytes.Repeat([]uint8{v}, 7*11), 7, 11, size, 2*size) {
				if p != v {
					t.Fatalf("constant %d became %d at size %d", v, p, size)
				}
			}
		}
	}
	// A wide image loses its sides, a tall one its ends; none its middle.
	if got := Fit([]uint8{9, 1, 2, 9}, 1, 1, 4, 1, 2); !bytes.Equal(got, []uint8{1, 2}) {
		t.Errorf("wide: %v", got)
	}
	if got := Fit([]uint8{9, 1, 9, 8, 2, 8}, 2, 3, 1, 1, 1); !bytes.Equal(got, []uint8{1, 2}) {
		t.Errorf("tall: %v", got)
	}
	if got := Fit(make([]uint8, 1000), 1, 1, 1000, 300, 2); len(got) != 600 {
		t.Errorf("extreme proportions: %d pixels", len(got))
	}
}
