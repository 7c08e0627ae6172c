package pipeline

import (
	"context"
	"fmt"
	"image"
	"io"
	"os"
	"strings"

	"github.com/gopathway/pathway/internal/openfile"
)

// This file: what a sample is prepared from: a file, a stream, or what a program has in
// memory.

// Input is one sample before it is prepared for a model: the content of a file, or what a
// program has in memory. Beside Name one of its fields is set.
type Input struct {
	// Name is what messages call it. Where the content of Reader does not tell its format,
	// as of a text of points, the extension of Name does.
	Name string

	Reader  io.Reader     // the content of a file, one of [Modality.Files], from where it is to its end
	Folder  string        // the path of a folder that is one sample: the frames of a video
	Image   image.Image   // a picture, taken as it is
	Frames  []image.Image // those of a video, of one size
	Points  [][3]float64  // x, y and z of a cloud
	Samples []float32     // of a mono sound, as files have them in [-1, 1)
	Rate    int           // samples per second; for Samples alone
}

// kinds returns what of an input is set, for people.
func (in Input) kinds() (set []string) {
	for _, k := range []struct {
		set  bool
		kind string
	}{
		{in.Reader != nil, "the content of a file"},
		{in.Folder != "", "a folder"},
		{in.Image != nil, "a picture"},
		{in.Frames != nil, "frames of a video"},
		{in.Points != nil, "points"},
		{in.Samples != nil, "samples of a sound"},
	} {
		if k.set {
			set = append(set, k.kind)
		}
	}
	return set
}

// check returns an error unless exactly one thing is set.
func (in Input) check() error {
	set := in.kinds()
	switch {
	case len(set) == 0:
		return fmt.Errorf("pipeline: %s: nothing of the input is set, expected one thing", in.called())
	case len(set) > 1:
		return fmt.Errorf("pipeline: %s: found %s, expected one thing", in.called(), strings.Join(set, " and "))
	case in.Samples == nil && in.Rate != 0:
		return fmt.Errorf("pipeline: %s: found a rate of %d beside %s, expected one beside samples alone", in.called(), in.Rate, set[0])
	}
	return nil
}

// called returns the name by which messages call an input.
func (in Input) called() string {
	if in.Name == "" {
		return "input"
	}
	return in.Name
}

// Content returns Reader. Where something else is set, which the modality does not take,
// it is an error that says so and what is expected.
func (in Input) Content(expected string) (io.Reader, error) {
	if in.Reader == nil {
		return nil, fmt.Errorf("pipeline: %s: found %s, expected %s", in.called(), strings.Join(in.kinds(), " and "), expected)
	}
	return in.Reader, nil
}

// open returns the input that a path stands for, and what closes it.
func open(path string) (in Input, done func(), err error) {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		return Input{Name: path, Folder: path}, func() {}, nil
	}
	if err != nil {
		return in, nil, fmt.Errorf("pipeline: %w", err)
	}
	f, _, err := openfile.Open(path, openfile.Any) // readers have limits of their own
	if err != nil {
		return in, nil, fmt.Errorf("pipeline: %w", err)
	}
	return Input{Name: path, Reader: f}, func() { f.Close() }, nil
}

// until returns r with the error of ctx from the time on when it ends. It can seek if r
// can.
func until(ctx context.Context, r io.Reader) io.Reader {
	u := &untilReader{ctx, r}
	if s, ok := r.(io.Seeker); ok {
		return struct {
			io.Reader
			io.Seeker
		}{u, s}
	}
	return u
}

type untilReader struct {
	ctx context.Context
	r   io.Reader
}

func (u *untilReader) Read(b []byte) (int, error) {
	if err := ended(u.ctx); err != nil {
		return 0, err
	}
	return u.r.Read(b)
}
