// Peers prints the speed of matrix products in pathway and in other
// libraries, side by side, as a table in Markdown:
//
//	cd bench/peers && go run . -count 5 -threads 1,2
//
// A number is the median of the rounds, in GFLOP/s. The libraries take turns
// in one process; every result is compared with pathway's before it is timed.
package main

import (
	"flag"
	"fmt"
	"math"
	"os"
	"regexp"
	"runtime"
	"strings"
	"time"

	"github.com/gopathway/pathway/bench/peers/internal/measure"
	"github.com/gopathway/pathway/bench/peers/internal/peer"
	"github.com/gopathway/pathway/internal/fmapeak"
)

var (
	names   = flag.String("peers", "onednn,openblas,gonum,gorgonia,gomlx,vek,spago", "the libraries beside pathway")
	threads = flag.String("threads", "1", "numbers of threads, as in 1,2")
	level   = flag.String("level", "", "instruction set: portable, avx2, avx512 or neon; avx2 also holds oneDNN and OpenBLAS to it (default the widest)")
	count   = flag.Int("count", 5, "how often each library has its turn")
	turn    = flag.Duration("turn", 30*time.Millisecond, "how long a turn is timed, at least")
	shapes  = flag.String("shapes", "", "regular expression: only shapes that match, such as ^197x")
)

func main() {
	flag.Parse()
	run := table
	if !peer.Spawned() {
		run = func() error { return peer.Spawn(*threads, *level) }
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func table() error {
	only, err := regexp.Compile(*shapes)
	if err != nil {
		return err
	}
	wanted, err := peer.Find("pathway," + *names)
	if err != nil {
		return err
	}
	var libs []peer.Peer
	var header []string
	for _, l := range wanted {
		about, err := l.About()
		if err != nil {
			fmt.Printf("%s is left out: %v  \n", l.Name, err)
			continue
		}
		fmt.Printf("%s: %s  \n", l.Name, about)
		libs, header = append(libs, l), append(header, l.Name)
	}
	fmt.Printf("threads: %d, rounds: %d, peak: %.0f GFLOP/s\n\n", runtime.GOMAXPROCS(0), *count,
		fmapeak.GFLOPS()*float64(runtime.GOMAXPROCS(0)))
	fmt.Printf("| GFLOP/s | %s |\n|---|%s\n", strings.Join(header, " | "), strings.Repeat("--:|", len(libs)))
	logs, products := make([]float64, len(libs)), make([]int, len(libs))
	for _, s := range peer.Shapes {
		if !only.MatchString(s.String()) {
			continue
		}
		for _, op := range peer.Ops {
			speeds, err := timeAll(libs, s.Case(op))
			if err != nil {
				return err
			}
			fmt.Printf("| %s |", s.Case(op))
			for i, v := range speeds {
				if v == 0 {
					fmt.Print(" |")
					continue
				}
				fmt.Printf(" %.1f |", v)
				logs[i] += math.Log(speeds[0] / v)
				products[i]++
			}
			fmt.Println()
		}
	}
	fmt.Print("| pathway is faster by, geometric mean |")
	for i := range libs {
		fmt.Printf(" %.2f× |", math.Exp(logs[i]/float64(max(1, products[i]))))
	}
	fmt.Print("\n\n")
	return nil
}

// timeAll returns the speeds of one product, 0 for a library without it.
func timeAll(libs []peer.Peer, c peer.Case) ([]float64, error) {
	p := peer.NewProduct(c)
	var runs []*peer.Runner
	var who []int
	for i, l := range libs {
		r, err := l.Prepare(p)
		if err != nil {
			continue
		}
		r.Run(1)
		if len(runs) > 0 {
			if err := p.Check(r.Result(), runs[0].Result()); err != nil {
				return nil, fmt.Errorf("%s of %s: %w", c, l.Name, err)
			}
		}
		runs, who = append(runs, r), append(who, i)
	}
	speeds := make([]float64, len(libs))
	for i, times := range (peer.Timing{Rounds: *count, Turn: *turn}).Measure(runs) {
		speeds[who[i]] = c.FLOP() / measure.Median(times) / 1e9
	}
	return speeds, nil
}
