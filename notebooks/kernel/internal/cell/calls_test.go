package cell

import (
	"flag"
	"testing"
)

// A variable that holds a function: what is called is what it holds now, however many scopes
// lie between, and in whatever goroutine.
func TestCallsOfVariables(t *testing.T) {
	flag.Set("test.benchtime", "10x")
	sequence(t,
		[2]string{"x := 0\nvar work func()\nloop := func() { work() }\nwork = func() { x = 1 }\nloop()\nwork = func() { x = 2 }\nloop()\nx", "2"},
		[2]string{"double := func(a int) int { return 2 * a }\nuse := func() int { return double(3) }\na := use()\ndouble = func(a int) int { return 10 * a }\nfmt.Sprint(a, use())", "6 30"},
		[2]string{"sum := func(a, b float64) float64 { return a + b }\nuse2 := func() float64 { return sum(1, 2) }\nb := use2()\nsum = func(a, b float64) float64 { return a * b }\nfmt.Sprint(b, use2())", "3 2"},
		[2]string{"func deep(f func()) func() { return func() { for i := 0; i < 3; i++ { y := i; for j := 0; j < 2; j++ { z := j; _, _ = y, z; f() } } } }\nx = 0\ndeep(func() { x++ })()\nx", "6"},
		[2]string{"import \"testing\"\nrounds := 0\nfunc best(f func()) float64 {\n\tr := testing.Benchmark(func(b *testing.B) { for i := 0; i < b.N; i++ { f() } })\n\trounds = r.N\n\treturn float64(r.NsPerOp())\n}\nx = 0\nbest(func() { x++ }) > 0 && rounds == 10 && x >= rounds", "true"},
		[2]string{"work(1)", "!too many arguments"},
		[2]string{"double(\"a\")", "!cannot use \"a\""},
	)
}
