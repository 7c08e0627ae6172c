// Package bench holds the benchmarks a user runs with
//
//	go test ./bench -run '^$' -bench . -cpu 1,2
//
// They measure kernels of package simd, ops of package autograd forward and backward, whole
// steps of training and inference, the merge, and how data is read and augmented. They
// report GFLOP/s and the share of the machine's multiply-add peak (where that is known,
// times the number of threads), or GB/s and the share of the speed at which it copies, both
// measured in the same run. The package exports nothing. README.md lists the benchmarks;
// peers, a module of its own, sets other libraries beside them.
package bench
