package datasets

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// This file: clips of a data set are read and brought to one rate.

// readClips reads the files of the parts of a data set into a set each, nil for a part
// that is nil, and resamples them to rate; with rate 0 to the commonest of the
// first part.
func readClips(ctx context.Context, rate int, parts ...*classFolder) ([]*Clips, error) {
	if rate < 0 || rate > MaxRate {
		return nil, fmt.Errorf("datasets: sounds cannot be resampled to %d samples per second: want 1 to %d, or 0 for the commonest rate", rate, MaxRate)
	}
	sets := make([]*Clips, len(parts))
	first := true
	for i, f := range parts {
		if f == nil {
			continue
		}
		s := &Clips{Labelled: f.labelled()}
		var clips []*Sound
		var paths []string
		read := func(path string) (*Sound, error) { return readClip(ctx, path, rate) }
		err := readFiles(ctx, f, &s.Labelled, read, func(path string, c *Sound) error {
			clips, paths = append(clips, c), append(paths, path)
			return nil
		})
		if err != nil {
			return nil, err
		}
		s.note(slips(f.dir, paths, clips)...)
		if first && rate == 0 {
			rate = commonestRate(clips)
		}
		first = first && len(clips) == 0
		s.note(otherRates(f.dir, clips, rate)...)
		s.Rate = rate
		if err := s.resampleAll(ctx, paths, clips); err != nil {
			return nil, err
		}
		sets[i] = s
	}
	return sets, nil
}

// readClip reads a sound and resamples it to rate, unless that is 0.
func readClip(ctx context.Context, path string, rate int) (*Sound, error) {
	c, err := ReadSound(ctx, path)
	if err != nil || rate == 0 || rate == c.Rate {
		return c, err
	}
	x, err := Resample(ctx, c.Samples, c.Rate, rate)
	if err != nil {
		return nil, fmt.Errorf("datasets: %s: %w", path, err)
	}
	c.Samples, c.resampled = x, true
	return c, nil
}

// resampleAll fills s with clips, which readClip has resampled already unless their
// rates were to be compared first.
func (s *Clips) resampleAll(ctx context.Context, paths []string, clips []*Sound) error {
	s.Samples = make([][]float32, len(clips))
	_, err := readEach(ctx, len(clips), func(i int) ([]float32, error) {
		c := clips[i]
		if c.resampled || c.Rate == s.Rate {
			return c.Samples, nil
		}
		x, err := Resample(ctx, c.Samples, c.Rate, s.Rate)
		if err != nil {
			err = fmt.Errorf("datasets: %s: %w", paths[i], err)
		}
		return x, err
	}, func(i int, x []float32) error {
		s.Samples[i] = x
		return nil
	})
	return err
}

// commonestRate returns the rate that most clips have, the lowest of several.
func commonestRate(clips []*Sound) int {
	best, most := 0, 0
	count := map[int]int{}
	for _, c := range clips {
		count[c.Rate]++
	}
	for rate, n := range count {
		if n > most || n == most && rate < best {
			best, most = rate, n
		}
	}
	return best
}

// otherRates returns the note about clips of other rates than one.
func otherRates(dir string, clips []*Sound, rate int) []string {
	count := map[int]int{}
	others := 0
	for _, c := range clips {
		count[c.Rate]++
		if c.Rate != rate {
			others++
		}
	}
	if others == 0 {
		return nil
	}
	var rates []int
	for r := range count {
		rates = append(rates, r)
	}
	slices.Sort(rates)
	var parts []string
	for _, r := range rates[:min(len(rates), maxNamed)] {
		parts = append(parts, fmt.Sprintf("%d of %d Hz", count[r], r))
	}
	if len(rates) > maxNamed {
		parts = append(parts, "others")
	}
	return []string{fmt.Sprintf("%s: %d of %d clips are resampled to %d Hz: there are %s", dir, others, len(clips), rate, strings.Join(parts, ", "))}
}

// slips returns the notes about files that are not whole.
func slips(dir string, paths []string, clips []*Sound) []string {
	var notes []string
	n := 0
	for i, c := range clips {
		if len(c.Notes) == 0 {
			continue
		}
		if n++; n <= maxNamed {
			notes = append(notes, fmt.Sprintf("  %s: %s", filepath.Base(paths[i]), strings.Join(c.Notes, "; ")))
		}
	}
	if n == 0 {
		return nil
	}
	if n > maxNamed {
		notes = append(notes, fmt.Sprintf("  and %d more", n-maxNamed))
	}
	return slices.Insert(notes, 0, fmt.Sprintf("%s: of %d of %d files a part is not read:", dir, n, len(clips)))
}
