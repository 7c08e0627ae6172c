package datasets

import (
	"errors"
	"fmt"
	"image"
	"math"
)

// This file: images that a program has in memory.

// ImagesOf returns pictures as a set, in their order. They may be of any type; they are
// taken as they are, cropped and scaled as [ReadImage] does it, and transparent parts
// show white. Unless o gives a size, all must have one; without o.Channels the set is
// grey if all pixels of all pictures are. o.KeepOrientation has no effect: only a file can
// say that its pixels are to be turned.
//
// l says what the set is called, its classes and the class of each picture; without
// l.Label none has one (-1).
func ImagesOf(pictures []image.Image, l Labelled, o ImageOptions) (*Images, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	l.Name = called(l.Name)
	if err := l.labelAll(len(pictures)); err != nil {
		return nil, err
	}
	s := &Images{Labelled: l, C: o.Channels}
	for i, img := range pictures {
		p, err := o.planesInMemory(img)
		if err != nil {
			return nil, fmt.Errorf("datasets: %s: image %d: %w", l.Name, i, err)
		}
		if o.H > 0 {
			p.fit(o.H, o.W)
		}
		if i == 0 {
			s.H, s.W, s.C = p.h, p.w, p.c
		}
		if p.h != s.H || p.w != s.W {
			return nil, fmt.Errorf("datasets: %s: image %d: size %dx%d, expected %dx%d like image 0; give a size to scale all to", l.Name, i, p.h, p.w, s.H, s.W)
		}
		s.add(p.px, p.c)
		s.Sources = append(s.Sources, p.source)
	}
	return s, nil
}

// labelAll gives n samples, at least one, no class unless they all have one.
func (l *Labelled) labelAll(n int) error {
	if n == 0 {
		return fmt.Errorf("datasets: %s: there are no images", l.Name)
	}
	if l.Label == nil {
		l.Label = make([]int, n)
		for i := range l.Label {
			l.Label[i] = -1
		}
	}
	if len(l.Label) != n {
		return fmt.Errorf("datasets: %s: %d labels for %d images", l.Name, len(l.Label), n)
	}
	for i, v := range l.Label {
		if v < -1 || v >= len(l.Classes) {
			return fmt.Errorf("datasets: %s: image %d: the label is %d, expected the number of one of %d classes, or -1", l.Name, i, v, len(l.Classes))
		}
	}
	return nil
}

// planesInMemory returns the pixels of an image. It does not scale it. What the image
// panics with, such as one whose pixels are fewer than it says, is an error.
func (o ImageOptions) planesInMemory(img image.Image) (p planes, err error) {
	if img == nil {
		return p, errors.New("it is nil")
	}
	defer func() {
		if v := recover(); v != nil {
			p, err = planes{}, fmt.Errorf("%T cannot be drawn: %v", img, v)
		}
	}()
	// There is no file that its pixels could be out of proportion to.
	b := img.Bounds()
	if err := o.checkPixels(b.Dy(), b.Dx(), 0, math.MaxInt); err != nil {
		return p, err
	}
	p = o.planesOf(img)
	p.source.H, p.source.W = p.h, p.w
	return p, nil
}
