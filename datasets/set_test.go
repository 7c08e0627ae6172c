package datasets

import (
	"reflect"
	"testing"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/internal/race"
	"github.com/gopathway/pathway/tensor"
)

// containers returns a small set of each kind.
func containers() map[string]Set {
	two := func() Labelled { return Labelled{Name: "two", Label: []int{1, 0}, Classes: []string{"a", "b"}} }
	spec := func(frames int) *tensor.Tensor { return tensor.Full(3, frames, 2) }
	cloud := func(v ...float32) *PointCloud { return &PointCloud{Points: tensor.FromSlice(v, len(v)/3, 3)} }
	images := func() Images {
		return Images{Labelled: two(), C: 1, H: 1, W: 2, Pixels: []uint8{0, 51, 102, 255}, Mean: []float32{0.2}, Std: []float32{2}}
	}
	clouds := func() PointClouds {
		return PointClouds{Labelled: two(), Clouds: []*PointCloud{cloud(0, 0, 1, 0, 0, 3), cloud(1, 0, 0, 3, 0, 0, 5, 0, 0)}, Points: 2}
	}
	plain, whole := images(), clouds()
	return map[string]Set{
		"images":       &plain,
		"masks":        &ImageMasks{Images: images(), Masks: []uint8{0, 1, IgnoreMask, 1}},
		"clips":        &Clips{Labelled: two(), Samples: [][]float32{{0.5}, {0.25, 0.5, 0.75}}, Rate: 8, Length: 2},
		"spectrograms": &Spectrograms{Labelled: two(), Specs: []*tensor.Tensor{spec(1), spec(4)}, Frames: 2, Bins: 2, Mean: 1, Std: 2},
		"clouds":       &whole,
		"parts":        &PartClouds{PointClouds: clouds(), Parts: [][]uint8{{0, 1}, {2, 2, 3}}, PartsOf: [][]int{{2, 3}, {0, 1}}},
		"videos":       &Videos{Labelled: two(), C: 1, H: 1, W: 2, Clips: [][]uint8{{0, 51}, {51, 102, 153, 204, 255, 0}}, Frames: 2},
	}
}

// Every container prepares its samples and their targets.
func TestContainers(t *testing.T) {
	want := map[string]struct {
		shape   []int
		x       []float32
		targets []int
	}{
		"images":       {[]int{1, 1, 2}, []float32{-0.1, 0, 0.1, 0.4}, []int{1, 0}},
		"masks":        {[]int{1, 1, 2}, []float32{-0.1, 0, 0.1, 0.4}, []int{0, 1, IgnoreTarget, 1}},
		"clips":        {[]int{1, 2}, []float32{0.5, 0, 0.25, 0.5}, []int{1, 0}},
		"spectrograms": {[]int{1, 2, 2}, []float32{0.5, 0.5, -0.25, -0.25, 0.5, 0.5, 0.5, 0.5}, []int{1, 0}},
		"clouds":       {[]int{2, 3}, []float32{0, 0, -1, 0, 0, 1, -1, 0, 0, 1, 0, 0}, []int{1, 0}},
		"parts":        {[]int{2, 3}, []float32{0, 0, -1, 0, 0, 1, -1, 0, 0, 1, 0, 0}, []int{0, 1, 2, 2}},
		"videos":       {[]int{1, 2, 1, 2}, []float32{0, 0.2, 0, 0.2, 0.2, 0.4, 0.6, 0.8}, []int{1, 0}},
	}
	for name, s := range containers() {
		w := want[name]
		if s.Len() != 2 || !reflect.DeepEqual(s.Labels(), []int{1, 0}) || !reflect.DeepEqual(s.Shape(), w.shape) {
			t.Errorf("%s: %d samples of %v, labels %v", name, s.Len(), s.Shape(), s.Labels())
		}
		for i, v := range fill(s, 0, 1).Data() {
			if d := v - w.x[i]; d > 1e-6 || d < -1e-6 {
				t.Errorf("%s: number %d is %v, want %v", name, i, v, w.x[i])
			}
		}
		room := make([]int, 9)
		got := s.Targets(room, []int{0, 1})
		if !reflect.DeepEqual(got, w.targets) || &got[0] != &room[0] {
			t.Errorf("%s: targets %v, want %v in the memory given", name, got, w.targets)
		}
		for what, f := range map[string]func(){
			"an index":  func() { fill(s, 2) },
			"a target":  func() { s.Targets(nil, []int{-1}) },
			"the shape": func() { s.Batch(tensor.New(append([]int{2}, s.Shape()...)...), []int{0}) },
		} {
			if err := tensor.Catch(f); err == nil {
				t.Errorf("%s: %s out of range is no error", name, what)
			}
		}
	}
}

