package datasets

import (
	"math"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/gopathway/pathway/tensor"
)

const (
	sumPoints       = 0x93f92a6d
	sumPointAugment = 0xacaa749b
)

// smallClouds returns clouds of 4, 8 and 2 points.
func smallClouds() *PointClouds {
	s := &PointClouds{Name: "small", Labels: []int{0, 1, 0}, Classes: []string{"a", "b"}}
	for i, n := range []int{4, 8, 2} {
		x := tensor.New(n, 3).Normal(tensor.NewRNG(uint64(i)), 5, 3)
		s.Clouds = append(s.Clouds, &PointCloud{x})
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
	if NormalizePoints(x, x) != x || checksum(x.Data()) != checksum(got.Data()) {
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
	x := s.Batch(nil, []int{1, 2, 0}, 4)
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
		if got := x.Data()[12*k : 12*k+12]; checksum(got) != checksum(want.Data()) {
			t.Errorf("cloud %d: %v, want %v", k, got, want)
		}
	}
	if y := s.Batch(x, []int{0, 0, 0}, 4); y != x {
		t.Error("the destination was not used")
	}
	for _, f := range []func(){
		func() { s.Batch(nil, []int{3}, 4) },
		func() { s.Batch(nil, []int{0}, 0) },
		func() { s.Batch(tensor.New(1, 3, 4), []int{0}, 4) },
	} {
		wantPanic(t, "PointClouds.Batch", f)
	}
}

func TestPointCloudsSelect(t *testing.T) {
	s := smallClouds()
	u := s.Select([]int{1, 0})
	if u.Len() != 2 || u.Clouds[0] != s.Clouds[1] || u.Labels[0] != 1 || u.Classes[1] != "b" {
		t.Errorf("selected %+v", u)
	}
	if got := s.Targets([]int{1, 2}); !reflect.DeepEqual(got, []int{1, 0}) {
		t.Errorf("targets %v", got)
	}
	sub, err := s.Subset(2, 1)
	if err != nil || sub.Len() != 2 || sub.Labels[0] == sub.Labels[1] {
		t.Errorf("subset: %v", err)
	}
	rest, held, err := s.Split(1, 1)
	if err != nil || rest.Len() != 2 || held.Len() != 1 {
		t.Errorf("split: %v", err)
	}
	_, err = s.Subset(4, 1)
	wantError(t, err, "small", "4 of 3")
	_, _, err = s.Split(3, 1)
	wantError(t, err, "small", "3 of 3")
	wantPanic(t, "PointClouds.Select", func() { s.Select([]int{3}) })
	wantPanic(t, "PointClouds.Targets", func() { s.Targets([]int{-1}) })
}

func TestSyntheticPoints(t *testing.T) {
	s := SyntheticPoints(25, 1)
	if s.Len() != 25 || len(s.Clouds) != 25 || len(s.Classes) != 10 || s.Labels[13] != 3 {
		t.Fatalf("got %d clouds of %d classes", s.Len(), len(s.Classes))
	}
	var all []float32
	seen := map[uint32]bool{}
	for i, c := range s.Clouds {
		if c.Len() != 1024 {
			t.Errorf("cloud %d has %d points", i, c.Len())
		}
		for _, v := range c.Points.Data() {
			if !(v > -3 && v < 3) {
				t.Fatalf("cloud %d has a coordinate %v", i, v)
			}
		}
		all = append(all, c.Points.Data()...)
		seen[checksum(c.Points.Data())] = true
	}
	if got := checksum(all); got != sumPoints {
		t.Errorf("checksum %#x, want %#x", got, sumPoints)
	}
	small := SyntheticPoints(3, 1)
	if checksum(small.Clouds[2].Points.Data()) != checksum(s.Clouds[2].Points.Data()) {
		t.Error("a smaller set is not the beginning of a larger one")
	}
	for _, c := range SyntheticPoints(25, 2).Clouds {
		seen[checksum(c.Points.Data())] = true
	}
	if len(seen) != 50 {
		t.Errorf("%d of 50 clouds are different", len(seen))
	}
	if SyntheticPoints(0, 1).Len() != 0 {
		t.Error("no clouds became some")
	}
}

// The points of every body lie on its surface, and spread over it: their mean
// is the surface's centre.
func TestSyntheticBodies(t *testing.T) {
	hypot := func(p [3]float64) float64 { return math.Hypot(p[0], p[1]) }
	ends := func(p [3]float64) bool { return math.Abs(p[2]) > 0.8-1e-9 }
	on := map[string]func(p [3]float64) bool{
		"sphere":   func(p [3]float64) bool { return math.Abs(math.Hypot(hypot(p), p[2])-1) < 1e-9 },
		"bowl":     func(p [3]float64) bool { return math.Abs(math.Hypot(hypot(p), p[2])-1) < 1e-9 && p[2] <= 0 },
		"cube":     func(p [3]float64) bool { return max(math.Abs(p[0]), math.Abs(p[1]), math.Abs(p[2])) == 0.8 },
		"cylinder": func(p [3]float64) bool { return math.Abs(hypot(p)-0.6) < 1e-9 || ends(p) && hypot(p) < 0.6 },
		"tube":     func(p [3]float64) bool { return math.Abs(hypot(p)-0.6) < 1e-9 && math.Abs(p[2]) <= 0.8 },
		"cone": func(p [3]float64) bool {
			return math.Abs(hypot(p)-0.7*(0.8-p[2])/1.6) < 1e-9 || p[2] == -0.8 && hypot(p) < 0.7
		},
		"pyramid": func(p [3]float64) bool {
			m := max(math.Abs(p[0]), math.Abs(p[1]))
			return math.Abs(m-(0.8-p[2])/2) < 1e-9 || p[2] == -0.8 && m <= 0.8
		},
		"torus": func(p [3]float64) bool { return math.Abs(math.Hypot(hypot(p)-0.65, p[2])-0.3) < 1e-9 },
		"plane": func(p [3]float64) bool { return p[1] == 0 && max(math.Abs(p[0]), math.Abs(p[2])) <= 0.9 },
		"helix": func(p [3]float64) bool { return math.Abs(hypot(p)-0.7) <= 0.15+1e-9 && math.Abs(p[2]) <= 0.95 },
	}
	// Mean heights: a cone's or pyramid's side has its centre a third up.
	centre := map[string]float64{"bowl": -0.5, "cone": 0.7*(-0.8/3) + 0.3*-0.8, "pyramid": 0.7*(-0.8/3) + 0.3*-0.8}
	for _, b := range synthBodies {
		g := tensor.NewRNG(1)
		const n = 4000
		var mean [3]float64
		for i := 0; i < n; i++ {
			p := b.draw(g)
			if !on[b.name](p) {
				t.Fatalf("%s: %v is not on it", b.name, p)
			}
			for k := range p {
				mean[k] += p[k] / n
			}
		}
		mean[2] -= centre[b.name]
		for k := range mean {
			if math.Abs(mean[k]) > 0.04 {
				t.Errorf("%s: the mean is off by %v", b.name, mean)
				break
			}
		}
	}
}

func TestPointAugment(t *testing.T) {
	s := SyntheticPoints(6, 1)
	none := PointAugment{Seed: 3}
	if x := none.Batch(nil, s, []int{4, 1}, 0, 1024); checksum(x.Data()) != checksum(s.Batch(nil, []int{4, 1}, 1024).Data()) {
		t.Error("the zero value changes the points")
	}
	a := PointAugment{Rotate: 180, Up: 2, Scale: 1.5, Shift: 0.2, Seed: 1}
	x := a.Batch(nil, s, []int{4, 1}, 7, 1024)
	if got := checksum(x.Data()); got != sumPointAugment {
		t.Errorf("checksum %#x, want %#x", got, sumPointAugment)
	}
	// A cloud's change depends on its index and the epoch, not on its batch.
	if one := a.Batch(nil, s, []int{1}, 7, 1024); checksum(one.Data()) != checksum(x.Data()[3*1024:]) {
		t.Error("the change depends on the batch")
	}
	if other := a.Batch(nil, s, []int{1}, 8, 1024); checksum(other.Data()) == checksum(x.Data()[3*1024:]) {
		t.Error("two epochs are alike")
	}

	// Turning keeps heights and distances from the axis.
	turn := PointAugment{Rotate: 180, Up: 1, Seed: 1}
	plain, turned := s.Batch(nil, []int{3}, 1024).Data(), turn.Batch(nil, s, []int{3}, 0, 1024).Data()
	moved := 0.0
	for i := 0; i < len(plain); i += 3 {
		p, q := plain[i:i+3], turned[i:i+3]
		if p[1] != q[1] || math.Abs(math.Hypot(float64(p[0]), float64(p[2]))-math.Hypot(float64(q[0]), float64(q[2]))) > 1e-6 {
			t.Fatalf("%v became %v", p, q)
		}
		moved = max(moved, math.Abs(float64(p[0]-q[0])))
	}
	if moved < 0.01 {
		t.Error("nothing was turned")
	}

	// Scale and shift are one line per axis, x' = factor·x + shift, within
	// their limits, over many samples.
	line := PointAugment{Scale: 1.5, Shift: 0.2, Seed: 1}
	lo, hi := [2]float64{9, 9}, [2]float64{-9, -9}
	for epoch := uint64(0); epoch < 200; epoch++ {
		y := line.Batch(nil, s, []int{3}, epoch, 1024).Data()
		for axis := 0; axis < 3; axis++ {
			x0, x1, y0, y1 := plain[axis], plain[axis+3], y[axis], y[axis+3]
			factor := float64(y1-y0) / float64(x1-x0)
			shift := float64(y0) - factor*float64(x0)
			for k, v := range []float64{factor, shift} {
				lo[k], hi[k] = min(lo[k], v), max(hi[k], v)
			}
		}
	}
	if lo[0] < 0.666 || lo[0] > 0.7 || hi[0] > 1.501 || hi[0] < 1.47 || lo[1] < -0.201 || lo[1] > -0.19 || hi[1] > 0.201 || hi[1] < 0.19 {
		t.Errorf("factors and shifts from %v to %v", lo, hi)
	}

	// Noise comes after all else and changes none of it.
	noisy := a
	noisy.Jitter = 0.01
	worst, square := 0.0, 0.0
	for i, v := range noisy.Batch(nil, s, []int{4, 1}, 7, 1024).Data() {
		d := float64(v - x.Data()[i])
		worst, square = max(worst, math.Abs(d)), square+d*d
	}
	if std := math.Sqrt(square / float64(x.Size())); std < 0.009 || std > 0.011 || worst > 0.0501 {
		t.Errorf("noise of standard deviation %v, at most %v", std, worst)
	}

	// Fewer points than there are: a choice that changes with the epoch, none twice.
	few := none.Batch(nil, s, []int{2}, 0, 100)
	seen := map[[3]float32]bool{}
	for i := 0; i < 100; i++ {
		seen[[3]float32(few.Data()[3*i:3*i+3])] = true
	}
	if len(seen) != 100 || checksum(few.Data()) == checksum(none.Batch(nil, s, []int{2}, 1, 100).Data()) {
		t.Errorf("%d different points of 100, or the same in two epochs", len(seen))
	}

	for _, bad := range []PointAugment{{Up: 3}, {Up: -1}, {Scale: 0.5}, {Scale: math.NaN()}, {Shift: -1}, {Jitter: -1}, {Jitter: math.NaN()}} {
		wantPanic(t, "PointAugment.Batch", func() { bad.Batch(nil, s, []int{0}, 0, 8) })
	}
	wantPanic(t, "PointAugment.Batch", func() { a.Batch(nil, s, []int{6}, 0, 8) })
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
	train, test, err := LoadModelNet(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(train.Classes, []string{"bed", "chair"}) || !reflect.DeepEqual(train.Labels, []int{0, 1, 1, 1}) ||
		!reflect.DeepEqual(test.Labels, []int{1}) || !reflect.DeepEqual(test.Classes, train.Classes) {
		t.Errorf("train %v, test %v, classes %v", train.Labels, test.Labels, train.Classes)
	}
	wantCloud(t, train.Clouds[0], 7, 8, 9)
	wantCloud(t, train.Clouds[2], 1, 2, 3)
	wantCloud(t, test.Clouds[0], 4, 5, 6)
	if train.Clouds[1].Len() != MeshPoints || checksum(train.Clouds[1].Points.Data()) == checksum(train.Clouds[3].Points.Data()) {
		t.Error("two meshes gave the same points")
	}

	put(t, []byte("x"), dir, "desk", "train", "a.txt")
	_, _, err = LoadModelNet(dir)
	wantError(t, err, filepath.Join(dir, "desk", "train"), "1 entries")
	put(t, []byte("1 2"), dir, "desk", "train", "a.xyz")
	_, _, err = LoadModelNet(dir)
	wantError(t, err, filepath.Join(dir, "desk", "train", "a.xyz"), "line 1")
	_, _, err = LoadModelNet(t.TempDir())
	wantError(t, err, "no folders <class>/train")
	_, _, err = LoadModelNet(filepath.Join(dir, "absent"))
	wantError(t, err, "absent")
	put(t, []byte("1 2 3"), dir, "zoo", "test", "a.xyz")
	put(t, []byte("1 2 3"), dir, "desk", "train", "a.xyz")
	_, _, err = LoadModelNet(dir)
	wantError(t, err, filepath.Join("zoo", "train"))
}

func TestRealModelNet10(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 4,899 files")
	}
	train, test, err := LoadModelNet(filepath.Join(realData(t, "modelnet10_pcd"), "ModelNet10"))
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
	x := test.Batch(nil, []int{0, 500}, 1024)
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
