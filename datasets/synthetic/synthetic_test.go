package synthetic

import (
	"bytes"
	"hash/crc32"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/internal/checksum"
	"github.com/gopathway/pathway/tensor"
)

const (
	sumImages = 0xd0ff0f32
	sumPoints = 0x93f92a6d
	sumScenes = 0x5cf87245
	sumParts  = 0x1000bb94
	sumAudio  = 0x0124ac17
)

func TestSyntheticImages(t *testing.T) {
	s := Images(205, 1)
	if s.Len() != 205 || s.C != 1 || s.H != 28 || s.W != 28 || len(s.Pixels) != 205*784 || len(s.Classes) != 10 {
		t.Fatalf("got %d images of %dx%dx%d, %d classes", s.Len(), s.C, s.H, s.W, len(s.Classes))
	}
	if got := crc32.ChecksumIEEE(s.Pixels); got != sumImages {
		t.Errorf("checksum %#x, want %#x", got, sumImages)
	}
	for c, n := range countClasses(s.Label) {
		if n != 20 && n != 21 {
			t.Errorf("%d images of class %d", n, c)
		}
	}
	if small := Images(7, 1); !bytes.Equal(small.Pixels, s.Pixels[:7*784]) {
		t.Error("a smaller set is not the beginning of a larger one")
	}
	seen := map[uint32]bool{}
	for i := 0; i < 205; i++ {
		seen[crc32.ChecksumIEEE(s.Image(i))] = true
	}
	for other := Images(205, 2); len(other.Label) > 0; other.Label = other.Label[1:] {
		seen[crc32.ChecksumIEEE(other.Image(len(other.Label)-1))] = true
	}
	if len(seen) != 410 {
		t.Errorf("%d of 410 images are different", len(seen))
	}
	if Images(0, 1).Len() != 0 {
		t.Error("no images became some")
	}
}

// Every figure covers a part of its square, and no two the same.
func TestSyntheticFigures(t *testing.T) {
	masks := make([][]bool, len(figures))
	for k, f := range figures {
		n := 0
		for v := -1023; v < 1024; v += 16 {
			for u := -1023; u < 1024; u += 16 {
				in := f.inside(u, v)
				masks[k] = append(masks[k], in)
				if in {
					n++
				}
			}
		}
		if part := float64(n) / (128 * 128); part < 0.15 || part > 0.7 {
			t.Errorf("%s covers %.2f of its square", f.name, part)
		}
		for j := 0; j < k; j++ {
			diff := 0
			for i := range masks[k] {
				if masks[k][i] != masks[j][i] {
					diff++
				}
			}
			if diff < 128*128/20 {
				t.Errorf("%s and %s differ in %d of %d points", f.name, figures[j].name, diff, 128*128)
			}
		}
	}
}

func TestSyntheticAudio(t *testing.T) {
	s := Audio(40, 1)
	if s.Len() != 40 || s.Rate != 8000 || len(s.Classes) != 8 {
		t.Fatalf("got %d clips at %d, %d classes", s.Len(), s.Rate, len(s.Classes))
	}
	var all []float32
	for i, x := range s.Samples {
		all = append(all, x...)
		if len(x) < 4000 || len(x) > 8000 {
			t.Errorf("clip %d: %d samples", i, len(x))
		}
		clipped := 0
		for _, v := range x {
			if v < -1 || v >= 1 || v*32768 != float32(math.Trunc(float64(v*32768))) {
				t.Fatalf("clip %d: sample %v is not one of 16 bits", i, v)
			}
			if v == -1 || v == 32767.0/32768 {
				clipped++
			}
		}
		if r := rms(x); r < 0.01 || r > 0.6 || clipped > 8 {
			t.Errorf("clip %d (%s): RMS %.3f, %d samples clipped", i, s.Classes[s.Label[i]], r, clipped)
		}
	}
	if got := checksum.Floats(all); got != sumAudio {
		t.Errorf("checksum %#x, want %#x", got, sumAudio)
	}
	if small := Audio(3, 1); !reflect.DeepEqual(small.Samples, s.Samples[:3]) {
		t.Error("a smaller set is not the beginning of a larger one")
	}
	if reflect.DeepEqual(Audio(3, 2).Samples, s.Samples[:3]) {
		t.Error("two seeds give the same clips")
	}
}

