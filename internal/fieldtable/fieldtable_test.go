package fieldtable

import (
	"fmt"
	"strings"
	"testing"
)

type inner struct {
	Width int
	Names []string
}

type Embedded struct{ Depth int }

type config struct {
	Embedded
	Image  [2]int
	Eps    float32
	On     bool
	Off    bool
	In     inner
	At     *inner
	Any    any
	Many   []inner
	By     map[string]int
	Own    own
	Empty  *inner
	hidden int
}

// own has a text of its own.
type own struct{ Low, High int }

func (o own) String() string { return fmt.Sprint(o.Low, " to ", o.High) }

// A field that is set has a line, with its value below those of the others; one that is
// zero has none.
func TestOf(t *testing.T) {
	c := config{Embedded{3}, [2]int{28, 32}, 1e-6, true, false, inner{Width: 4}, &inner{Names: strings.Split("abcdefghijklmnop", "")}, &inner{Width: 5}, []inner{{Width: 6}, {Width: 7}}, map[string]int{"a": 1}, own{1, 2}, nil, 9}
	want := `a config
  Depth    3
  Image    28, 32
  Eps      1e-06
  On       yes
  In
    Width  4
  At
    Names  a, b, c, d, e, f, g, h, i, j, k, l, … (16)
  Any
    Width  5
  Many[0]
    Width  6
  Many[1]
    Width  7
  By       1 values
  Own      1 to 2
`
	if got := Of("a config", c); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := Of("nothing", config{}); got != "nothing\n  nothing is set\n" {
		t.Errorf("got %q", got)
	}
}
