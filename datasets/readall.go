package datasets

import (
	"context"
	"fmt"

	"github.com/gopathway/pathway/internal/parallel"
)

// This file: the loop in which all loaders read files. Several are decoded at once; a
// loop ends when its context does.

// skipKey marks a context of SkipUnreadable.
type skipKey struct{}

// SkipUnreadable returns a context in which the loaders of this package pass over
// files that they cannot read, and count and name them in [Labelled.Notes]. Without
// it the first such file is an error. A set or a class of which nothing is left is an
// error in any case.
func SkipUnreadable(ctx context.Context) context.Context {
	return context.WithValue(ctx, skipKey{}, true)
}

// longestRun is how many files a worker reads before it hands them over.
const longestRun = 16

// readEach calls read for the files 0 to n-1, several at once, and keep for each of the
// results, one after the other and in that order. It ends with the first error in that
// order, or when ctx ends, even if a read is blocked: such a read is left behind.
//
// In a context of [SkipUnreadable] it goes on after errors of read, and returns them.
// Those of keep are about the set, and always end it.
func readEach[T any](ctx context.Context, n int, read func(i int) (T, error), keep func(i int, v T) error) (skipped []error, err error) {
	type result struct {
		v     T
		err   error
		panic any // of read, for the caller's goroutine
	}
	outer, skip := ctx, ctx.Value(skipKey{}) != nil
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	// Workers take runs of files by turns, since to hand over one small file takes as long
	// as to read it. A worker waits while the run that it read before is still to be taken:
	// that bounds how many are in memory before keep has taken them.
	workers := max(min(parallel.Threads(), n), 1)
	length := min(max(n/(8*workers), 1), longestRun)
	runs := (n + length - 1) / length
	results := make([]chan []result, workers)
	work := func(first int) {
		for at := first; at < runs; at += workers {
			list := make([]result, 0, length)
			for i := at * length; i < min((at+1)*length, n) && ctx.Err() == nil; i++ {
				var r result
				func() {
					defer func() { r.panic = recover() }()
					r.v, r.err = read(i)
				}()
				list = append(list, r)
				if r.panic != nil || r.err != nil && !skip {
					break // the last that is wanted
				}
			}
			select {
			case results[first] <- list:
			case <-ctx.Done():
				return
			}
		}
	}
	for w := range results {
		results[w] = make(chan []result, 1)
	}
	for w := range results {
		go work(w)
	}
	for at := 0; at < runs; at++ {
		if err := ended(outer); err != nil {
			return nil, err // even if a result is there too
		}
		var list []result
		select {
		case list = <-results[at%workers]:
		case <-outer.Done():
			return nil, outer.Err()
		}
		for k, r := range list {
			if r.panic != nil {
				panic(r.panic)
			}
			if r.err != nil {
				if !skip {
					return nil, r.err
				}
				skipped = append(skipped, r.err)
				continue
			}
			if err := keep(at*length+k, r.v); err != nil {
				return nil, err
			}
		}
		if len(list) < min(length, n-at*length) {
			return nil, outer.Err() // the worker left its run
		}
	}
	if n > 0 && len(skipped) == n {
		return nil, fmt.Errorf("%w (and none of the %d other files can be read)", skipped[0], n-1)
	}
	return skipped, nil
}

// readFiles is readEach for the files of class folders. Keep need not store labels: s
// gets those of the files that are read, and the notes.
func readFiles[T any](ctx context.Context, f *classFolder, s *Labelled, read func(path string) (T, error), keep func(path string, v T) error) error {
	s.Label = make([]int, 0, len(f.files))
	skipped, err := readEach(ctx, len(f.files), func(i int) (T, error) { return read(f.files[i]) }, func(i int, v T) error {
		if err := keep(f.files[i], v); err != nil {
			return err
		}
		s.Label = append(s.Label, f.labels[i])
		return nil
	})
	if err != nil {
		return err
	}
	s.note(f.left.notes(f.dir, len(f.files))...)
	s.note(unreadable(len(f.files), skipped)...)
	if len(skipped) == 0 {
		return nil
	}
	return keptAll(f.dir, f.classes, f.labels, s.Label)
}

// keptAll reports a class that has lost all its samples to SkipUnreadable.
func keptAll(dir string, classes []string, before, after []int) error {
	lost := map[int]bool{}
	for _, l := range before {
		lost[l] = true
	}
	for _, l := range after {
		delete(lost, l)
	}
	for l, name := range classes {
		if lost[l] {
			return fmt.Errorf("datasets: %s: no file of class %s can be read", dir, name)
		}
	}
	return nil
}

// ended returns ctx's error if it has ended.
func ended(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	default:
		return nil
	}
}