func TestSyntheticPoints(t *testing.T) {
	s := Points(25, 1)
	if s.Len() != 25 || len(s.Clouds) != 25 || len(s.Classes) != 10 || s.Label[13] != 3 {
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
		seen[checksum.Floats(c.Points.Data())] = true
	}
	if got := checksum.Floats(all); got != sumPoints {
		t.Errorf("checksum %#x, want %#x", got, sumPoints)
	}
	small := Points(3, 1)
	if checksum.Floats(small.Clouds[2].Points.Data()) != checksum.Floats(s.Clouds[2].Points.Data()) {
		t.Error("a smaller set is not the beginning of a larger one")
	}
	for _, c := range Points(25, 2).Clouds {
		seen[checksum.Floats(c.Points.Data())] = true
	}
	if len(seen) != 50 {
		t.Errorf("%d of 50 clouds are different", len(seen))
	}
	if Points(0, 1).Len() != 0 {
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
	for _, b := range bodies {
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

func TestSyntheticScenes(t *testing.T) {
	s := Scenes(60, 1)
	if s.Len() != 60 || len(s.Pixels) != 60*784 || len(s.Masks) != 60*784 || len(s.Classes) != 6 {
		t.Fatalf("%d scenes, %d pixels, %d of masks, classes %v", s.Len(), len(s.Pixels), len(s.Masks), s.Classes)
	}
	if got := crc32.ChecksumIEEE(append(append([]byte(nil), s.Pixels...), s.Masks...)); got != sumScenes {
		t.Errorf("checksum %#x, want %#x", got, sumScenes)
	}
	count := make([]int, len(s.Classes))
	for _, v := range s.Masks {
		count[v]++
	}
	for c, n := range count {
		if part := float64(n) / float64(len(s.Masks)); part < 0.01 || part > 0.9 {
			t.Errorf("%s covers %.3f of the scenes", s.Classes[c], part)
		}
	}
	// Figures are lighter than what is around them.
	for i := 0; i < s.Len(); i++ {
		var sum, n [2]int
		for j, v := range s.Mask(i) {
			k := min(int(v), 1)
			sum[k], n[k] = sum[k]+int(s.Image(i)[j]), n[k]+1
		}
		if n[1] == 0 || sum[1]*n[0] <= sum[0]*n[1] {
			t.Errorf("scene %d: sums %v of %v pixels", i, sum, n)
		}
	}
	if small := Scenes(4, 1); !bytes.Equal(small.Masks, s.Masks[:4*784]) {
		t.Error("a smaller set is not the beginning of a larger one")
	}
	if bytes.Equal(Scenes(4, 2).Masks, s.Masks[:4*784]) {
		t.Error("two seeds give the same scenes")
	}
}

func TestDigitScenes(t *testing.T) {
	digits := &datasets.Images{Labelled: datasets.Labelled{Name: "dots", Classes: []string{"a", "b"}, Label: []int{0, 1}}, C: 1, H: 2, W: 2, Pixels: []uint8{200, 0, 10, 200, 0, 90, 0, 0}}
	s, err := DigitScenes(digits, 30, 5, 6, 1)
	if err != nil {
		t.Fatal(err)
	}
	if s.Len() != 30 || s.H != 5 || s.W != 6 || !reflect.DeepEqual(s.Classes, []string{"background", "a", "b"}) {
		t.Fatalf("%d scenes of %dx%d, classes %v", s.Len(), s.H, s.W, s.Classes)
	}
	seen := [3]int{}
	for i, v := range s.Masks {
		seen[v]++
		if p := s.Pixels[i]; v == 0 && p >= 64 || v == 1 && p != 200 || v == 2 && p < 90 {
			t.Errorf("pixel %d is %d, its class %d", i, p, v)
		}
	}
	if seen[1] < 60 || seen[2] < 20 {
		t.Errorf("classes occur %v times", seen)
	}
	if again, _ := DigitScenes(digits, 10, 5, 6, 1); !bytes.Equal(again.Masks, s.Masks[:10*30]) {
		t.Error("a smaller set is not the beginning of a larger one")
	}
	_, err = DigitScenes(digits, 1, 1, 6, 1)
	wantWords(t, "too small", err, "dots", "2x2", "1x6")
	_, err = DigitScenes(&datasets.Images{Labelled: datasets.Labelled{Name: "none"}}, 1, 5, 5, 1)
	wantWords(t, "no images", err, "0 images")
	digits.Label[1] = -1
	_, err = DigitScenes(digits, 1, 5, 5, 1)
	wantWords(t, "no label", err, "image 1 has label -1")
}

func TestSyntheticParts(t *testing.T) {
	s := Parts(40, 1)
	if s.Len() != 40 || s.NumParts() != 10 || !reflect.DeepEqual(s.PartsOf, [][]int{{0, 1}, {2, 3, 4}, {5, 6}, {7, 8, 9}}) {
		t.Fatalf("%d shapes, parts %v", s.Len(), s.PartsOf)
	}
	var all []float32
	var parts []uint8
	for i, c := range s.Clouds {
		all, parts = append(all, c.Points.Data()...), append(parts, s.Parts[i]...)
		count := map[int]int{}
		for j, p := range s.Parts[i] {
			count[int(p)]++
			for axis := 0; axis < 3; axis++ {
				if v := c.Points.At(j, axis); !(v > -1.7 && v < 1.7) {
					t.Fatalf("shape %d: point %d has %v", i, j, v)
				}
			}
		}
		for _, p := range s.PartsOf[s.Label[i]] {
			if count[p] < 60 {
				t.Errorf("shape %d (%s): part %d has %d points", i, s.Classes[s.Label[i]], p, count[p])
			}
			delete(count, p)
		}
		if len(count) > 0 || c.Len() != len(s.Parts[i]) || s.Label[i] != i%4 {
			t.Errorf("shape %d of category %d: points of other parts %v", i, s.Label[i], count)
		}
	}
	if got := checksum.Floats(all) ^ crc32.ChecksumIEEE(parts); got != sumParts {
		t.Errorf("checksum %#x, want %#x", got, sumParts)
	}
	// A table's top lies above its legs, a lamp's base below all else.
	height := func(i, part int) float64 {
		sum, n := 0.0, 0
		for j, p := range s.Parts[i] {
			if int(p) == part {
				sum, n = sum+float64(s.Clouds[i].Points.At(j, 2)), n+1
			}
		}
		return sum / float64(n)
	}
	for i := 0; i < s.Len(); i += 4 {
		if height(i, 0) < height(i, 1)+0.2 || height(i+1, 2) > height(i+1, 3)-0.2 || height(i+1, 3) > height(i+1, 4) ||
			height(i+3, 8) < height(i+3, 7)+0.1 || height(i+3, 9) > height(i+3, 7)-0.1 {
			t.Errorf("shapes %d to %d: parts are not in their places", i, i+3)
		}
	}
	if small := Parts(3, 1); !reflect.DeepEqual(small.Parts, s.Parts[:3]) {
		t.Error("a smaller set is not the beginning of a larger one")
	}
	if reflect.DeepEqual(Parts(3, 2).Parts, s.Parts[:3]) {
		t.Error("two seeds give the same shapes")
	}
}

// countClasses returns how often each class occurs.
func countClasses(labels []int) map[int]int {
	m := map[int]int{}
	for _, l := range labels {
		m[l]++
	}
	return m
}

// rms returns the root of the mean square of x.
func rms(x []float32) float64 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum / float64(len(x)))
}

// wantWords fails unless err is an error that contains the words.
func wantWords(t *testing.T, what string, err error, words ...string) {
	t.Helper()
	for _, w := range words {
		if err == nil || !strings.Contains(err.Error(), w) {
			t.Errorf("%s: %v does not tell of %q", what, err, w)
		}
	}
}
