package point

import (
	"math"
	"reflect"
	"sort"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/internal/race"
	"github.com/gopathway/pathway/tensor"
)

// apart returns the squared distance of points i and j of a cloud.
func apart(p []float32, i, j int) float32 {
	return distance(p[3*i]-p[3*j], p[3*i+1]-p[3*j+1], p[3*i+2]-p[3*j+2])
}

// The definitions, written without care for speed: each point chosen is the
// first of those farthest from all before; neighbors are the sorted others.
func TestPointSearch(t *testing.T) {
	const b, n, g, k = 3, 97, 60, 20
	x := modeltest.Clouds(1, b, n)
	chosen := FarthestPoints(nil, x, g, false)
	centers := tensor.New(b, g, 3)
	for i, at := range chosen {
		copy(centers.Data()[3*i:3*i+3], x.Data()[3*(i/g*n+at):])
	}
	neighbors := NearestNeighbors(nil, x, centers, k)
	gotCenters, hoods := tensor.New(b, g, 3), tensor.New(b, g, k, 3)
	Group(gotCenters, hoods, x, false)
	modeltest.SameBits(t, "centers", gotCenters.Data(), centers.Data())
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
	x := modeltest.Clouds(1, 1, 8)
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
	x := modeltest.Clouds(2, 9, 256)
	centers, hoods := tensor.New(9, 16, 3), tensor.New(9, 16, 8, 3)
	run := func() { Group(centers, hoods, x, false) }
	parallel.SetLimit(1)
	run()
	want := hoods.Clone()
	for _, n := range []int{2, 5} {
		parallel.SetLimit(n)
		hoods.Fill(0)
		run()
		modeltest.SameBits(t, "neighborhoods", hoods.Data(), want.Data())
	}
	idx := FarthestPoints(nil, x, 16, false)
	if n := testing.AllocsPerRun(20, func() { run(); idx = FarthestPoints(idx, x, 16, false) }); n > 0.5 && !race.Enabled {
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
		{"point.Group", func() { Group(tensor.New(2, 5, 3), tensor.New(2, 5, 1, 3), x, false) }},
		{"point.Group", func() { Group(tensor.New(2, 3, 3), tensor.New(2, 3, 5, 3), x, false) }},
		{"point.Group", func() { Group(tensor.New(2, 3, 3), tensor.New(2, 2, 1, 3), x, false) }},
		{"ChamferL2", func() { chamfer(x, tensor.New(1, 4, 3)) }},
		{"ChamferL2", func() { chamfer(x, tensor.New(2, 4, 2)) }},
		{"ChamferL2", func() { chamfer(x, tensor.New(2, 0, 3)) }},
		{"MaxPoints", func() { maxPoints(autograd.Inference().Input(tensor.New(3, 4))) }},
	} {
		err := tensor.Catch(c.f)
		if e, ok := err.(*tensor.ShapeError); !ok || e.Op != c.op {
			t.Errorf("error %v, want one of %s", err, c.op)
		}
	}
}

func BenchmarkGroup(b *testing.B) {
	x := tensor.New(32, 1024, 3).Uniform(tensor.NewRNG(1), -1, 1)
	centers, hoods := tensor.New(32, 64, 3), tensor.New(32, 64, 32, 3)
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		Group(centers, hoods, x, false)
	}
	b.ReportMetric(float64(b.N)*32/b.Elapsed().Seconds(), "clouds/s")
}
