package synthetic

import (
	"bytes"
	"context"
	"hash/crc32"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gopathway/pathway/datasets"
)

const (
	sumVideos = 0x574d9ca4
	sumMoving = 0xf339c29b
)

func clipSum(s *datasets.Videos) uint32 {
	h := crc32.NewIEEE()
	for _, c := range s.Clips {
		h.Write(c)
	}
	return h.Sum32()
}

func TestSyntheticVideos(t *testing.T) {
	s := Videos(24, 1)
	if got := clipSum(s); got != sumVideos {
		t.Errorf("checksum %#x, want %#x", got, sumVideos)
	}
	if s.Len() != 24 || s.NumFrames(0) != 8 || len(s.Classes) != 8 || s.Label[9] != 1 {
		t.Errorf("%d videos of %d frames, %d classes", s.Len(), s.NumFrames(0), len(s.Classes))
	}
	if !reflect.DeepEqual(Videos(8, 1).Clips, s.Clips[:8]) {
		t.Error("a smaller set is not the beginning of a larger one")
	}
	if reflect.DeepEqual(Videos(24, 2).Clips, s.Clips) {
		t.Error("another seed gives the same videos")
	}
}

// bright returns the images of one bright pixel, so that what moves is a point.
func bright() *datasets.Images {
	px := make([]uint8, 49)
	px[24] = 255
	return &datasets.Images{Labelled: datasets.Labelled{Name: "points", Label: []int{0}, Classes: []string{"point"}}, C: 1, H: 7, W: 7, Pixels: px}
}

// A frame of Moving MNIST does not tell the label: in every frame, of every
// class, positions are spread evenly over the frame.
func TestMovingFramesTellNothing(t *testing.T) {
	const n, side = 8 * 1500, 32
	for _, o := range []MovingOptions{{Digit: 7}, {Digit: 7, Bounce: true}} {
		s, err := MovingMNIST(bright(), n, o, 3)
		if err != nil {
			t.Fatal(err)
		}
		first, places := 0, side // where the point, the middle of the digit, can be
		if o.Bounce {
			first, places = 3, side-7
		}
		var share [4]float64 // of the places in each quarter
		for v := 0; v < places; v++ {
			share[v*4/places] += 1 / float64(places)
		}
		for class := range s.Classes {
			for _, f := range []int{0, 3, 7} {
				var cells [16]float64 // of 8×8 pixels
				count := 0.0
				for i, l := range s.Label {
					if l != class {
						continue
					}
					at := bytes.IndexByte(s.Clips[i][f*side*side:(f+1)*side*side], 255)
					if at < 0 {
						t.Fatal("the point is nowhere")
					}
					x, y := at%side, at/side
					x, y = (x-first)*4/places, (y-first)*4/places
					cells[y*4+x]++
					count++
				}
				chi := 0.0
				for k, c := range cells {
					want := count * share[k/4] * share[k%4]
					chi += (c - want) * (c - want) / want
				}
				// 15 degrees of freedom; 0.001 of even ones are above 37.7.
				if chi > 45 {
					t.Errorf("%+v, class %s, frame %d: χ² is %.1f of %v", o, s.Classes[class], f, chi, cells)
				}
			}
		}
	}
}

// Digits move as the label says, at speeds within bounds; played backwards a
// video belongs to the opposite class.
func TestMovingDirections(t *testing.T) {
	s, err := MovingMNIST(bright(), 800, MovingOptions{Digit: 7}, 3)
	if err != nil {
		t.Fatal(err)
	}
	if got := clipSum(s); got != sumMoving {
		t.Errorf("checksum %#x, want %#x", got, sumMoving)
	}
	const side = 32
	for i, clip := range s.Clips {
		place := func(f int) (x, y int) {
			at := bytes.IndexByte(clip[f*side*side:(f+1)*side*side], 255)
			return at % side, at / side
		}
		// The way of seven steps, on the torus, is less than half of it each.
		dx, dy := 0, 0
		for f := 1; f < 8; f++ {
			x0, y0 := place(f - 1)
			x1, y1 := place(f)
			dx += wrap(x1-x0+side/2, side) - side/2
			dy += wrap(y1-y0+side/2, side) - side/2
		}
		d := directions[s.Label[i]]
		along := float64(dx)*d.dx + float64(dy)*d.dy
		across := float64(dx)*d.dy - float64(dy)*d.dx
		if along < 7*1-1.5 || along > 7*3+1.5 || math.Abs(across) > 1.5 {
			t.Fatalf("video %d, %s: moved by %d, %d", i, d.name, dx, dy)
		}
	}
	for k, d := range directions {
		if o := directions[(k+4)%8]; o.dx != -d.dx || o.dy != -d.dy {
			t.Errorf("%s backwards is not %s", d.name, o.name)
		}
	}
	for word, o := range map[string]MovingOptions{"speeds": {MinSpeed: 5, MaxSpeed: 2}, "frames of": {Side: 3}, "digits of": {Digit: 40}, "frames,": {Frames: 1}, "in a video": {Digits: -1}} {
		if _, err := MovingMNIST(bright(), 8, o, 1); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func TestPublishedMoving(t *testing.T) {
	s, err := MovingMNIST(Images(20, 1), 4, PublishedMoving, 1)
	if err != nil {
		t.Fatal(err)
	}
	if s.H != 64 || s.W != 64 || s.NumFrames(3) != 20 || len(s.Classes) != 4 {
		t.Errorf("%d×%d, %d frames, %v", s.H, s.W, s.NumFrames(3), s.Classes)
	}
}

// Moving MNIST of the real digits: no class is lighter than another, and no digit
// is ever cut.
func TestRealMovingMNIST(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "data", "mnist") // kept outside the repository
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the dataset is not there: %v", err)
	}
	_, digits, err := datasets.LoadMNIST(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	s, err := MovingMNIST(digits, 4000, MovingOptions{}, 1)
	if err != nil {
		t.Fatal(err)
	}
	light := make([]float64, 8)
	for i, label := range s.Label {
		first := 0
		for f := 0; f < 8; f++ {
			sum := 0
			for _, v := range s.Frame(i, f) {
				sum += int(v)
			}
			if f == 0 {
				first = sum
			}
			if sum != first || sum == 0 {
				t.Fatalf("video %d: frame %d adds up to %d, the first to %d", i, f, sum, first)
			}
		}
		light[label] += float64(first) / (1024 * 500)
	}
	mean, _ := s.MeanStd()
	for label, v := range light {
		if v/255 < 0.9*float64(mean[0]) || v/255 > 1.1*float64(mean[0]) {
			t.Errorf("class %d: mean %.4f, of all %.4f", label, v/255, mean[0])
		}
	}
}
