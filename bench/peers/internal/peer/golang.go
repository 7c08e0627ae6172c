package peer

import (
	"runtime/debug"

	"github.com/nlpodyssey/spago/mat"
	"github.com/viterin/vek/vek32"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gorgonia.org/tensor"
)

// version returns what the build says of a module.
func version(module string) (string, error) {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == module {
				return module + " " + m.Version, nil
			}
		}
	}
	return module, nil
}

// matrix returns the dimensions of an operand as it is stored.
func matrix(trans bool, rows, cols int) (int, int) {
	if trans {
		return cols, rows
	}
	return rows, cols
}

var gonumPeer = Peer{
	Name:  "gonum",
	Slow:  true,
	About: func() (string, error) { return version("gonum.org/v1/gonum") },
	New: func(p Product) (*Runner, error) {
		c := p.newC()
		trans := map[bool]blas.Transpose{false: blas.NoTrans, true: blas.Trans}
		general := func(data []float32, rows, cols int) blas32.General {
			return blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: data}
		}
		ar, ac := matrix(p.TransA(), p.M, p.K)
		br, bc := matrix(p.TransB(), p.K, p.N)
		return &Runner{Result: func() []float32 { return c }, Run: repeated(func() {
			for i := 0; i < p.Batch; i++ {
				blas32.Gemm(trans[p.TransA()], trans[p.TransB()], 1, general(p.a(i), ar, ac),
					general(p.b(i), br, bc), 0, general(p.c(c, i), p.M, p.N))
			}
		})}, nil
	},
}

// gorgonia's tensors carry their transposition to gonum's product.
var gorgonia = Peer{
	Name:  "gorgonia",
	Slow:  true,
	About: func() (string, error) { return version("gorgonia.org/tensor") },
	New: func(p Product) (*Runner, error) {
		dense := func(trans bool, data []float32, rows, cols int) (*tensor.Dense, error) {
			rows, cols = matrix(trans, rows, cols)
			t := tensor.New(tensor.WithShape(rows, cols), tensor.WithBacking(data))
			if trans {
				return t, t.T()
			}
			return t, nil
		}
		type product struct{ a, b, c *tensor.Dense }
		c, products := p.newC(), make([]product, p.Batch)
		for i := range products {
			a, err := dense(p.TransA(), p.a(i), p.M, p.K)
			if err != nil {
				return nil, err
			}
			b, err := dense(p.TransB(), p.b(i), p.K, p.N)
			if err != nil {
				return nil, err
			}
			products[i] = product{a, b, tensor.New(tensor.WithShape(p.M, p.N), tensor.WithBacking(p.c(c, i)))}
		}
		return &Runner{Result: func() []float32 { return c }, Run: repeated(func() {
			for _, t := range products {
				if _, err := tensor.MatMul(t.a, t.b, tensor.WithReuse(t.c)); err != nil {
					panic(err)
				}
			}
		})}, nil
	},
}

var vek = Peer{
	Name:  "vek",
	About: func() (string, error) { return version("github.com/viterin/vek") },
	New: func(p Product) (*Runner, error) {
		if p.Op != "NN" {
			return nil, errNoTranspose
		}
		c := p.newC()
		return &Runner{Result: func() []float32 { return c }, Run: repeated(func() {
			for i := 0; i < p.Batch; i++ {
				vek32.MatMul_Into(p.c(c, i), p.a(i), p.b(i), p.K)
			}
		})}, nil
	},
}

// spago transposes by copying, which is part of its time, and returns every
// product in a new matrix.
var spago = Peer{
	Name:  "spago",
	Slow:  true,
	About: func() (string, error) { return version("github.com/nlpodyssey/spago") },
	New: func(p Product) (*Runner, error) {
		ar, ac := matrix(p.TransA(), p.M, p.K)
		br, bc := matrix(p.TransB(), p.K, p.N)
		a, b, c := make([]mat.Matrix, p.Batch), make([]mat.Matrix, p.Batch), make([]mat.Matrix, p.Batch)
		for i := range a {
			a[i] = mat.NewDense[float32](mat.WithShape(ar, ac), mat.WithBacking(p.a(i)))
			b[i] = mat.NewDense[float32](mat.WithShape(br, bc), mat.WithBacking(p.b(i)))
		}
		return &Runner{
			Run: repeated(func() {
				for i := range c {
					x, y := a[i], b[i]
					if p.TransA() {
						x = x.T()
					}
					if p.TransB() {
						y = y.T()
					}
					c[i] = x.Mul(y)
				}
			}),
			Result: func() []float32 {
				var all []float32
				for _, m := range c {
					all = append(all, m.Data().F32()...)
				}
				return all
			},
		}, nil
	},
}
