// Package peer puts the matrix products of other libraries behind one
// interface, beside those of package simd, and times them side by side.
package peer

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// A Shape is a matrix product going forward, C[M,N] = A[M,K]·B[K,N], done
// Batch times on operands of their own.
type Shape struct{ Batch, M, N, K int }

// Shapes are squares, the layers of ViT-B/16 and of ViT-Ti/16 at 197 tokens,
// the two products of ViT-B's attention, and the first layer of the MLP of a
// ViT of width 128 on a batch of 64 times 50 tokens.
var Shapes = []Shape{
	{1, 64, 64, 64}, {1, 128, 128, 128}, {1, 256, 256, 256},
	{1, 512, 512, 512}, {1, 1024, 1024, 1024}, {1, 2048, 2048, 2048},
	{1, 197, 2304, 768}, {1, 197, 3072, 768}, {1, 197, 768, 3072}, {1, 197, 576, 192},
	{12, 197, 197, 64}, {12, 197, 64, 197},
	{1, 3200, 512, 128},
}

// String returns MxNxK, with the batch before it if there is one.
func (s Shape) String() string {
	if s.Batch > 1 {
		return fmt.Sprintf("%dx%dx%dx%d", s.Batch, s.M, s.N, s.K)
	}
	return fmt.Sprintf("%dx%dx%d", s.M, s.N, s.K)
}

// Ops are the ways to store the operands: N as it is, T transposed.
var Ops = []string{"NN", "NT", "TN"}

// A Case is a Shape with a way to store its operands. Its M, N and K are those
// of the product that is computed.
type Case struct {
	Shape
	Op string
}

// Case returns the product of a shape for one of Ops. TN is how a layer gets
// the gradient of its weights, which sums over the M rows of the batch: where
// M and N differ, M and K change places. The work stays the same.
func (s Shape) Case(op string) Case {
	if op == "TN" && s.M != s.N {
		s.M, s.K = s.K, s.M
	}
	return Case{s, op}
}

// String returns <M>x<N>x<K>/<op>.
func (c Case) String() string { return c.Shape.String() + "/" + c.Op }

// TransA and TransB say which operand is stored transposed.
func (c Case) TransA() bool { return c.Op == "TN" }

// TransB is true for NT.
func (c Case) TransB() bool { return c.Op == "NT" }

// LDA returns the length of a stored row of A.
func (c Case) LDA() int {
	if c.TransA() {
		return c.M
	}
	return c.K
}

// LDB returns the length of a stored row of B.
func (c Case) LDB() int {
	if c.TransB() {
		return c.K
	}
	return c.N
}

// FLOP returns the floating-point operations of all products of the case.
func (c Case) FLOP() float64 {
	return 2 * float64(c.Batch) * float64(c.M) * float64(c.N) * float64(c.K)
}

// Product is a case with operands. Products of a batch follow each other
// without gaps.
type Product struct {
	Case
	A, B []float32
}

// NewProduct fills the operands with normal numbers.
func NewProduct(c Case) Product {
	return Product{c, Normal(1, c.Batch*c.M*c.K), Normal(2, c.Batch*c.K*c.N)}
}

// Normal returns n normal numbers, the same for the same seed.
func Normal(seed uint64, n int) []float32 {
	r := rand.New(rand.NewPCG(seed, 0))
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.NormFloat64())
	}
	return x
}

// a and b return the operands of product i of the batch.
func (p Product) a(i int) []float32 { return p.A[i*p.M*p.K:][:p.M*p.K] }
func (p Product) b(i int) []float32 { return p.B[i*p.K*p.N:][:p.K*p.N] }

// newC returns room for the results.
func (p Product) newC() []float32 { return make([]float32, p.Batch*p.M*p.N) }

// c returns result i of the batch.
func (p Product) c(c []float32, i int) []float32 { return c[i*p.M*p.N:][:p.M*p.N] }

// Check compares the result of a peer with pathway's. The libraries add in
// different orders, and a sum of K normal products may be off by about K
// roundings.
func (p Product) Check(got, want []float32) error {
	if len(got) != len(want) {
		return fmt.Errorf("%d results, want %d", len(got), len(want))
	}
	tol := 1e-6*float64(p.K) + 1e-5
	for i := range want {
		if d := math.Abs(float64(got[i]) - float64(want[i])); !(d <= tol) {
			return fmt.Errorf("element %d is %v, pathway has %v", i, got[i], want[i])
		}
	}
	return nil
}
