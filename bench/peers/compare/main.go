// Compare measures pathway's matrix products against those of one other
// library, in one process and by turns, and prints the ratio of their speeds:
//
//	go run ./compare -against onednn -threads 1,2
//
// Above 1, pathway is faster. A ratio is the median over rounds of the ratio
// within a round; beside it stands the ratio of the best rounds. The results
// are compared before anything is timed.
package main

import (
	"flag"
	"fmt"
	"math"
	"os"
	"regexp"
	"runtime"
	"slices"
	"time"

	"github.com/gopathway/pathway/bench/peers/internal/measure"
	"github.com/gopathway/pathway/bench/peers/internal/peer"
	"github.com/gopathway/pathway/internal/fmapeak"
)

var (
	against = flag.String("against", "onednn", "the other library: onednn, openblas, gonum, gorgonia, gomlx, vek or spago; or single: pathway on one thread, so that the ratio is the speed-up by threads")
	threads = flag.String("threads", "1", "numbers of threads, as in 1,2")
	level   = flag.String("level", "", "instruction set: portable, avx2, avx512 or neon; avx2 also holds oneDNN and OpenBLAS to it (default the widest)")
	rounds  = flag.Int("rounds", 9, "how often each of the two has its turn")
	turn    = flag.Duration("turn", 30*time.Millisecond, "how long a turn is timed, at least")
	wait    = flag.Duration("wait", 0, "how long to wait for a quiet machine before a product, and to measure it anew if others disturbed")
	shapes  = flag.String("shapes", "", "regular expression: only shapes that match, such as ^197x")
)

func main() {
	flag.Parse()
	run := compare
	if !peer.Spawned() {
		run = func() error { return peer.Spawn(*threads, *level) }
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

// cell is what was measured of one product.
type cell struct {
	name   string
	speeds [2]float64 // GFLOP/s
	share  float64    // of the peak, both measured in turns
	ratio  float64
	spread float64 // half the distance of the quartiles of the ratios
	best   float64 // ratio of the fastest rounds
	others float64 // share of a core that other processes took
}

func compare() error {
	libs, err := peer.Find("pathway," + *against)
	if err != nil {
		return err
	}
	if len(libs) != 2 {
		return fmt.Errorf("-against takes one name")
	}
	only, err := regexp.Compile(*shapes)
	if err != nil {
		return err
	}
	var about [2]string
	for i, l := range libs {
		if about[i], err = l.About(); err != nil {
			return err
		}
	}
	fmt.Printf("%s: %s  \n%s: %s  \n", libs[0].Name, about[0], libs[1].Name, about[1])
	peak := fmapeak.GFLOPS() * float64(runtime.GOMAXPROCS(0))
	fmt.Printf("threads: %d, rounds: %d, peak at best: %.0f GFLOP/s\n\n", runtime.GOMAXPROCS(0), *rounds, peak)
	fmt.Printf("| product | %s GFLOP/s | %% of peak | %s GFLOP/s | ratio | ± | of the best |\n|---|--:|--:|--:|--:|--:|--:|\n", libs[0].Name, libs[1].Name)
	var cells []cell
	for _, s := range peer.Shapes {
		if !only.MatchString(s.String()) {
			continue
		}
		for _, op := range peer.Ops {
			c, err := patiently(libs, s.Case(op))
			if err != nil {
				fmt.Printf("| %s | | | %v | | | |\n", s.Case(op), err)
				continue
			}
			cells = append(cells, c)
			percent, mark := "", ""
			if c.share > 0 {
				percent = fmt.Sprintf("%.0f", 100*c.share)
			}
			if c.others > disturbed {
				mark = fmt.Sprintf(" (others took %.0f %% of a core)", 100*c.others)
			}
			fmt.Printf("| %s | %.1f | %s | %.1f | %.3f | %.3f | %.3f%s |\n", c.name, c.speeds[0], percent, c.speeds[1], c.ratio, c.spread, c.best, mark)
		}
	}
	summarize(cells)
	return nil
}

// disturbed is the share of a core that others may take without being told.
const disturbed = 0.05

// patiently measures one product until others do not disturb or the time to
// wait is over, and returns the least disturbed measurement.
func patiently(libs []peer.Peer, c peer.Case) (best cell, err error) {
	end := time.Now().Add(*wait)
	for try := 0; try == 0 || best.others > disturbed && time.Now().Before(end); try++ {
		for load := measure.StartLoad(); time.Now().Before(end); load = measure.StartLoad() {
			time.Sleep(250 * time.Millisecond)
			if load.Others() < disturbed {
				break
			}
		}
		got, err := timeBoth(libs, c)
		if err != nil {
			return cell{}, err
		}
		if try == 0 || got.others < best.others {
			best = got
		}
	}
	return best, nil
}

// timeBoth times one product in both libraries.
func timeBoth(libs []peer.Peer, c peer.Case) (cell, error) {
	p := peer.NewProduct(c)
	runs := make([]*peer.Runner, len(libs), len(libs)+1)
	for i, l := range libs {
		var err error
		if runs[i], err = l.Prepare(p); err != nil {
			return cell{}, err
		}
		runs[i].Run(1)
	}
	if err := p.Check(runs[1].Result(), runs[0].Result()); err != nil {
		return cell{}, err
	}
	if fmapeak.GFLOPS() > 0 {
		runs = append(runs, &peer.Runner{Run: measure.FMAPeak(c.FLOP())})
	}
	load := measure.StartLoad()
	times := peer.Timing{Rounds: *rounds, Turn: *turn}.Measure(runs)
	got := cell{name: c.String(), others: load.Others()}
	ratios := make([]float64, *rounds)
	for i := range ratios {
		ratios[i] = times[1][i] / times[0][i]
	}
	if len(times) > len(libs) {
		shares := make([]float64, *rounds)
		for i := range shares {
			shares[i] = times[2][i] / times[0][i]
		}
		got.share = measure.Median(shares)
	}
	slices.Sort(ratios)
	got.ratio = measure.Median(ratios)
	got.spread = measure.Spread(ratios)
	got.best = slices.Min(times[1]) / slices.Min(times[0])
	for i := range libs {
		got.speeds[i] = c.FLOP() / measure.Median(times[i]) / 1e9
	}
	return got, nil
}

// summarize prints the geometric mean of the ratios and the least, and those
// of the best rounds.
func summarize(cells []cell) {
	if len(cells) == 0 {
		return
	}
	fmt.Printf("\n%d products  \n", len(cells))
	for _, kind := range []struct {
		name string
		of   func(cell) float64
	}{
		{"median of the rounds", func(c cell) float64 { return c.ratio }},
		{"best rounds", func(c cell) float64 { return c.best }},
	} {
		sum, least, above := 0.0, cells[0], 0
		for _, c := range cells {
			v := kind.of(c)
			sum += math.Log(v)
			if v < kind.of(least) {
				least = c
			}
			if v >= 1 {
				above++
			}
		}
		fmt.Printf("%s: geometric mean %.3f, least %.3f (%s), %d at 1 or above  \n",
			kind.name, math.Exp(sum/float64(len(cells))), kind.of(least), least.name, above)
	}
	fmt.Println()
}
