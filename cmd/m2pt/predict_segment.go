package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/train"
)

// This file: m2pt predict with a segmenter.

// segment prints a line for each file: which shares of its pixels or points belong to
// which class. With --out it also writes the class of each pixel or point.
func (o *predictOptions) segment(ctx context.Context, w io.Writer, m *m2pt.Model, files []string, p *autograd.Profile) error {
	c := m.Config
	category, err := pipeline.Category(c, o.category)
	if err != nil {
		return optionUsage(err)
	}
	names, err := o.outputNames(c, files)
	if err != nil {
		return err
	}
	outputs, err := train.ResidentOutputs(m, p)
	if err != nil {
		return err
	}
	bad := &badFiles{all: len(files), stderr: o.stderr}
	for len(files) > 0 {
		n := min(len(files), predictBatch)
		p.Section("data")
		samples, at, err := o.readAll(ctx, c, files[:n], bad)
		if err != nil {
			return err
		}
		if len(samples) == 0 {
			files, names = files[n:], names[min(n, len(names)):]
			continue
		}
		var categories []int
		if category >= 0 {
			categories = slices.Repeat([]int{category}, len(samples))
		}
		logits, err := outputs(ctx, inputs(samples), categories)
		if err != nil {
			return interruption(ctx, err)
		}
		if err := checkOutputs(logits, files, at); err != nil {
			return err
		}
		p.Section("output")
		given := train.Given(c, logits, categories)
		per := len(given) / len(samples)
		for i, s := range samples {
			classes := given[i*per : (i+1)*per]
			if len(names) > 0 {
				if err := pipeline.WriteClasses(names[at[i]], c, s, classes); err != nil {
					return err
				}
			}
			if err := o.print(w, files[at[i]], shares(c.Classes, s.Spread(classes))); err != nil {
				return err
			}
		}
		files, names = files[n:], names[min(n, len(names)):]
	}
	return bad.err()
}

// outputNames returns the files that --out writes, one for each of files; nil without
// --out. It refuses two files of one name, because their outputs would overwrite each
// other.
func (o *predictOptions) outputNames(c m2pt.Config, files []string) ([]string, error) {
	if o.out == "" {
		return nil, nil
	}
	names := make([]string, len(files))
	first := map[string]string{}
	for i, file := range files {
		base := filepath.Base(file)
		names[i] = filepath.Join(o.out, strings.TrimSuffix(base, filepath.Ext(base))+pipeline.ClassesExt(c))
		if other, ok := first[names[i]]; ok {
			return nil, usagef("the classes of %s and %s would both go to %s", other, file, names[i])
		}
		first[names[i]] = file
		if same(file, names[i]) {
			return nil, usagef("--out: the classes of %s would overwrite it", file)
		}
	}
	if err := writable("--out", o.out); err != nil {
		return nil, err
	}
	return names, os.MkdirAll(o.out, 0o777)
}

// shares returns all classes by their falling shares of the pixels or points.
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
