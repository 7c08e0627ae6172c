package pipeline

import (
	"fmt"
	"slices"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
)

// This file: files that are quite another thing than what a model was trained on. They
// are prepared all the same, and people are told.

// Unlikeness says in which ways a file differs from what a model takes. A key is a way, in
// words that read well after "is" or "are", such as "in colour"; its value says of this
// file what is done about it, such as "read in grey".
type Unlikeness map[string]string

// Shares beyond which a file is quite another thing.
const (
	muchLarger  = 4   // images, by their sides
	muchSmaller = 2   // images, by their sides
	mostlyCut   = 0.5 // of the pixels of an image, that are left
	muchLonger  = 2   // sounds
	muchShorter = 8   // sounds
	fewPoints   = 2   // clouds: the model takes so many times as many
)

// unlikeImage compares the file of an image with what a model of images takes.
func unlikeImage(s datasets.ImageSource, channels, h, w int) Unlikeness {
	u := Unlikeness{}
	size := fmt.Sprintf("%d×%d pixels", s.W, s.H)
	down, across := float64(s.H)/float64(h), float64(s.W)/float64(w)
	switch scale := min(down, across); {
	case scale >= muchLarger, scale <= 1.0/muchSmaller:
		u["of quite another size"] = fmt.Sprintf("%s, scaled to %d×%d", size, w, h)
	}
	if left := min(down, across) / max(down, across); left < mostlyCut {
		u["of other proportions"] = fmt.Sprintf("%s, of which the model sees the middle %.0f %%", size, 100*left)
	}
	switch {
	case s.Colour && channels == 1:
		u["in colour"] = "read in grey, as the model takes it"
	case !s.Colour && channels == 3:
		u["grey"] = "the model was trained on colours"
	}
	return u
}

// unlikeImages compares the file of a single image with what a model takes. inverted says
// that the image was inverted unasked.
func unlikeImages(img *datasets.Images, inverted bool) Unlikeness {
	u := Unlikeness{}
	if len(img.Sources) == 1 {
		u = unlikeImage(img.Sources[0], img.C, img.H, img.W)
	}
	if inverted {
		u["dark on light"] = "inverted, as the model was trained on light on dark"
	}
	return u
}

// unlikeSound compares a sound of so many samples with what a model takes.
func unlikeSound(s *datasets.Sound, c m2pt.Config) Unlikeness {
	u := Unlikeness{}
	shift := c.Filters.FrameShiftMS // milliseconds from one frame to the next
	if shift == 0 {
		shift = 10
	}
	has, takes := float64(len(s.Samples))/float64(s.Rate), shift/1000*float64(c.Filters.TargetLength)
	switch {
	case has > muchLonger*takes:
		u["much longer than what the model hears"] = fmt.Sprintf("%.1f s, of which the first %.2f s are heard", has, takes)
	case has < takes/muchShorter:
		u["much shorter than what the model hears"] = fmt.Sprintf("%.2f s, padded to %.2f s", has, takes)
	}
	if want := int(c.Filters.SampleRate); 3*s.Rate < 2*want {
		u["of a lower rate"] = fmt.Sprintf("%d samples per second, resampled to %d: high tones are missing", s.Rate, want)
	}
	return u
}

// unlikeCloud compares a cloud with what a model takes.
func unlikeCloud(cloud *datasets.PointCloud, takes int) Unlikeness {
	u := Unlikeness{}
	if n := cloud.Len(); n*fewPoints < takes {
		u["of few points"] = fmt.Sprintf("%d, repeated to %d", n, takes)
	}
	return u
}

// unlikeVideo compares a single video with what a model takes.
func unlikeVideo(v *datasets.Videos) Unlikeness {
	u := Unlikeness{}
	if has, takes := v.NumFrames(0), v.Shape()[1]; has < takes {
		u["of few frames"] = fmt.Sprintf("%d, the last of which is repeated to %d", has, takes)
	}
	return u
}

// unlikeNotes returns the lines about a part of a data set: how many of its n samples,
// called things, differ in which ways, and how the first of them does.
func unlikeNotes(name, things string, n int, of func(i int) Unlikeness) (notes []string) {
	count, first := map[string]int{}, Unlikeness{}
	var ways []string
	for i := 0; i < n; i++ {
		for way, what := range of(i) {
			if count[way]++; count[way] == 1 {
				first[way] = what
				ways = append(ways, way)
			}
		}
	}
	slices.Sort(ways)
	for _, way := range ways {
		notes = append(notes, fmt.Sprintf("%s: %d of %d %s are %s: %s", name, count[way], n, things, way, first[way]))
	}
	return notes
}

// unlikeImageNotes returns the lines about images that a model of other ones is tested on.
func (o Options) unlikeImageNotes(name string, s *datasets.Images) []string {
	if o.Like == nil {
		return nil // scaled and grey because the user says so
	}
	return unlikeNotes(name, "images", len(s.Sources), func(i int) Unlikeness { return unlikeImage(s.Sources[i], s.C, s.H, s.W) })
}

// cutNotes returns the line about clips of which a model hears only the beginning. Sets
// that are nil have none.
func (o Options) cutNotes(name string, sets []*datasets.Spectrograms) []string {
	n, all, longest, hears := 0, 0, 0, 0
	for _, s := range sets {
		if s == nil {
			continue
		}
		for _, x := range s.Specs {
			if x.Dim(0) > s.Frames {
				n++
			}
			longest = max(longest, x.Dim(0))
		}
		all, hears = all+len(s.Specs), s.Frames
	}
	if n == 0 {
		return nil
	}
	note := fmt.Sprintf("%s: %d of %d clips have up to %d frames, of which the model hears the first %d", name, n, all, longest, hears)
	if o.Like == nil {
		note += " (--audio-frames moves it)"
	}
	return []string{note}
}

// fewNotes returns the line about clouds of fewer points than a model takes.
func fewNotes(name string, s *datasets.PointClouds) []string {
	takes := s.Shape()[0]
	return unlikeNotes(name, "clouds", len(s.Clouds), func(i int) Unlikeness { return unlikeCloud(s.Clouds[i], takes) })
}
