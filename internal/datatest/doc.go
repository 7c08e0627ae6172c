// Package datatest writes small synthetic data sets as files, in the layouts that
// package pipeline reads, for the tests of what reads and trains.
package datatest
