package picture_test

import (
	"fmt"
	"image"
	"os"
	"path/filepath"

	"github.com/gopathway/pathway/picture"
	"github.com/gopathway/pathway/tensor"
)

// An image of 28×28 is enlarged until it can be seen. In a notebook the value shows itself.
func ExamplePixels() {
	x := tensor.New(1, 28, 28).Uniform(tensor.NewRNG(1), 0, 1)
	p := picture.Pixels(x, picture.PixelOptions{})
	fmt.Println(p.Bounds().Size())
	// Output: (308,308)
}

// A batch becomes a contact sheet with a caption below each image. Mean and Std are those
// that the images were normalised with.
func ExamplePixelOptions() {
	x := tensor.New(12, 1, 28, 28).Normal(tensor.NewRNG(1), 0, 1)
	p := picture.Pixels(x, picture.PixelOptions{
		Mean: []float32{0.13}, Std: []float32{0.31},
		Columns: 6, Captions: []string{"seven", "two", "one"},
	})
	fmt.Println(p.Bounds().Size())
	// Output: (740,280)
}

// The frames of a video [channels, frames, height, width], on a sheet.
func ExampleFrames() {
	x := tensor.New(1, 4, 16, 16).Uniform(tensor.NewRNG(1), 0, 1)
	frames := picture.Frames(x, picture.PixelOptions{})
	sheet := picture.Contact(frames, 4, "first", "second", "third", "last")
	fmt.Println(len(frames), frames[0].Bounds().Size(), sheet.Bounds().Size())
	// Output: 4 (128,128) (564,176)
}

// A spectrogram: time to the right, frequency up.
func ExampleSpectrogram() {
	x := tensor.New(98, 40).Normal(tensor.NewRNG(1), -4, 2) // [frames, mel bins]
	fmt.Println(picture.Spectrogram(x, picture.HeatOptions{}).Bounds().Size())
	// Output: (294,120)
}

// A weight matrix, blue below 0 and red above.
func ExampleHeat() {
	w := tensor.New(8, 16).Normal(tensor.NewRNG(1), 0, 0.02)
	p := picture.Heat(w, picture.HeatOptions{Signed: true})
	fmt.Println(p.Bounds().Size())
	// Output: (320,160)
}

// The numbers of the darkest and the brightest colour.
func ExampleHeatOptions() {
	x := []float32{-1, 0, 3}
	low, high := picture.HeatOptions{}.Range(x)
	fmt.Println(low, high, picture.HeatOptions{}.Colour(3, low, high))
	low, high = picture.HeatOptions{Signed: true}.Range(x)
	fmt.Println(low, high, picture.HeatOptions{Signed: true}.Colour(0, low, high))
	// Output:
	// -1 3 {250 245 140 255}
	// -3 3 {250 250 250 255}
}

// The attention that 7×7 patches get, over the image.
func ExampleOver() {
	img := picture.Pixels(tensor.New(28, 28), picture.PixelOptions{})
	attention := tensor.New(7, 7).Uniform(tensor.NewRNG(1), 0, 1) // as of nn.PatchAttention
	p := picture.Over(img, attention, picture.HeatOptions{})
	fmt.Println(p.Bounds().Size())
	// Output: (308,308)
}

// An image, the patches that a model makes tokens of, and what a masked autoencoder sees.
func ExampleMaskedPatches() {
	img := picture.Pixels(tensor.New(28, 28).Uniform(tensor.NewRNG(1), 0, 1), picture.PixelOptions{})
	mask := make([]bool, 7*7) // as of an autoencoder's Mask
	for i := range mask {
		mask[i] = i%4 != 0
	}
	p := picture.Contact([]image.Image{img, picture.PatchGrid(img, 7, 7), picture.MaskedPatches(img, mask, 7, 7)}, 3, "image", "patches", "seen")
	fmt.Println(p.Bounds().Size())
	// Output: (968,356)
}

// A video of 8 frames becomes tokens of 2 frames of 4×4 patches.
func ExampleTubelets() {
	x := tensor.New(1, 8, 16, 16).Uniform(tensor.NewRNG(1), 0, 1)
	fmt.Println(picture.Tubelets(x, 2, 4, 4, picture.PixelOptions{}).Bounds().Size())
	// Output: (650,312)
}

// A cloud, plain and in the colours of its parts.
func ExamplePointOptions() {
	p := tensor.New(500, 3).Uniform(tensor.NewRNG(1), -0.5, 0.5)
	parts := make([]int, 500)
	for i := range parts {
		if p.At(i, 2) > 0 {
			parts[i] = 1
		}
	}
	o := picture.PointOptions{Side: 240}
	fmt.Println(picture.Points(p, o).Bounds().Size(), picture.ColouredPoints(p, parts, o).Bounds().Size())
	// Output: (240,240) (240,240)
}

// A mask of two classes, one pixel each, and enlarged to be seen.
func ExampleClasses() {
	mask := picture.Classes([]int{0, 1, 1, 0}, 2, 2, 2)
	fmt.Println(mask.Pix, picture.Enlarge(mask, 0).Bounds().Size())
	// Output: [0 1 1 0] (320,320)
}

// Rows of pictures under headings, with a legend, written to a file.
func ExampleSheet() {
	img := picture.Pixels(tensor.New(16, 16), picture.PixelOptions{})
	sheet := picture.Sheet{
		Headings: []string{"sample", "answer"},
		Rows:     []picture.Row{{Label: "first", Pictures: []image.Image{img, img}, Note: "97 % right"}},
		Legend:   []picture.Entry{{Colour: picture.ClassColour(1), Name: "cat"}},
	}
	dir, err := os.MkdirTemp("", "sheet")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	err = picture.WritePNG(filepath.Join(dir, "sheet.png"), sheet.Draw())
	fmt.Println(sheet.Draw().Bounds().Size(), err)
	// Output: (783,396) <nil>
}
