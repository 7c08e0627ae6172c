package augment

import (
	"slices"
	"testing"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/tensor"
)

// flatMasks are images whose pixels say their class: 10 + 20·class.
func flatMasks(n, h, w, classes int) *datasets.ImageMasks {
	rng := tensor.NewRNG(7)
	s := &datasets.ImageMasks{Images: datasets.Images{Labelled: datasets.Labelled{Label: make([]int, n), Classes: make([]string, classes)}, C: 1, H: h, W: w}}
	for i := 0; i < n; i++ {
		// Blocks of 6 to 9 pixels, so that most pixels have neighbours of their class.
		rows, cols := 6+rng.IntN(4), 6+rng.IntN(4)
		for y := 0; y < h; y++ {
			for x := 0; x < w; x++ {
				class := (y/rows*3 + x/cols + i) % classes
				s.Masks, s.Pixels = append(s.Masks, uint8(class)), append(s.Pixels, uint8(10+20*class))
			}
		}
	}
	return s
}

// Classes move with the pixels they belong to: a pixel of an image that was
// changed without mixing classes says which class it has, and where the filling
// shows there is none.
func TestPixelTargetsFollowPixels(t *testing.T) {
	s := flatMasks(12, 33, 30, 7)
	idx := []int{3, 0, 11, 7}
	for _, c := range []struct {
		name string
		a    Image
	}{
		{"nothing", Image{}},
		{"shift", Image{Shift: 4.0 / 30}},
		{"shift and mirror", Image{Shift: 3.0 / 30, Flip: true}},
		{"turn", Image{Shift: 2.0 / 30, Rotate: 40}},
		{"size and mirror", Image{Scale: 0.4, Flip: true}},
		{"crop", Image{Crop: RandomResizedCrop{Scale: [2]float64{0.3, 0.8}}}},
		{"all", Image{Crop: RandomResizedCrop{Scale: [2]float64{0.4, 1}}, Shift: 2.0 / 30, Rotate: 15, Scale: 0.1, Flip: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			judged, ignored := 0, 0
			for epoch := uint64(0); epoch < 6; epoch++ {
				set := Masks(s, c.a, 5).Epoch(epoch)
				x, targets := batch(set, idx...).Data(), set.Targets(nil, idx)
				if len(targets) != len(x) {
					t.Fatalf("%d targets for %d pixels", len(targets), len(x))
				}
				at := func(k, y, x0 int) float32 { return x[(k*s.H+y)*s.W+x0] }
				for k := range idx {
					for y := 1; y < s.H-1; y++ {
						for x0 := 1; x0 < s.W-1; x0++ {
							v, got := at(k, y, x0), targets[(k*s.H+y)*s.W+x0]
							flat := true
							for dy := -1; dy <= 1; dy++ {
								for dx := -1; dx <= 1; dx++ {
									d := at(k, y+dy, x0+dx) - v
									flat = flat && d < 1e-4 && d > -1e-4
								}
							}
							if !flat {
								continue // between classes, whose mean says nothing
							}
							want := int(v*255+0.5) / 20
							if v == 0 {
								want = datasets.IgnoreTarget
								ignored++
							}
							judged++
							if got != want {
								t.Fatalf("epoch %d, image %d, pixel (%d, %d) is %v and has target %d, want %d", epoch, idx[k], y, x0, v*255, got, want)
							}
						}
					}
				}
			}
			if judged < 1000 {
				t.Errorf("only %d pixels could be judged", judged)
			}
			if c.a.Shift > 2.5/30 && ignored == 0 {
				t.Error("no pixel of the filling was seen")
			}
		})
	}
}

// What has no class has none after the change.
func TestPixelTargetsKeepIgnored(t *testing.T) {
	s := flatMasks(2, 8, 8, 3)
	for i := range s.Masks {
		s.Masks[i] = datasets.IgnoreMask
	}
	a := Image{Flip: true}
	for i, v := range Masks(s, a, 1).Epoch(0).Targets(nil, []int{0, 1}) {
		if v != datasets.IgnoreTarget {
			t.Fatalf("pixel %d has target %d, want %d", i, v, datasets.IgnoreTarget)
		}
	}
}

func TestPixelTargetsRefuseRandAugment(t *testing.T) {
	s := flatMasks(1, 8, 8, 3)
	a := Image{Rand: RandAugment{N: 2, Magnitude: 9}}
	wantPanic(t, "augment.Masks", func() { Masks(s, a, 0) })
}

// Parts move with their points: of a cloud of two heaps of points a point's side
// says its part, whichever points are taken and in whichever order.
func TestPartTargetsFollowPoints(t *testing.T) {
	rng := tensor.NewRNG(3)
	s := &datasets.PartClouds{PointClouds: datasets.PointClouds{Labelled: datasets.Labelled{Classes: []string{"pair"}}, Points: 64}, PartsOf: [][]int{{0, 1}}}
	for _, n := range []int{40, 64, 200} {
		xyz, parts := []float32(nil), []uint8(nil)
		for i := 0; i < n; i++ {
			part := rng.IntN(2)
			xyz = append(xyz, float32(2*part-1)+rng.Float32()/8, rng.Float32()/8, rng.Float32()/8)
			parts = append(parts, uint8(part))
		}
		s.Clouds, s.Parts = append(s.Clouds, &datasets.PointCloud{Points: tensor.FromSlice(xyz, n, 3)}), append(s.Parts, parts)
		s.Label = append(s.Label, 0)
	}
	idx := []int{2, 0, 1}
	points := s.Points
	varied := Parts(s, Point{Up: 2, Scale: 1.2, Jitter: 0.01}, 9)
	var orders [][]int
	for epoch := uint64(0); epoch < 3; epoch++ {
		set := varied.Epoch(epoch)
		x, targets := batch(set, idx...).Data(), set.Targets(nil, idx)
		for k := range idx {
			for j := 0; j < points; j++ {
				want := 0
				if x[(k*points+j)*3] > 0 {
					want = 1
				}
				if got := targets[k*points+j]; got != want {
					t.Fatalf("epoch %d, cloud %d, point %d at %v has part %d", epoch, idx[k], j, x[(k*points+j)*3], got)
				}
			}
		}
		orders = append(orders, targets[:points])
	}
	if slices.Equal(orders[0], orders[1]) && slices.Equal(orders[1], orders[2]) {
		t.Error("all epochs took the same points of the largest cloud")
	}
}
