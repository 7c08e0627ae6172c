package metrics

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

func wantNear(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) < 1e-12) && !(math.IsNaN(got) && math.IsNaN(want)) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func TestConfusionMatrix(t *testing.T) {
	c := NewConfusionMatrix(4)
	wantNear(t, "the mean of nothing", c.MeanIoU(), math.NaN())
	ignore := autograd.IgnoreLabel
	c.Add([]int{0, 0, 0, 1, 1, ignore}, []int{0, 0, 1, 1, 2, 3})
	c.Add([]int{0, 1}, []int{0, 1})
	// Class 0: 3 of 4. Class 1: 2 of 4 (three have it, one more is given it). Class 2: 0 of 1. Class 3: nowhere that counts.
	for class, want := range []float64{3.0 / 4, 2.0 / 4, 0, math.NaN()} {
		wantNear(t, fmt.Sprint("IoU of class ", class), c.IoU(class), want)
	}
	wantNear(t, "mIoU", c.MeanIoU(), 1.25/3)
	wantNear(t, "accuracy", c.Accuracy(), 5.0/7)
	for _, bad := range [][2][]int{{{4}, {0}}, {{0}, {4}}, {{-1}, {0}}, {{0}, {-1}}, {{0, 1}, {0}}} {
		func() {
			defer func() {
				if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), "ConfusionMatrix.Add") {
					t.Errorf("%v: %v", bad, r)
				}
			}()
			c.Add(bad[0], bad[1])
		}()
	}
}

func TestPartIoU(t *testing.T) {
	m := NewPartIoU([][]int{{0, 1}, {2, 3, 4}, {5}})
	wantNear(t, "instance of nothing", m.Instance(), math.NaN())
	wantNear(t, "class of nothing", m.Class(), math.NaN())
	// Part 0: 2 of 3, part 1: 1 of 2.
	wantNear(t, "shape", m.Add(0, []int{0, 0, 0, 1}, []int{0, 0, 1, 1}), (2.0/3+1.0/2)/2)
	// All right, and part 1 in neither counts 1.
	wantNear(t, "one part", m.Add(0, []int{0, 0}, []int{0, 0}), 1)
	// Part 2: 1 of 2, part 3 given where none is: 0, part 4 in neither: 1.
	wantNear(t, "a part too many", m.Add(1, []int{2, 2}, []int{2, 3}), 1.5/3)
	first := (7.0/12 + 1) / 2
	wantNear(t, "category 0", m.Category(0), first)
	wantNear(t, "category without shapes", m.Category(2), math.NaN())
	wantNear(t, "instance", m.Instance(), (7.0/12+1+0.5)/3)
	wantNear(t, "class", m.Class(), (first+0.5)/2)
}

func TestArgMaxParts(t *testing.T) {
	z := tensor.FromSlice([]float32{9, 1, 2, 2, 9, 3, 0, 5, 1, 4, 4, 9}, 2, 2, 3)
	if got, want := ArgMaxParts(z, []int{1, 0}, [][]int{{0, 1}, {1, 2}}), []int{2, 1, 1, 0}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, f := range []func(){
		func() { ArgMaxParts(z, []int{0}, [][]int{{0}}) },
		func() { ArgMaxParts(z, []int{0, 1}, [][]int{{0}}) },
		func() { ArgMaxParts(z, []int{0, 0}, [][]int{{0, 3}}) },
		func() { ArgMaxParts(z, []int{0, 0}, [][]int{{}}) },
	} {
		err := tensor.Catch(f)
		if e, ok := err.(*tensor.ShapeError); !ok || e.Op != "ArgMaxParts" {
			t.Errorf("error %v", err)
		}
	}
}

// Rows of logits whose target is ignored do not count; equal logits are the first class.
func TestAccuracy(t *testing.T) {
	logits := tensor.FromSlice([]float32{1, 2, 3, 1, 0, 0, 5, 5}, 4, 2)
	if got := Accuracy(logits, []int{1, 0, autograd.IgnoreLabel, 1}); got != 2./3 {
		t.Errorf("accuracy %v, want 2/3", got)
	}
	if got := Accuracy(logits.Reshape(2, 2, 2), []int{0, 0, 0, 0}); got != 0.75 {
		t.Errorf("accuracy of tokens %v, want 3/4", got)
	}
	if got := Accuracy(logits, []int{-100, -100, -100, -100}); got == got {
		t.Errorf("accuracy of nothing %v, want NaN", got)
	}
	if err := tensor.Catch(func() { Accuracy(logits, []int{1}) }); err == nil {
		t.Error("one target for four rows")
	}
}

func TestStrings(t *testing.T) {
	m := NewConfusionMatrix(2)
	m.Add([]int{0, 0, 0, 1}, []int{0, 0, 1, 1})
	want := "accuracy 75.00 %, mIoU 58.33 % of 2 classes\n       0 1\n     0 2 1\n     1 0 1\n"
	if got := m.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got := NewConfusionMatrix(100).String(); strings.Count(got, "\n") != 1 {
		t.Errorf("100 classes: %s", got)
	}
	p := NewPartIoU([][]int{{0, 1}})
	p.Add(0, []int{0, 1}, []int{0, 1})
	if got := p.String(); got != "instance mIoU 100.00 %, class mIoU 100.00 %" {
		t.Errorf("got %s", got)
	}
}
