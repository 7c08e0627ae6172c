package pipeline

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/datatest"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/m2pt/video"
)

// The limit of pixels holds for videos and for sets of images that have a size of their
// own, where a folder is read and where a file is.
func TestMaxPixels(t *testing.T) {
	ctx, tight := context.Background(), ImageInput{MaxPixels: 5}
	want := func(what string, err error) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), "limit of 5 pixels (--max-pixels") {
			t.Errorf("%s: %v", what, err)
		}
	}
	videos, digits := datatest.Videos(t), datatest.MNIST(t, 20, 10)
	_, err := Load(ctx, m2pt.Video, videos, Options{Image: tight})
	want("videos", err)
	_, err = Load(ctx, m2pt.Image, digits, Options{Image: tight})
	want("digits", err)
	_, err = Load(ctx, m2pt.Video, digits, Options{Image: tight})
	want("moving digits", err)
	files, _ := filepath.Glob(filepath.Join(videos, "test", "*", "*.gif"))
	if len(files) == 0 {
		t.Fatal("no videos")
	}
	c := m2pt.Config{Modality: m2pt.Video, Net: &video.Config{Channels: 1, Frames: 2, Image: [2]int{8, 8}}, Mean: []float32{0}, Std: []float32{1}}
	_, err = Decode(ctx, c, files[0], DecodeOptions{Image: tight})
	want("one file", err)
	if _, err := Decode(ctx, c, files[0], DecodeOptions{}); err != nil {
		t.Error(err)
	}
}
