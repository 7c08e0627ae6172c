// Package bench holds the benchmarks a user runs with
//
//	go test ./bench -run '^$' -bench . -cpu 1,2
//
// They report GFLOP/s and, where the machine's multiply-add peak is known,
// the share of it (measured in the same run, times the number of threads).
package bench
