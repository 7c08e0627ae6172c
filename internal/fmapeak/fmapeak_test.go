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

// Run does what it says, to within one round of its loop, in time that the
// peak allows.
func TestRun(t *testing.T) {
	if GFLOPS() == 0 {
		if did := Run(1e6); did != 0 {
			t.Errorf("did %v operations without a loop", did)
		}
		return
	}
	if did := Run(1e6); did < 0.99e6 || did > 1e6 {
		t.Errorf("did %v operations of 1e6", did)
	}
	if did := Run(0); did <= 0 || did > 2000 {
		t.Errorf("the least is one round, did %v", did)
	}
}
