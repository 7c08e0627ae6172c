package pipeline_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"log"
	"net/http"
	"net/http/httptest"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
)

// A server prepares an upload of at most a kilobyte for a model. Nothing is written to a
// disk, and the context of the request ends it.
func ExampleDecodeInput() {
	data, err := pipeline.Synthetic(m2pt.Image, 10, 10, 1, pipeline.Options{})
	if err != nil {
		log.Fatal(err)
	}
	config := data.ModelConfig(pipeline.ModelOptions{Dim: 32, Depth: 2, Heads: 4, Image: pipeline.ImageModel{Patch: 7}})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		in := pipeline.Input{Name: "upload", Reader: http.MaxBytesReader(w, r.Body, 1<<10)}
		sample, err := pipeline.DecodeInput(r.Context(), config, in, pipeline.DecodeOptions{})
		var large *http.MaxBytesError
		switch {
		case errors.As(err, &large):
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		case err != nil:
			http.Error(w, err.Error(), http.StatusBadRequest)
		default:
			fmt.Fprintln(w, sample.X.Shape())
		}
	}))
	defer server.Close()

	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		log.Fatal(err)
	}
	for _, body := range [][]byte{picture.Bytes(), []byte("no picture"), make([]byte, 2000)} {
		answer, err := http.Post(server.URL, "application/octet-stream", bytes.NewReader(body))
		if err != nil {
			log.Fatal(err)
		}
		var text bytes.Buffer
		if _, err := text.ReadFrom(answer.Body); err != nil {
			log.Fatal(err)
		}
		answer.Body.Close()
		fmt.Print(answer.StatusCode, " ", text.String())
	}
	// Output:
	// 200 [1 1 28 28]
	// 400 datasets: image upload: not a readable PNG, JPEG, WebP, BMP or TIFF: it begins with the bytes 6e 6f 20 70 69 63 74 75
	// 413 too large
}

// What a program has in memory becomes what a model takes, too: here a sound.
func ExampleInput() {
	data, err := pipeline.Synthetic(m2pt.Audio, 10, 10, 1, pipeline.Options{})
	if err != nil {
		log.Fatal(err)
	}
	config := data.ModelConfig(pipeline.ModelOptions{Dim: 32, Depth: 2, Heads: 4, Audio: pipeline.AudioModel{Patch: [2]int{8, 16}}})
	recorded := pipeline.Input{Name: "microphone", Samples: make([]float32, 44100), Rate: 44100}
	sample, err := pipeline.DecodeInput(context.Background(), config, recorded, pipeline.DecodeOptions{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(sample.X.Shape())
	_, err = pipeline.DecodeInput(context.Background(), config, pipeline.Input{Name: "sketch", Image: image.Black}, pipeline.DecodeOptions{})
	fmt.Println(err)
	// Output:
	// [1 1 96 64]
	// pipeline: sketch: found a picture, expected a file (WAV, FLAC, MP3, Ogg Vorbis) or samples
}
