package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/atomicfile"
	"github.com/gopathway/pathway/internal/picture"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train"
)

// This file: predict with a segmenter.

// segment tells of each file which shares of it belong to which class, and writes
// the classes of its pixels or points where that is asked for.
func (o *predictOptions) segment(ctx context.Context, w io.Writer, m *m2pt.Model, files []string, p *autograd.Profile) error {
	c := m.Config
	category, err := o.categoryOf(c)
	if err != nil {
		return err
	}
	names, err := o.outputNames(c, files)
	if err != nil {
		return err
	}
	predict, err := train.ResidentOutputs(m, p)
	if err != nil {
		return err
	}
	for len(files) > 0 {
		n := min(len(files), predictBatch)
		p.Section("data")
		x, broken := o.readAll(m, files[:n])
		if x == nil {
			return broken
		}
		var categories []int
		if category >= 0 {
			categories = slices.Repeat([]int{category}, x.Dim(0))
		}
		logits, err := predict(ctx, x, categories)
		if err != nil {
			return interruption(ctx, err)
		}
		p.Section("output")
		given := train.Given(c, logits, categories)
		per := len(given) / x.Dim(0)
		for i := 0; i < x.Dim(0); i++ {
			classes := given[i*per : (i+1)*per]
			if names != nil {
				if err := writeSegments(names[i], c, x, i, classes); err != nil {
					return err
				}
			}
			if err := o.print(w, files[i], shares(c.Classes, classes)); err != nil {
				return err
			}
		}
		if broken != nil {
			return broken
		}
		files = files[n:]
		if names != nil {
			names = names[n:]
		}
	}
	return nil
}

// categoryOf returns the number of the category that --category names, -1 for a
// model that is told none.
func (o *predictOptions) categoryOf(c m2pt.Config) (int, error) {
	known := c.Segment.Categories
	at := slices.Index(known, o.category)
	switch {
	case len(known) == 0 && o.category != "":
		return 0, usagef("--category is %q, but the model is told no categories", o.category)
	case len(known) > 0 && at < 0:
		return 0, usagef("--category is %q, want one of %q: the model is told what shapes are", o.category, known)
	}
	return at, nil
}

// outputNames returns the file that the classes of each of files go to, nil where
// they are not asked for. Two files with one name would overwrite each other.
func (o *predictOptions) outputNames(c m2pt.Config, files []string) ([]string, error) {
	if o.out == "" {
		return nil, nil
	}
	ext := ".png"
	if c.Modality == m2pt.Point {
		ext = ".txt"
	}
	names := make([]string, len(files))
	first := map[string]string{}
	for i, file := range files {
		base := filepath.Base(file)
		names[i] = filepath.Join(o.out, strings.TrimSuffix(base, filepath.Ext(base))+ext)
		if other, ok := first[names[i]]; ok {
			return nil, usagef("the classes of %s and %s would both go to %s", other, file, names[i])
		}
		first[names[i]] = file
		if same(file, names[i]) {
			return nil, usagef("--out: the classes of %s would overwrite it", file)
		}
	}
	return names, os.MkdirAll(o.out, 0o777)
}

// shares returns the classes by their shares.
func shares(names []string, classes []int) []guess {
	part := make([]float32, len(names))
	for _, c := range classes {
		part[c]++
	}
	for i := range part {
		part[i] /= float32(len(classes))
	}
	return rank(names, part)
}

// writeSegments writes the classes of the pixels or points of sample i of a batch.
func writeSegments(path string, c m2pt.Config, x *tensor.Tensor, i int, classes []int) error {
	if c.Modality == m2pt.Image {
		return picture.WritePNG(path, picture.Classes(classes, c.ViT.Image[0], c.ViT.Image[1], len(c.Classes)))
	}
	points := x.Data()[i*3*len(classes):]
	return atomicfile.Write(path, func(w io.Writer) error {
		b := bufio.NewWriter(w)
		for k, class := range classes {
			fmt.Fprintf(b, "%g %g %g %d\n", points[3*k], points[3*k+1], points[3*k+2], class)
		}
		return b.Flush()
	})
}
