package golden

// Running all cases of a family, and counting how they end.

import (
	"fmt"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sort"
	"strings"
	"testing"
)

// Required are the families in which every case must pass: a case that is
// not supported fails the test there.
var Required = []string{"elementwise", "reduce", "linalg", "loss", "shape", "graph",
	"optim", "vit", "m2pt", "posembed", "audio", "conv"}

// Run runs every case of a family, from all folders, as a subtest named by
// its id. The driver compares what it computes through CheckOutput, CheckGrad
// and OutputInts, or calls NotSupported. A case fails if the driver reports
// an error, panics, or leaves an output or a gradient unchecked. One line per
// folder with the counts goes to standard output.
func Run(t *testing.T, family string, driver func(t *testing.T, c *Case)) {
	t.Helper()
	found := false
	for _, dir := range Dirs(t) {
		cases, err := load(t, dir, family)
		if err != nil {
			t.Error(err)
		}
		if len(cases) == 0 {
			continue
		}
		found = true
		n := tally{name: family}
		if strings.HasSuffix(dir, filepath.FromSlash(ownDir)) {
			n.name = ownDir + "/" + family
		}
		for _, c := range cases {
			t.Run(c.ID, func(t *testing.T) {
				t.Cleanup(func() { n.add(c, t.Failed(), t.Skipped()) })
				runCase(t, c, driver)
			})
		}
		fmt.Println(n.line())
		t.Log(n.line())
		for _, problem := range n.problems(slices.Contains(Required, family)) {
			t.Error(problem)
		}
	}
	if !found {
		t.Skipf("no cases of family %s", family)
	}
}

func runCase(t *testing.T, c *Case, driver func(t *testing.T, c *Case)) {
	defer func() {
		if r := recover(); r != nil {
			t.Errorf("%s: panic: %v\n%s", c.ID, r, debug.Stack())
		}
	}()
	driver(t, c)
	for _, what := range c.unchecked() {
		t.Errorf("%s: the driver of %s checks no %s", c.ID, c.Op, what)
	}
}

// unchecked lists the outputs and gradients that no driver compared.
func (c *Case) unchecked() []string {
	var list []string
	for _, name := range sortedKeys(c.Outputs) {
		list = append(list, "out."+name)
	}
	for _, name := range sortedKeys(c.Grads) {
		list = append(list, "grad."+name)
	}
	return slices.DeleteFunc(list, func(what string) bool { return c.checked[what] })
}

// tally counts how the cases of a family end.
type tally struct {
	name                string
	passed              int
	failed, unsupported []string // ids; unsupported ones with the reason
}

func (n *tally) add(c *Case, failed, skipped bool) {
	switch {
	case failed:
		n.failed = append(n.failed, c.ID)
	case skipped && c.unsupported == "":
		n.unsupported = append(n.unsupported, c.ID+": skipped")
	case skipped:
		n.unsupported = append(n.unsupported, c.ID+": "+c.unsupported)
	default:
		n.passed++
	}
}

func (n *tally) line() string {
	return fmt.Sprintf("golden %s: %d passed, %d failed, %d not supported", n.name, n.passed, len(n.failed), len(n.unsupported))
}

// problems returns what must fail the test.
func (n *tally) problems(required bool) []string {
	var p []string
	if len(n.failed) > 0 {
		p = append(p, fmt.Sprintf("golden %s: failed: %s", n.name, strings.Join(n.failed, ", ")))
	}
	if required {
		for _, u := range n.unsupported {
			p = append(p, fmt.Sprintf("golden %s: not supported: %s", n.name, u))
		}
	}
	return p
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
