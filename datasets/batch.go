package datasets

import (
	"github.com/gopathway/pathway/datasets/internal/random"
	"github.com/gopathway/pathway/tensor"
)

// This file: the order in which an epoch visits samples, and how it is cut into
// batches.

// Order returns the order in which epoch visits n samples: a permutation of
// 0..n-1 that depends on seed and epoch alone.
func Order(n int, seed, epoch uint64) []int {
	return tensor.NewRNG(seed, random.Order, epoch).Perm(n)
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
