package peer

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/simd"
)

// A Peer is a library that multiplies matrices.
type Peer struct {
	Name string

	// New prepares a product. The error says why this library cannot do it.
	New func(p Product) (*Runner, error)

	// Slow libraries leave out what would take them seconds.
	Slow bool

	// About returns the version that runs, and why it does not if so.
	About func() (string, error)
}

// A Runner is a product ready to run.
type Runner struct {
	Run    func(n int)      // computes it n times
	Result func() []float32 // what the last Run computed

	// Native libraries read the number of their threads when they are loaded.
	Native bool
}

// repeated makes a Run of a function that computes the product once.
func repeated(f func()) func(n int) {
	return func(n int) {
		for ; n > 0; n-- {
			f()
		}
	}
}

// Peers lists the libraries in the order of the tables.
var Peers = []Peer{
	pathway, oneDNN, openBLAS, gonumPeer, gorgonia, gomlx, vek, spago,
}

// Errors of New.
var (
	errNoTranspose = errors.New("has no product with a transposed operand")
	errSlow        = errors.New("is too slow for this size")
)

// slowLimit is the work that a slow library is still asked to do.
const slowLimit = 2 * 1024 * 1024 * 1024

// Prepare makes a product ready, unless it is too large for a slow library.
func (l Peer) Prepare(p Product) (*Runner, error) {
	if l.Slow && p.FLOP() > slowLimit {
		return nil, errSlow
	}
	return l.New(p)
}

// Find returns the peers of a comma-separated list of names.
func Find(names string) ([]Peer, error) {
	var found []Peer
next:
	for _, name := range strings.Split(names, ",") {
		for _, l := range append(Peers[:len(Peers):len(Peers)], single) {
			if l.Name == name {
				found = append(found, l)
				continue next
			}
		}
		return nil, fmt.Errorf("no peer is called %q (there are %s)", name, strings.Join(peerNames(), ", "))
	}
	return found, nil
}

func peerNames() []string {
	var s []string
	for _, l := range Peers {
		s = append(s, l.Name)
	}
	return s
}

// single is Pathway held to one thread, whatever the others use: against it
// the ratio is what further threads bring.
var single = Peer{
	Name:  "single",
	About: func() (string, error) { return "pathway on one thread", nil },
	New: func(p Product) (*Runner, error) {
		r, err := pathway.New(p)
		if err != nil {
			return nil, err
		}
		return &Runner{Result: r.Result, Run: func(n int) {
			parallel.SetLimit(1)
			defer parallel.SetLimit(0)
			r.Run(n)
		}}, nil
	},
}

var pathway = Peer{
	Name:  "pathway",
	About: func() (string, error) { return "simd.Gemm, " + simd.Current().String(), nil },
	New: func(p Product) (*Runner, error) {
		c := p.newC()
		run := func() {
			simd.Gemm(p.TransA(), p.TransB(), p.M, p.N, p.K, p.A, p.LDA(), p.B, p.LDB(), c, p.N, nil)
		}
		if p.Batch > 1 {
			run = func() {
				simd.GemmBatched(p.Batch, p.TransA(), p.TransB(), p.M, p.N, p.K,
					p.A, p.LDA(), p.M*p.K, p.B, p.LDB(), p.K*p.N, c, p.N, p.M*p.N, nil)
			}
		}
		return &Runner{Run: repeated(run), Result: func() []float32 { return c }}, nil
	},
}
