package m2pt

import (
	"math"
	"reflect"
	"sort"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/tensor"
)

// clouds returns random clouds [b, n, 3], with some points twice.
func clouds(seed uint64, b, n int) *tensor.Tensor {
	x := tensor.New(b, n, 3).Uniform(tensor.NewRNG(seed), -1, 1)
	for i := 0; i < b; i++ {
		copy(x.Data()[3*(i*n+n/2):], x.Data()[3*i*n:3*i*n+3*(n/4)])
	}
	return x
}

// apart returns the squared distance of points i and j of a cloud.
func apart(p []float32, i, j int) float32 {
	return distance(p[3*i]-p[3*j], p[3*i+1]-p[3*j+1], p[3*i+2]-p[3*j+2])
}

// The definitions, written without care for speed: each point chosen is the
// first of those farthest from all before; neighbors are the sorted others.
func TestPointSearch(t *testing.T) {
	const b, n, g, k = 3, 97, 60, 20
	x := clouds(1, b, n)
	chosen := FarthestPoints(nil, x, g, false)
	centers := tensor.New(b, g, 3)
	for i, at := range chosen {
		copy(centers.Data()[3*i:3*i+3], x.Data()[3*(i/g*n+at):])
	}
	neighbors := NearestNeighbors(nil, x, centers, k)
	gotCenters, hoods := tensor.New(b, g, 3), tensor.New(b, g, k, 3)
	GroupPoints(gotCenters, hoods, x, false)
	sameBits(t, "centers", gotCenters.Data(), centers.Data())
	for i := 0; i < b; i++ {
		p := x.Data()[3*i*n : 3*(i+1)*n]
		for m := 0; m < g; m++ {
			want, far := 0, float32(-1)
			for j := 0; m > 0 && j < n; j++ {
				d := float32(math.Inf(1))
				for _, c := range chosen[i*g : i*g+m] {
					d = min(d, apart(p, j, c))
				}
				if d > far {
					want, far = j, d
				}
			}
			at := chosen[i*g+m]
			if at != want {
				t.Fatalf("cloud %d: point %d chosen is %d, want %d", i, m, at, want)
			}
			order := make([]int, n)
			for j := range order {
				order[j] = j
			}
			sort.SliceStable(order, func(a, b int) bool { return apart(p, order[a], at) < apart(p, order[b], at) })
			row := (i*g + m) * k
			if !reflect.DeepEqual(neighbors[row:row+k], order[:k]) {
				t.Fatalf("cloud %d, group %d: neighbors %v, want %v", i, m, neighbors[row:row+k], order[:k])
			}
			for j, who := range order[:k] {
				for axis := 0; axis < 3; axis++ {
					if got, want := hoods.At(i, m, j, axis), p[3*who+axis]-p[3*at+axis]; got != want {
						t.Fatalf("cloud %d, group %d, neighbor %d: %v, want %v", i, m, j, got, want)
					}
				}
			}
		}
	}
}

func TestFarthestPointsSkipOrigin(t *testing.T) {
	x := tensor.FromSlice([]float32{
		0.01, 0, 0, -0.5, 0, 0, 0, 0.03, 0, 0.2, 0, 0, // two near the origin; the first is taken all the same
		0, 0, 0, 0, 0.01, 0, 0, 0, 0.02, 0, 0, 0, // nothing but
	}, 2, 4, 3)
	if got, want := FarthestPoints(nil, x, 4, true), []int{0, 1, 3, 1, 0, 0, 0, 0}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, want := FarthestPoints(nil, x, 4, false), []int{0, 1, 3, 2, 0, 2, 1, 0}; !reflect.DeepEqual(got, want) {
		t.Errorf("without: got %v, want %v", got, want)
	}
}

// Coordinates that are no numbers are the caller's fault, but no crash.
func TestPointSearchNaN(t *testing.T) {
	x := clouds(1, 1, 8)
	for i := range x.Data() {
		if i%5 == 0 {
			x.Data()[i] = float32(math.NaN())
		}
	}
	for _, v := range append(FarthestPoints(nil, x, 8, true), NearestNeighbors(nil, x, x, 8)...) {
		if v < 0 || v > 7 {
			t.Errorf("index %d", v)
		}
	}
}

// Searching gives the same on any number of threads and allocates nothing
// once it is warm.
func TestPointSearchThreads(t *testing.T) {
	defer parallel.SetLimit(0)
	x := clouds(2, 9, 256)
	centers, hoods := tensor.New(9, 16, 3), tensor.New(9, 16, 8, 3)
	run := func() { GroupPoints(centers, hoods, x, false) }
	parallel.SetLimit(1)
	run()
	want := hoods.Clone()
	for _, n := range []int{2, 5} {
		parallel.SetLimit(n)
		hoods.Fill(0)
		run()
		sameBits(t, "neighborhoods", hoods.Data(), want.Data())
	}
	idx := FarthestPoints(nil, x, 16, false)
	if n := testing.AllocsPerRun(20, func() { run(); idx = FarthestPoints(idx, x, 16, false) }); n > 0.5 && !raceEnabled {
		t.Errorf("%v allocations a call", n)
	}
}

