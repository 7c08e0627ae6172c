package main

import (
	"os"
	"runtime"
	"strconv"
	"testing"

	"github.com/gopathway/pathway/bench/peers/internal/peer"
	"github.com/gopathway/pathway/internal/fmapeak"
)

// cases calls f for every product.
func cases(f func(c peer.Case)) {
	for _, s := range peer.Shapes {
		for _, op := range peer.Ops {
			f(s.Case(op))
		}
	}
}

// Every library computes what pathway computes. With -short, only products
// that take the slowest a moment.
func TestPeersAgree(t *testing.T) {
	for _, l := range peer.Peers[1:] {
		t.Run(l.Name, func(t *testing.T) {
			if _, err := l.About(); err != nil {
				t.Skip(err)
			}
			cases(func(c peer.Case) {
				if testing.Short() && c.FLOP() > 5e7 {
					return
				}
				p := peer.NewProduct(c)
				r, err := l.Prepare(p)
				if err != nil {
					t.Logf("%s: %s %v", c, l.Name, err)
					return
				}
				want, err := peer.Peers[0].Prepare(p)
				if err != nil {
					t.Fatal(err)
				}
				want.Run(1)
				r.Run(2) // what the first has left in C must not count
				if err := p.Check(r.Result(), want.Result()); err != nil {
					t.Errorf("%s: %v", c, err)
				}
			})
		})
	}
}

// BenchmarkGEMM/<M>x<N>x<K>/<NN|NT|TN>/<peer> has the names of the benchmark
// of the main module, with one level more.
func BenchmarkGEMM(b *testing.B) {
	cases(func(c peer.Case) {
		p := peer.NewProduct(c)
		b.Run(c.String(), func(b *testing.B) {
			for _, l := range peer.Peers {
				b.Run(l.Name, func(b *testing.B) { benchProduct(b, l, p) })
			}
		})
	})
}

func benchProduct(b *testing.B, l peer.Peer, p peer.Product) {
	r, err := l.Prepare(p)
	if err != nil {
		b.Skip(err)
	}
	if r.Native {
		if n := os.Getenv("OMP_NUM_THREADS"); n != strconv.Itoa(runtime.GOMAXPROCS(0)) {
			b.Skipf("OMP_NUM_THREADS is %q with %d threads in Go", n, runtime.GOMAXPROCS(0))
		}
	}
	peak := fmapeak.GFLOPS() * float64(runtime.GOMAXPROCS(0))
	r.Run(1)
	b.ReportAllocs()
	b.ResetTimer()
	r.Run(b.N)
	gflops := p.FLOP() * float64(b.N) / b.Elapsed().Seconds() / 1e9
	b.ReportMetric(gflops, "GFLOP/s")
	if peak > 0 {
		b.ReportMetric(100*gflops/peak, "%peak")
	}
}
