package datasets

import (
	"fmt"
	"sort"
	"sync"

	"github.com/gopathway/pathway/datasets/internal/random"
	"github.com/gopathway/pathway/tensor"
)

// This file: parts of sets.

// Select returns the samples idx of s, in that order, as a set that reads them
// from s. Of a [Varied] set it is Varied, and a sample varies as it does in s. An
// index out of range panics with *tensor.ShapeError.
func Select(s Set, idx []int) Set {
	checkIndices("Select", idx, s.Len())
	part := &selection{of: s, idx: append([]int(nil), idx...), labels: gather(nil, s.Labels(), idx)}
	if inner, chosen := Underlying(s); chosen != nil { // a selection of a selection reads the whole set
		part.of, part.idx = inner, gather(nil, chosen, idx)
	}
	if v, ok := part.of.(Varied); ok {
		return &variedSelection{part, v}
	}
	return part
}

// Underlying returns the set that s was selected from, and which of its samples s
// has. Where s was not made by [Select], it returns s itself and nil.
func Underlying(s Set) (whole Set, idx []int) {
	switch part := s.(type) {
	case *selection:
		return part.of, part.idx
	case *variedSelection:
		return part.of, part.idx
	}
	return s, nil
}

// selection is some samples of a set.
type selection struct {
	of     Set
	idx    []int
	labels []int
}

// Len implements Set.
func (s *selection) Len() int { return len(s.idx) }

// Labels implements Set.
func (s *selection) Labels() []int { return s.labels }

// Shape implements Set.
func (s *selection) Shape() []int { return s.of.Shape() }

// indexLists lend memory for the indices of a batch, as several goroutines may
// read one selection.
var indexLists = sync.Pool{New: func() any { return new([]int) }}

// Batch implements Set.
func (s *selection) Batch(dst *tensor.Tensor, idx []int) {
	checkIndices("Batch", idx, s.Len())
	list := indexLists.Get().(*[]int)
	*list = gather(*list, s.idx, idx)
	s.of.Batch(dst, *list)
	indexLists.Put(list)
}

// Targets implements Set.
func (s *selection) Targets(dst, idx []int) []int {
	checkIndices("Targets", idx, s.Len())
	list := indexLists.Get().(*[]int)
	*list = gather(*list, s.idx, idx)
	dst = s.of.Targets(dst, *list)
	indexLists.Put(list)
	return dst
}

// variedSelection is some samples of a Varied set.
type variedSelection struct {
	*selection
	varied Varied
}

// Epoch implements Varied.
func (s *variedSelection) Epoch(epoch uint64) Set {
	return &selection{of: s.varied.Epoch(epoch), idx: s.idx, labels: s.labels}
}

// Subset returns n samples of s, chosen by seed so that the classes are as equal
// in number as can be: they differ by at most one until a class runs out, whose
// share the others then fill. With the same seed a smaller subset lies inside a
// larger one. It is an error if n is not in [1, s.Len()].
func Subset(s Set, n int, seed uint64) (Set, error) {
	idx, err := choose(s.Labels(), n, seed, random.Subset)
	if err != nil {
		return nil, err
	}
	return Select(s, idx), nil
}

// Split holds out n samples of s, chosen as [Subset] does but independently of
// it, and returns the rest and those. It is an error if n is not in
// [1, s.Len()-1].
func Split(s Set, n int, seed uint64) (rest, held Set, err error) {
	r, h, err := split(s.Labels(), n, seed)
	if err != nil {
		return nil, nil, err
	}
	return Select(s, r), Select(s, h), nil
}

// split divides the indices of labels into n held out and the rest, both
// ascending.
func split(labels []int, n int, seed uint64) (rest, held []int, err error) {
	if n < 1 || n >= len(labels) {
		return nil, nil, fmt.Errorf("datasets: cannot hold out %d of %d samples", n, len(labels))
	}
	held, err = choose(labels, n, seed, random.Split)
	if err != nil {
		return nil, nil, err
	}
	rest = make([]int, 0, len(labels)-n)
	k := 0
	for i := range labels {
		if k < len(held) && held[k] == i {
			k++
			continue
		}
		rest = append(rest, i)
	}
	return rest, held, nil
}

// choose returns n indices into labels, ascending. It shuffles every class by
// itself and then takes one sample of each class in turn, the classes in random
// order, until it has n.
func choose(labels []int, n int, seed, stream uint64) ([]int, error) {
	if n < 1 || n > len(labels) {
		return nil, fmt.Errorf("datasets: cannot choose %d of %d samples", n, len(labels))
	}
	byClass := map[int][]int{}
	for i, l := range labels {
		byClass[l] = append(byClass[l], i)
	}
	classes := make([]int, 0, len(byClass))
	for l := range byClass {
		classes = append(classes, l)
	}
	sort.Ints(classes)

	g := tensor.NewRNG(seed, stream)
	queues := make([][]int, len(classes))
	for k, at := range g.Perm(len(classes)) {
		members := byClass[classes[k]]
		q := make([]int, len(members))
		for j, m := range g.Perm(len(members)) {
			q[j] = members[m]
		}
		queues[at] = q
	}
	out := make([]int, 0, n)
	for round := 0; len(out) < n; round++ {
		for _, q := range queues {
			if round < len(q) && len(out) < n {
				out = append(out, q[round])
			}
		}
	}
	sort.Ints(out)
	return out, nil
}
