package parallel

import (
	"bytes"
	"regexp"
	"runtime"
	"runtime/pprof"
	"testing"
	"time"
)

// labelled counts the goroutines that bear the labels op=name.
func labelled(t *testing.T, name string) int {
	t.Helper()
	var b bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&b, 1); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, m := range regexp.MustCompile(`(?m)^(\d+) @.*\n# labels: .*"op":"`+name+`"`).FindAllSubmatch(b.Bytes(), -1) {
		for i, d := 0, m[1]; i < len(d); i++ {
			n += int(d[i] - '0') // fewer than ten share a stack
		}
	}
	return n
}

// pair is a loop of two chunks that wait for each other, so that a helper must
// take one, and counts labelled goroutines while both are in it.
func pair(t *testing.T, name string) (n int) {
	t.Helper()
	for try := 0; try < 100; try++ {
		met, counted := make(chan struct{}), make(chan struct{})
		together := false
		Do(2, 1, func(lo, hi int) {
			select {
			case met <- struct{}{}:
				<-counted
			case <-met:
				together = true
				n = labelled(t, name)
				close(counted)
			case <-time.After(100 * time.Millisecond):
			}
		})
		if together {
			return n
		}
	}
	t.Fatal("no helper takes part")
	return 0
}

func TestLabelsReachHelpersAndLeaveThem(t *testing.T) {
	old := runtime.GOMAXPROCS(2)
	defer runtime.GOMAXPROCS(old)
	defer SetLabels(nil)
	// Helpers that are born under labels lose them too.
	for round := 0; round < 3; round++ {
		SetLabels(NewLabels("op", "first", "pass", "forward"))
		if n := pair(t, "first"); n != 2 {
			t.Errorf("%d goroutines bear the labels during a loop, want 2", n)
		}
		SetLabels(NewLabels("op", "second"))
		if n := pair(t, "second"); n != 2 {
			t.Errorf("%d goroutines bear the second labels during a loop, want 2", n)
		}
		SetLabels(nil)
		if n := pair(t, "first") + pair(t, "second"); n != 0 {
			t.Errorf("%d goroutines bear labels that were removed", n)
		}
	}
}

func TestSetLabelsAllocatesNothing(t *testing.T) {
	defer SetLabels(nil)
	l := NewLabels("op", "x")
	if n := testing.AllocsPerRun(100, func() { SetLabels(l); SetLabels(nil) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
