package datasets

import (
	"context"
	"math"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/gopathway/pathway/datasets/internal/checksum"
	"github.com/gopathway/pathway/tensor"
)

// smallClouds returns clouds of 4, 8 and 2 points.
func smallClouds() *PointClouds {
	s := &PointClouds{Labelled: Labelled{Name: "small", Label: []int{0, 1, 0}, Classes: []string{"a", "b"}}, Points: 4}
	for i, n := range []int{4, 8, 2} {
		x := tensor.New(n, 3).Normal(tensor.NewRNG(uint64(i)), 5, 3)
		s.Clouds = append(s.Clouds, &PointCloud{Points: x})
	}
	return s
}

func TestNormalizePoints(t *testing.T) {
	x := tensor.FromSlice([]float32{1, 1, 1, 3, 1, 1, 2, 4, 1, 2, -2, 1}, 4, 3)
	got := NormalizePoints(nil, x)
	// Centre 2 1 1, largest norm 3.
	for i, want := range []float32{-1. / 3, 0, 0, 1. / 3, 0, 0, 0, 1, 0, 0, -1, 0} {
		if got.Data()[i] != want {
			t.Errorf("number %d is %v, want %v", i, got.Data()[i], want)
		}
	}
	if NormalizePoints(x, x) != x || checksum.Floats(x.Data()) != checksum.Floats(got.Data()) {
		t.Error("in place, the result differs")
	}
	one := NormalizePoints(nil, tensor.Full(7, 3, 3))
	for _, v := range one.Data() {
		if v != 0 {
			t.Errorf("points in one place became %v", one.Data())
		}
	}
	far := NormalizePoints(nil, tensor.FromSlice([]float32{3e38, 0, 0, -3e38, 0, 0}, 2, 3))
	if far.At(0, 0) != 1 || far.At(1, 0) != -1 {
		t.Errorf("large numbers became %v", far)
	}
	wantPanic(t, "NormalizePoints", func() { NormalizePoints(nil, tensor.New(3, 2)) })
	wantPanic(t, "NormalizePoints", func() { NormalizePoints(tensor.New(2, 3), tensor.New(3, 3)) })
}

func TestPointCloudsBatch(t *testing.T) {
	s := smallClouds()
	x := fill(s, 1, 2, 0)
	if !reflect.DeepEqual(x.Shape(), []int{3, 4, 3}) {
		t.Fatalf("shape %v", x.Shape())
	}
	// Every second of eight, all of four, each of two twice.
	for k, pick := range map[int][]int{0: {0, 2, 4, 6}, 1: {0, 0, 1, 1}, 2: {0, 1, 2, 3}} {
		c, want := s.Clouds[[]int{1, 2, 0}[k]], tensor.New(4, 3)
		for i, p := range pick {
			copy(want.Data()[3*i:], c.Points.Data()[3*p:3*p+3])
		}
		NormalizePoints(want, want)
		if got := x.Data()[12*k : 12*k+12]; checksum.Floats(got) != checksum.Floats(want.Data()) {
			t.Errorf("cloud %d: %v, want %v", k, got, want)
		}
	}
	for _, f := range []func(){
		func() { fill(s, 3) },
		func() { (&PointClouds{Points: -1}).Batch(tensor.New(0, 1, 3), nil) },
		func() { s.Batch(tensor.New(1, 3, 4), []int{0}) },
	} {
		wantPanic(t, "PointClouds.Batch", f)
	}
}

func TestLoadModelNet(t *testing.T) {
	dir := t.TempDir()
	mesh := []byte("OFF3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n")
	put(t, pcd("1", "ascii", []byte("1 2 3")), dir, "chair", "train", "chair_2.pcd")
	put(t, mesh, dir, "chair", "train", "chair_1.off")
	put(t, mesh, dir, "chair", "train", "chair_3.OFF")
	put(t, []byte("x"), dir, "chair", "train", "notes.md")
	put(t, []byte("x"), dir, "chair", "train", ".hidden.pcd")
	put(t, []byte("4 5 6"), dir, "chair", "test", "a.xyz")
	put(t, []byte("7 8 9"), dir, "bed", "train", "a.xyz")
	put(t, []byte("x"), dir, "README", "a.txt")
	train, test, err := LoadModelNet(context.Background(), dir, PointOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(train.Classes, []string{"bed", "chair"}) || !reflect.DeepEqual(train.Label, []int{0, 1, 1, 1}) ||
		!reflect.DeepEqual(test.Label, []int{1}) || !reflect.DeepEqual(test.Classes, train.Classes) {
		t.Errorf("train %v, test %v, classes %v", train.Label, test.Label, train.Classes)
	}
	wantCloud(t, train.Clouds[0], 7, 8, 9)
	wantCloud(t, train.Clouds[2], 1, 2, 3)
	wantCloud(t, test.Clouds[0], 4, 5, 6)
	if train.Clouds[1].Len() != MeshPoints || checksum.Floats(train.Clouds[1].Points.Data()) == checksum.Floats(train.Clouds[3].Points.Data()) {
		t.Error("two meshes gave the same points")
	}

	put(t, []byte("x"), dir, "desk", "train", "a.md")
	_, _, err = LoadModelNet(context.Background(), dir, PointOptions{})
	wantError(t, err, filepath.Join(dir, "desk", "train"), "1 entries")
	put(t, []byte("1 2"), dir, "desk", "train", "a.xyz")
	_, _, err = LoadModelNet(context.Background(), dir, PointOptions{})
	wantError(t, err, filepath.Join(dir, "desk", "train", "a.xyz"), "line 1")
	_, _, err = LoadModelNet(context.Background(), t.TempDir(), PointOptions{})
	wantError(t, err, "<class>/train/<shape>")
	_, _, err = LoadModelNet(context.Background(), filepath.Join(dir, "absent"), PointOptions{})
	wantError(t, err, "absent")
	put(t, []byte("1 2 3"), dir, "zoo", "test", "a.xyz")
	put(t, []byte("1 2 3"), dir, "desk", "train", "a.xyz")
	_, _, err = LoadModelNet(context.Background(), dir, PointOptions{})
	wantError(t, err, filepath.Join("zoo", "train"))
}

func TestRealModelNet10(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 4,899 files")
	}
	train, test, err := LoadModelNet(context.Background(), filepath.Join(realData(t, "modelnet10_pcd"), "ModelNet10"), PointOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if train.Len() != 3991 || test.Len() != 908 || len(train.Classes) != 10 || train.Classes[0] != "bathtub" || train.Classes[9] != "toilet" {
		t.Errorf("got %d and %d clouds, classes %v", train.Len(), test.Len(), train.Classes)
	}
	for _, c := range append(train.Clouds, test.Clouds...) {
		if c.Len() != 1024 {
			t.Fatalf("a cloud has %d points", c.Len())
		}
	}
	x := fill(test, 0, 500)
	for k := 0; k < 2; k++ {
		largest := 0.0
		for i := 0; i < 1024; i++ {
			largest = max(largest, math.Hypot(math.Hypot(float64(x.At(k, i, 0)), float64(x.At(k, i, 1))), float64(x.At(k, i, 2))))
		}
		if math.Abs(largest-1) > 1e-6 {
			t.Errorf("cloud %d reaches %v from its centre, want 1", k, largest)
		}
	}
}
