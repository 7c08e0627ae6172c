package cell

import "testing"

// Variables of type uint64 have their own number, however many scopes lie between.
func TestReadsOfUint64(t *testing.T) {
	deep := func(read string) string {
		return "sum := 0\nfor s := uint64(1); s <= 2; s++ { a := 4; for k := 0; k < 1; k++ { b := k; for j := 0; j < 1; j++ { c := j; _, _ = b, c; " + read + " } } }\nsum"
	}
	sequence(t,
		[2]string{"func id(n int, u uint64) int { return n + int(u) }", ""},
		[2]string{deep("sum += id(a, s)"), "11"},
		[2]string{deep("sum += a + int(s)"), "11"},
		[2]string{deep("f := func() uint64 { return s * s }; sum += a + int(f())"), "13"},
		[2]string{deep("s += 1; sum += a + int(s)"), "6"},
		[2]string{deep("p := &s; *p++; sum += a + int(s)"), "6"},
		[2]string{"type Seed uint64\nvar seed Seed = 1 << 63\nouter := func() func() string { x := 1; return func() string { y := x; return func() string { z := y; return fmt.Sprint(seed, z) }() } }\nouter()()", "9223372036854775808 1"},
		[2]string{"type P struct{ seed uint64 }\np := P{seed: 7}\nfor i := 0; i < 1; i++ { x := i; for j := 0; j < 1; j++ { y := x; p.seed += uint64(y) } }\np.seed", "7"},
		[2]string{"u, v := uint64(3), uint64(4)\nu, v = v, u\nfmt.Sprint(u, v, -u)", "4 3 18446744073709551612"},
	)
}
