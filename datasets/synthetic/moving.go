package synthetic

import (
	"fmt"
	"math"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/internal/pixels"
	"github.com/gopathway/pathway/datasets/internal/random"
	"github.com/gopathway/pathway/internal/fixedmath"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/tensor"
)

// This file: Moving MNIST (Srivastava et al., 2015), digits that move at a constant
// speed, made of a set of images. Only the motion tells the label.

// MovingOptions describe such a set. The zero value is a small one: frames of
// 32×32, 8 of them, one digit of 16×16 that moves in one of 8 directions.
type MovingOptions struct {
	Side     int     // height and width of a frame; 0: 32
	Frames   int     // of a video; 0: 8
	Digits   int     // how many move; 0: 1
	Digit    int     // their height and width, to which the images are scaled; 0: half of Side
	MinSpeed float64 // pixels from one frame to the next; 0: 1
	MaxSpeed float64 // 0: 3

	// Bounce makes digits turn back at the edges, as in the published recipe,
	// each in a direction of its own; the label is the speed, in four classes.
	// Otherwise what leaves at an edge comes in at the opposite one, all digits
	// of a video move in one direction, and that is the label.
	Bounce bool
}

// PublishedMoving is the published recipe: 64×64, 20 frames, two digits of
// 28×28 that bounce.
var PublishedMoving = MovingOptions{Side: 64, Frames: 20, Digits: 2, Digit: 28, MinSpeed: 2, MaxSpeed: 6, Bounce: true}

func (o MovingOptions) withDefaults() MovingOptions {
	set := func(v *int, to int) {
		if *v == 0 {
			*v = to
		}
	}
	set(&o.Side, 32)
	set(&o.Frames, 8)
	set(&o.Digits, 1)
	set(&o.Digit, o.Side/2)
	if o.MinSpeed == 0 {
		o.MinSpeed = 1
	}
	if o.MaxSpeed == 0 {
		o.MaxSpeed = max(3, o.MinSpeed)
	}
	return o
}

func (o MovingOptions) validate() error {
	switch {
	case o.Side < 4 || o.Side > 1<<10:
		return fmt.Errorf("datasets: moving digits: frames of %d pixels, want 4 to %d", o.Side, 1<<10)
	case o.Frames < 2 || o.Frames > 1<<12:
		return fmt.Errorf("datasets: moving digits: %d frames, want 2 to %d", o.Frames, 1<<12)
	case o.Digits < 1 || o.Digits > 64:
		return fmt.Errorf("datasets: moving digits: %d digits in a video, want 1 to 64", o.Digits)
	case o.Digit < 1 || o.Digit >= o.Side:
		return fmt.Errorf("datasets: moving digits: digits of %d pixels in frames of %d", o.Digit, o.Side)
	case !(o.MinSpeed > 0 && o.MinSpeed <= o.MaxSpeed) || o.MaxSpeed >= float64(o.Side)/2:
		return fmt.Errorf("datasets: moving digits: speeds %v to %v, want more than 0, rising, less than half of the frame", o.MinSpeed, o.MaxSpeed)
	}
	return nil
}

// directions are the labels of Moving MNIST, clockwise from the right. Played
// backwards, a video has the direction four places later.
var directions = []struct {
	name   string
	dx, dy float64
}{
	{"right", 1, 0}, {"down-right", diagonal, diagonal}, {"down", 0, 1}, {"down-left", -diagonal, diagonal},
	{"left", -1, 0}, {"up-left", -diagonal, -diagonal}, {"up", 0, -1}, {"up-right", diagonal, -diagonal},
}

const diagonal = 0.70710678118654752440

// speedClasses are the labels of digits that bounce.
var speedClasses = []string{"slow", "walking", "running", "fast"}

