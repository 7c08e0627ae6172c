package memory

import "testing"

func TestVmHWM(t *testing.T) {
	for status, want := range map[string]float64{
		"Name:\tm2pt\nVmPeak:\t  900 kB\nVmHWM:\t  123 kB\nVmRSS:\t 1 kB\n": 123 * 1024,
		"VmHWM:\t  many kB\n": 0,
		"VmRSS:\t  123 kB\n":  0,
		"":                    0,
	} {
		if got := vmHWM([]byte(status)); got != want {
			t.Errorf("%q: %v, want %v", status, got, want)
		}
	}
	if got := Peak(); got < 1e6 {
		t.Errorf("this test has had at most %v bytes", got)
	}
}
