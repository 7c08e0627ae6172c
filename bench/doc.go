// Package bench holds the benchmarks a user runs with
//
//	go test ./bench -run '^$' -bench . -cpu 1,2
//
// They report GFLOP/s and the share of the machine's multiply-add peak (where
// that is known, times the number of threads), or GB/s and the share of the
// speed at which it copies, both measured in the same run. README.md lists
// them; peers, a module of its own, sets other libraries beside them.
package bench