// What a set does not say is chosen.
func TestContainerDefaults(t *testing.T) {
	sets := containers()
	clips := sets["clips"].(*Clips)
	clips.Length = 0
	if got := fill(clips, 0); !reflect.DeepEqual(got.Data(), []float32{0.5, 0, 0}) {
		t.Errorf("clips: %v, want the length of the longest", got)
	}
	clouds := sets["clouds"].(*PointClouds)
	clouds.Points = 0
	videos := sets["videos"].(*Videos)
	videos.Frames = 0
	specs := sets["spectrograms"].(*Spectrograms)
	specs.Std = 0
	if got := []int{clouds.Shape()[0], videos.Shape()[1], int(fill(specs, 0).Data()[0])}; !reflect.DeepEqual(got, []int{MeshPoints, DefaultFrames, 1}) {
		t.Errorf("points, frames and a value are %v", got)
	}
	if mean, std := specs.MeanStd(); mean != 3 || std != 1 {
		t.Errorf("spectrograms all 3: mean %v, deviation %v", mean, std)
	}
}

// Batches and targets are prepared without allocation.
func TestBatchAllocatesNothing(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector makes pools forget")
	}
	parallel.SetLimit(1)
	defer parallel.SetLimit(0)
	for name, s := range containers() {
		for what, set := range map[string]Set{"the set": s, "a selection": Select(s, []int{1, 0})} {
			idx, targets := []int{1, 0}, make([]int, 0, 16)
			x := tensor.New(append([]int{2}, s.Shape()...)...)
			if n := testing.AllocsPerRun(20, func() {
				set.Batch(x, idx)
				targets = set.Targets(targets, idx)
			}); n != 0 {
				t.Errorf("%s, %s: %v allocations", name, what, n)
			}
		}
	}
}

// A fingerprint tells contents apart, and depends on nothing else.
func TestFingerprint(t *testing.T) {
	seen := map[string]string{}
	add := func(name string, s Set) {
		f := Fingerprint(s)
		if other, ok := seen[f]; ok {
			t.Errorf("%s and %s have one fingerprint", name, other)
		}
		seen[f] = name
	}
	again := containers()
	for name, s := range containers() {
		if Fingerprint(s) != Fingerprint(again[name]) {
			t.Errorf("%s: two fingerprints", name)
		}
		add(name, s)
		add(name+", selected", Select(s, []int{0}))
		add(name+", selected the other", Select(s, []int{1}))
		add(name+", prepared", opaque{s})
		s.Labels()[0] = 0
		add(name+", relabelled", s)
	}
	changed := containers()
	changed["images"].(*Images).Pixels[3]--
	changed["masks"].(*ImageMasks).Masks[3]--
	changed["clips"].(*Clips).Samples[1][2]++
	changed["spectrograms"].(*Spectrograms).Specs[1].Data()[7]++
	changed["clouds"].(*PointClouds).Clouds[1].Points.Data()[8]++
	changed["parts"].(*PartClouds).Parts[1][2]--
	changed["videos"].(*Videos).Clips[1][5]++
	for name, s := range changed {
		add(name+", changed", s)
	}
	renamed := containers()["images"].(*Images)
	renamed.Name = "another name"
	if seen[Fingerprint(renamed)] != "images" {
		t.Error("the name of a set changes its fingerprint")
	}
	if f, g := Fingerprint(shifting{again["images"].(*Images)}), Fingerprint(again["images"]); f != g {
		t.Error("a set that varies has another fingerprint than the set as it is")
	}
}

// opaque is a set of unknown kind.
type opaque struct{ Set }
