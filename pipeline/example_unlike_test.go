package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"log"
	"os"
	"path/filepath"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/pipeline"
)

// A photograph for a model of small grey images is prepared, and people are told how it
// differs from what the model was trained on.
func ExampleUnlikeness() {
	dir, err := os.MkdirTemp("", "photo")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	photo := image.NewRGBA(image.Rect(0, 0, 640, 480))
	draw.Draw(photo, photo.Bounds(), image.NewUniform(color.RGBA{R: 200, G: 80, B: 20, A: 255}), image.Point{}, draw.Src)
	f, err := os.Create(filepath.Join(dir, "photo.png"))
	if err != nil {
		log.Fatal(err)
	}
	if err := errors.Join(png.Encode(f, photo), f.Close()); err != nil {
		log.Fatal(err)
	}
	config := m2pt.Config{Modality: m2pt.Image, Net: &nn.ViTConfig{Image: [2]int{28, 28}, Channels: 1}, Mean: []float32{0.5}, Std: []float32{0.3}}
	sample, err := pipeline.Decode(context.Background(), config, f.Name(), pipeline.DecodeOptions{})
	if err != nil {
		log.Fatal(err)
	}
	var unlike pipeline.Unlikeness = sample.Unlike
	fmt.Println("in colour:", unlike["in colour"])
	fmt.Println("of quite another size:", unlike["of quite another size"])
	// Output:
	// in colour: read in grey, as the model takes it
	// of quite another size: 640×480 pixels, scaled to 28×28
}