func TestPointShapes(t *testing.T) {
	x := tensor.New(2, 4, 3)
	for _, c := range []struct {
		op string
		f  func()
	}{
		{"FarthestPoints", func() { FarthestPoints(nil, tensor.New(4, 3), 1, false) }},
		{"FarthestPoints", func() { FarthestPoints(nil, x, 5, false) }},
		{"FarthestPoints", func() { FarthestPoints(nil, x, 0, false) }},
		{"NearestNeighbors", func() { NearestNeighbors(nil, x, tensor.New(1, 4, 3), 1) }},
		{"NearestNeighbors", func() { NearestNeighbors(nil, x, x, 5) }},
		{"GroupPoints", func() { GroupPoints(tensor.New(2, 5, 3), tensor.New(2, 5, 1, 3), x, false) }},
		{"GroupPoints", func() { GroupPoints(tensor.New(2, 3, 3), tensor.New(2, 3, 5, 3), x, false) }},
		{"GroupPoints", func() { GroupPoints(tensor.New(2, 3, 3), tensor.New(2, 2, 1, 3), x, false) }},
		{"ChamferL2", func() { chamfer(x, tensor.New(1, 4, 3)) }},
		{"ChamferL2", func() { chamfer(x, tensor.New(2, 4, 2)) }},
		{"ChamferL2", func() { chamfer(x, tensor.New(2, 0, 3)) }},
		{"MaxPoints", func() { MaxPoints(autograd.Inference().Input(tensor.New(3, 4))) }},
	} {
		err := tensor.Catch(c.f)
		if e, ok := err.(*tensor.ShapeError); !ok || e.Op != c.op {
			t.Errorf("error %v, want one of %s", err, c.op)
		}
	}
}

func chamfer(a, b *tensor.Tensor) float32 {
	t := autograd.Inference()
	return ChamferL2(t.Input(a), t.Input(b)).Value.Item()
}

func TestChamferL2(t *testing.T) {
	// From a: 0 and 1 to the nearest of b; from b: 0, 4 and 1 back.
	a := tensor.FromSlice([]float32{0, 0, 0, 5, 0, 0}, 1, 2, 3)
	b := tensor.FromSlice([]float32{0, 0, 0, 0, 2, 0, 5, 0, 1}, 1, 3, 3)
	if got, want := chamfer(a, b), float32(0.5+5.0/3); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := chamfer(a, a); got != 0 {
		t.Errorf("a set is %v from itself", got)
	}
	in := []*tensor.Tensor{clouds(3, 2, 5), clouds(4, 2, 7)}
	in[0].Uniform(tensor.NewRNG(7), -1, 1) // no point twice: there it is not differentiable
	in[1].Uniform(tensor.NewRNG(8), -1, 1)
	if err := autograd.GradCheck(func(v []*autograd.Var) *autograd.Var { return ChamferL2(v[0], v[1]) }, in, 1e-3); err != nil {
		t.Error(err)
	}
}

// The Chamfer distance and its gradient have the same bits on any number of
// threads.
func TestChamferThreads(t *testing.T) {
	defer parallel.SetLimit(0)
	a, b := clouds(5, 37, 32), clouds(6, 37, 24)
	tape := autograd.NewTape()
	step := func() (float32, []float32, []float32) {
		tape.Reset()
		x, y := tape.Variable(a), tape.Variable(b)
		d := ChamferL2(x, y)
		v := d.Value.Item()
		autograd.Backward(d)
		return v, append([]float32(nil), x.Grad.Data()...), append([]float32(nil), y.Grad.Data()...)
	}
	parallel.SetLimit(1)
	d, da, db := step()
	parallel.SetLimit(3)
	d3, da3, db3 := step()
	if d3 != d {
		t.Errorf("%v on three threads, %v on one", d3, d)
	}
	sameBits(t, "da", da3, da)
	sameBits(t, "db", db3, db)
}

func TestMaxPoints(t *testing.T) {
	in := []*tensor.Tensor{tensor.New(3, 4, 5).Normal(tensor.NewRNG(1), 0, 1)}
	if err := autograd.GradCheck(func(v []*autograd.Var) *autograd.Var { return MaxPoints(v[0]) }, in, 1e-3); err != nil {
		t.Error(err)
	}
	tape := autograd.NewTape()
	x := tape.Variable(tensor.FromSlice([]float32{1, 7, 3, 7, 3, 0}, 1, 3, 2)) // 3 and 7 come twice
	y := MaxPoints(x)
	sameBits(t, "maximum", y.Value.Data(), []float32{3, 7})
	autograd.Backward(autograd.Sum(y, nil, false))
	sameBits(t, "gradient", x.Grad.Data(), []float32{0, 1, 1, 0, 0, 0})
}

func BenchmarkGroupPoints(b *testing.B) {
	x := tensor.New(32, 1024, 3).Uniform(tensor.NewRNG(1), -1, 1)
	centers, hoods := tensor.New(32, 64, 3), tensor.New(32, 64, 32, 3)
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		GroupPoints(centers, hoods, x, false)
	}
	b.ReportMetric(float64(b.N)*32/b.Elapsed().Seconds(), "clouds/s")
}

func BenchmarkChamferL2(b *testing.B) {
	tape := autograd.NewTape()
	x, y := clouds(1, 32*38, 32), clouds(2, 32*38, 32)
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		tape.Reset()
		autograd.Backward(ChamferL2(tape.Variable(x), tape.Input(y)))
	}
	b.ReportMetric(float64(b.N)*32*38/b.Elapsed().Seconds(), "sets/s")
}