// MovingMNIST returns n videos of moving digits, which are taken at random from
// images of one channel. Labels come in turn, so that any n is balanced and a
// smaller set is the beginning of a larger one. A single frame tells nothing of
// the label: whatever it is, digits are anywhere in any frame with the same
// probability. The same seed gives the same bytes on every platform.
func MovingMNIST(digits *datasets.Images, n int, o MovingOptions, seed uint64) (*datasets.Videos, error) {
	o = o.withDefaults()
	if err := o.validate(); err != nil {
		return nil, err
	}
	if digits.C != 1 || digits.Len() == 0 || n < 1 {
		return nil, fmt.Errorf("datasets: moving digits: %d videos of %d images of %d channels, want some of some of one channel", n, digits.Len(), digits.C)
	}
	s := newMoving("moving "+digits.Name, n, o)
	parallel.Do(n, 16, func(lo, hi int) {
		var r pixels.Resizer
		sprite := make([]uint8, o.Digit*o.Digit)
		rng := tensor.NewRNG(0)
		for i := lo; i < hi; i++ {
			rng.Seed(seed, random.Moving, uint64(i))
			move(s, i, o, rng, func() []uint8 {
				r.Resize(sprite, o.Digit, o.Digit, digits.Image(rng.IntN(digits.Len())), digits.H, digits.W, digits.W)
				return sprite
			})
		}
	})
	return s, nil
}

// newMoving returns a set of n black videos with labels.
func newMoving(name string, n int, o MovingOptions) *datasets.Videos {
	s := &datasets.Videos{Labelled: datasets.Labelled{Name: name, Label: make([]int, n)}, C: 1, H: o.Side, W: o.Side, Frames: o.Frames, Clips: make([][]uint8, n)}
	if o.Bounce {
		s.Classes = append(s.Classes, speedClasses...)
	} else {
		for _, d := range directions {
			s.Classes = append(s.Classes, d.name)
		}
	}
	for i := range s.Label {
		s.Label[i] = i % len(s.Classes)
	}
	return s
}

// move draws video i of s. draw returns the next of its o.Digits sprites, in memory
// that may be used again for the one after.
func move(s *datasets.Videos, i int, o MovingOptions, g *tensor.RNG, draw func() []uint8) {
	clip := make([]uint8, o.Frames*o.Side*o.Side)
	low, high := o.MinSpeed, o.MaxSpeed
	if o.Bounce { // the label's quarter of the speeds
		step := (high - low) / float64(len(speedClasses))
		low += float64(float64(s.Label[i]) * step)
		high = low + step
	}
	for d := 0; d < o.Digits; d++ {
		sprite := draw()
		speed := random.Uniform(g, low, high)
		var dx, dy, room float64
		if o.Bounce {
			dy, dx = fixedmath.Sincos(g.Float64())
			room = float64(o.Side - o.Digit)
		} else {
			dx, dy = directions[s.Label[i]].dx, directions[s.Label[i]].dy
			room = float64(o.Side)
		}
		x, y := random.Uniform(g, 0, room), random.Uniform(g, 0, room)
		for f := 0; f < o.Frames; f++ {
			t := float64(speed * float64(f))
			px, py := x+float64(t*dx), y+float64(t*dy)
			if o.Bounce {
				px, py = fold(px, room), fold(py, room)
			}
			stamp(clip[f*o.Side*o.Side:(f+1)*o.Side*o.Side], o.Side, sprite, o.Digit, int(math.Floor(px)), int(math.Floor(py)))
		}
	}
	s.Clips[i] = clip
}

// fold returns where something at x that turns back at 0 and room is.
func fold(x, room float64) float64 {
	x -= float64(2*room) * math.Floor(x/float64(2*room))
	if x > room {
		x = float64(2*room) - x
	}
	return x
}

// stamp draws a square sprite at (x, y) of a square frame, around its edges; the
// brighter pixel stays.
func stamp(frame []uint8, side int, sprite []uint8, size, x, y int) {
	for v := 0; v < size; v++ {
		row := frame[wrap(y+v, side)*side:]
		for u := 0; u < size; u++ {
			if at := wrap(x+u, side); sprite[v*size+u] > row[at] {
				row[at] = sprite[v*size+u]
			}
		}
	}
}

func wrap(i, n int) int { return ((i % n) + n) % n }
