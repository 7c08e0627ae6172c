package fuzzcost

import (
	"fmt"
	"testing"
	"time"
)

// record keeps what a test is told.
type record struct {
	testing.TB
	errors []string
}

func (r *record) Helper() {}

func (r *record) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

var sink []byte

func TestCheck(t *testing.T) {
	allocate := func(n int) func() { return func() { sink = make([]byte, n) } }
	for _, c := range []struct {
		name  string
		size  int
		limit Limit
		f     func()
		fails int
	}{
		{"little", 10, Limit{Bytes: 1 << 16}, allocate(1000), 0},
		{"much", 10, Limit{Bytes: 1 << 16}, allocate(1 << 20), 1},
		{"much, of a large input", 1 << 16, Limit{PerByte: 20}, allocate(1 << 20), 0},
		{"long", 10, Limit{Time: time.Millisecond, Bytes: 1 << 16}, func() { time.Sleep(50 * time.Millisecond) }, 1},
		{"long, of a large input", 1 << 20, Limit{Time: time.Millisecond, Bytes: 1 << 16}, func() { time.Sleep(20 * time.Millisecond) }, 0},
	} {
		r := &record{}
		if Check(r, c.size, c.limit, c.f); len(r.errors) != c.fails {
			t.Errorf("%s: %q, want %d errors", c.name, r.errors, c.fails)
		}
	}
}
