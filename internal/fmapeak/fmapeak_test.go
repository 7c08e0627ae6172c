package fmapeak

import "testing"

// The peak is measured once and is either unknown or that of a machine that
// can be: a loop the compiler dropped, or no loop, would fall outside.
func TestGFLOPS(t *testing.T) {
	p := GFLOPS()
	if p != 0 && (p < 0.01 || p > 4000) {
		t.Errorf("peak %v GFLOP/s", p)
	}
	if q := GFLOPS(); q != p {
		t.Errorf("measured again: %v, then %v", p, q)
	}
}
