package datasets_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"log"
	"strings"
	"testing/fstest"

	"github.com/gopathway/pathway/datasets"
)

// This file: examples of reading without a path: archives, embedded files, uploads, and
// what a program has in memory.

// An image of an archive. What it is, is told by its content.
func ExampleDecodeImage() {
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	w, err := z.Create("digits/7.png")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Fprint(w, grey(0, 51, 255))
	if err := z.Close(); err != nil {
		log.Fatal(err)
	}

	files, err := zip.NewReader(bytes.NewReader(archive.Bytes()), int64(archive.Len()))
	if err != nil {
		log.Fatal(err)
	}
	f, err := files.Open("digits/7.png")
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	img, err := datasets.DecodeImage(f, "digits/7.png", datasets.ImageOptions{Channels: 1})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(img.Shape(), img.Pixels)
	// Output: [1 1 3] [0 51 255]
}

// Two pictures that a program has drawn, with classes.
func ExampleImagesOf() {
	dark, light := image.NewGray(image.Rect(0, 0, 8, 8)), image.NewRGBA(image.Rect(10, 10, 14, 14))
	for y := 10; y < 14; y++ {
		for x := 10; x < 14; x++ {
			light.Set(x, y, color.White)
		}
	}
	labels := datasets.Labelled{Name: "drawn", Label: []int{0, 1}, Classes: []string{"dark", "light"}}
	set, err := datasets.ImagesOf([]image.Image{dark, light}, labels, datasets.ImageOptions{H: 2, W: 2})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(set.Shape(), set.Image(1), set.Targets(nil, []int{1}))
	// Output: [1 2 2] [255 255 255 255] [1]
}

// A sound of a file system such as [embed.FS].
func ExampleDecodeSound() {
	dir, done := folder()
	defer done()
	files := fstest.MapFS{"hum.wav": {Data: content(sound(3, 0.25, dir, "hum.wav"))}}
	f, err := files.Open("hum.wav")
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	s, err := datasets.DecodeSound(context.Background(), f, "hum.wav")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(s.Samples, s.Rate)
	// Output: [0.25 0.25 0.25] 8000
}

// The error of a stream comes back with the name that the caller gives it.
func ExampleDecodeIDX() {
	array, err := datasets.DecodeIDX(strings.NewReader("\x00\x00\x08\x01"+"\x00\x00\x00\x03"+"abc"), "object 17")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%v %q\n", array.Dims, array.Data)
	_, err = datasets.DecodeIDX(strings.NewReader("\x00\x00\x08"), "object 18")
	fmt.Println(err)
	// Output:
	// [3] "abc"
	// datasets: object 18: IDX magic number: unexpected EOF
}

// moving is a Y4M file of ten frames of one pixel: 0, 10, 20 and so on.
func moving() string {
	text := "YUV4MPEG2 W1 H1 Cmono\n"
	for i := range 10 {
		text += "FRAME\n" + string(rune(10*i))
	}
	return text
}

func ExampleDecodeVideo() {
	clip, err := datasets.DecodeVideo(context.Background(), strings.NewReader(moving()), "upload", 1, 0, 0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(clip.NumFrames(0), clip.Clips[0])
	// Output: 10 [0 10 20 30 40 50 60 70 80 90]
}

// The four frames that a model is given, and no others.
func ExampleDecodeVideoClip() {
	clip, err := datasets.DecodeVideoClip(context.Background(), strings.NewReader(moving()), "upload", 1, 0, 0, 4, 2)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(clip.NumFrames(0), clip.Clips[0])
	// Output: 4 [10 30 50 70]
}

// The frames of another decoder, or of a program that draws them.
func ExampleVideoOf() {
	var frames []image.Image
	for v := range 3 {
		img := image.NewPaletted(image.Rect(0, 0, 2, 1), color.Palette{color.Black, color.Gray{uint8(100 * v)}})
		img.SetColorIndex(1, 0, 1)
		frames = append(frames, img)
	}
	clip, err := datasets.VideoOf(context.Background(), frames, "drawn", 1, 0, 0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(clip.NumFrames(0), clip.Frame(0, 2))
	// Output: 3 [0 200]
}
