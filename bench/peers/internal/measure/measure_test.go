package measure

import (
	"testing"
	"time"

	"github.com/gopathway/pathway/internal/fmapeak"
)

func TestMedianAndSpread(t *testing.T) {
	if m := Median([]float64{3, 1, 2}); m != 2 {
		t.Errorf("of three: %v", m)
	}
	if m := Median([]float64{4, 1, 2, 3}); m != 2.5 {
		t.Errorf("of four: %v", m)
	}
	if s := Spread([]float64{5, 1, 2, 3, 4}); s != 1 {
		t.Errorf("spread %v", s)
	}
}

// Twice the work takes about twice as long, and time of this process is counted.
func TestFMAPeak(t *testing.T) {
	if fmapeak.GFLOPS() == 0 {
		t.Skip("no loop for this platform")
	}
	f := FMAPeak(2e8)
	f(1)
	best := [2]time.Duration{time.Hour, time.Hour}
	own := OwnSeconds()
	for try := 0; try < 10; try++ {
		for i, n := range []int{5, 20} {
			begin := time.Now()
			f(n)
			best[i] = min(best[i], time.Since(begin))
		}
	}
	if r := float64(best[1]) / float64(best[0]); r < 2 || r > 8 {
		t.Errorf("four times the work takes %.1f times as long", r)
	}
	if OwnSeconds() != 0 && OwnSeconds()-own < best[1].Seconds() {
		t.Errorf("%v s of processor time counted", OwnSeconds()-own)
	}
}
