// Package oplist holds the tests that make docs/reference/ops.md: every op with its
// gradient, the tests of both, and the kernels that it runs on each instruction set.
//
//	go test ./internal/oplist -update
//
// Nothing of it is typed by hand. The ops are the exported functions of package autograd
// that take a Var and return one; their gradients are what NewOp registers; gradient
// checks are the rows of autograd/ops_table_test.go; golden cases are those of
// testdata/golden, by the table of autograd/golden_ops_test.go. Which kernels an op runs
// follows from who calls whom, and which instruction sets a kernel is written for from
// the assembly that it calls when the package is compiled for amd64 and arm64.
package oplist
