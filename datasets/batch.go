package datasets

import (
	"fmt"
	"sort"

	"github.com/gopathway/pathway/tensor"
)

// Order returns the order in which epoch visits n samples: a permutation of
// 0..n-1 that depends on seed and epoch alone.
func Order(n int, seed, epoch uint64) []int {
	return tensor.NewRNG(seed, streamOrder, epoch).Perm(n)
}

// Batches cuts order into slices of size indices each, which share its
// memory. The last one is shorter when size does not divide len(order), or
// left out if dropLast is set. A size below 1 panics with *tensor.ShapeError.
func Batches(order []int, size int, dropLast bool) [][]int {
	if size < 1 {
		panic(&tensor.ShapeError{Op: "Batches", Want: "a batch size of at least 1", Got: [][]int{{len(order)}, {size}}})
	}
	out := make([][]int, 0, (len(order)+size-1)/size)
	for len(order) >= size {
		out = append(out, order[:size:size])
		order = order[size:]
	}
	if len(order) > 0 && !dropLast {
		out = append(out, order)
	}
	return out
}

// Subset returns n indices into labels, ascending, chosen by seed so that the
// classes are as equal in number as can be: they differ by at most one until
// a class runs out, whose share the others then fill. With the same seed a
// smaller subset lies inside a larger one. It is an error if n is not in
// [1, len(labels)].
func Subset(labels []int, n int, seed uint64) ([]int, error) {
	return subset(labels, n, seed, streamSubset)
}

// Split divides the indices of labels into n held out, chosen as [Subset]
// does but independently of it, and the rest, both ascending. It is an error
// if n is not in [1, len(labels)-1].
func Split(labels []int, n int, seed uint64) (rest, held []int, err error) {
	if n < 1 || n >= len(labels) {
		return nil, nil, fmt.Errorf("cannot hold out %d of %d samples", n, len(labels))
	}
	held, err = subset(labels, n, seed, streamSplit)
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

// subset shuffles every class by itself and then takes one sample of each
// class in turn, the classes in random order, until it has n.
func subset(labels []int, n int, seed, stream uint64) ([]int, error) {
	if n < 1 || n > len(labels) {
		return nil, fmt.Errorf("cannot choose %d of %d samples", n, len(labels))
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
