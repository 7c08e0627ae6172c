package peer

import (
	"github.com/gomlx/gomlx/backends"
	"github.com/gomlx/gomlx/backends/simplego"
	"github.com/gomlx/gomlx/pkg/core/dtypes"
	"github.com/gomlx/gomlx/pkg/core/shapes"
)

// gomlx is its backend written in Go, below the graph: a compiled product
// over the axes as they are stored, so nothing is transposed.
var gomlx = Peer{
	Name:  "gomlx",
	Slow:  true,
	About: func() (string, error) { return version("github.com/gomlx/gomlx") },
	New: func(p Product) (*Runner, error) {
		ar, ac := matrix(p.TransA(), p.M, p.K)
		br, bc := matrix(p.TransB(), p.K, p.N)
		overA, overB := 2, 1 // the axes that are summed
		if p.TransA() {
			overA = 1
		}
		if p.TransB() {
			overB = 2
		}
		g, err := NewGraph(func(b backends.Builder, x []backends.Op) (backends.Op, error) {
			return b.DotGeneral(x[0], []int{overA}, []int{0}, x[1], []int{overB}, []int{0})
		}, Input{p.A, []int{p.Batch, ar, ac}}, Input{p.B, []int{p.Batch, br, bc}})
		if err != nil {
			return nil, err
		}
		return &Runner{Run: repeated(g.Run), Result: g.Result}, nil
	},
}

// Input is an argument of a Graph.
type Input struct {
	Data  []float32
	Shape []int
}

// Graph is a computation of gomlx with its arguments.
type Graph struct {
	backend backends.Backend
	program backends.Executable
	inputs  []backends.Buffer
	output  backends.Buffer
}

// NewGraph compiles a function of the inputs.
func NewGraph(f func(backends.Builder, []backends.Op) (backends.Op, error), inputs ...Input) (*Graph, error) {
	backend := simplego.GetBackend()
	g := &Graph{backend: backend}
	builder := backend.Builder("bench")
	var params []backends.Op
	for i, in := range inputs {
		s := shapes.Make(dtypes.Float32, in.Shape...)
		x, err := builder.Parameter(string(rune('a'+i)), s, nil)
		if err != nil {
			return nil, err
		}
		buf, err := backend.BufferFromFlatData(0, in.Data, s)
		if err != nil {
			return nil, err
		}
		params, g.inputs = append(params, x), append(g.inputs, buf)
	}
	out, err := f(builder, params)
	if err != nil {
		return nil, err
	}
	g.program, err = builder.Compile([]backends.Op{out}, nil)
	return g, err
}

// Run computes. The result before is given back, to be used again.
func (g *Graph) Run() {
	if g.output != nil {
		if err := g.backend.BufferFinalize(g.output); err != nil {
			panic(err)
		}
	}
	out, err := g.program.Execute(g.inputs, nil, 0)
	if err != nil {
		panic(err)
	}
	g.output = out[0]
}

// Result returns what Run computed last.
func (g *Graph) Result() []float32 {
	flat, err := g.backend.BufferData(g.output)
	if err != nil {
		panic(err)
	}
	return flat.([]float32)
}
