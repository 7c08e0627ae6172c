package oplist

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/doctest"
)

// This file: the document, and the test that it is not stale.

var update = flag.Bool("update", false, "write docs/reference/ops.md")

const document = "docs/reference/ops.md"

const intro = `# Operations

Every differentiable function of package ` + "`autograd`" + `, how it is tested, and what it runs on. This
document is made of the source and of the tests' own tables: run
` + "`go test ./internal/oplist -update`" + ` after a change.

- *Gradient* is the function that computes it, right below the op in the same file, which
  the heading names. Ops without one are made of others, whose names stand there. A *fused*
  op computes what several ops do in one pass, and has a gradient of its own.
- *Checked* counts the shapes for which the gradient is compared with central differences
  (` + "`autograd/ops_table_test.go`" + `).
- *Golden* counts the cases whose values and gradients are compared with PyTorch's
  (` + "`testdata/golden`" + `); a case that uses several ops counts for each.
- *Kernels* are functions of package ` + "`simd`" + ` that the op or its gradient may run; the table
  below tells which instruction sets each is written for. An op without kernels moves
  numbers, or is plain Go: the same on every machine.
- *Assembly* names the instruction sets that all of these kernels are written for. On any
  other, and with ` + "`PATHWAY_SIMD=portable`" + `, they run plain Go, with the same bits.
`

const kernelIntro = `
## Kernels

The functions of package ` + "`simd`" + `. Every one has a version in plain Go, which defines its bits
and runs everywhere (` + "`PATHWAY_SIMD=portable`" + `); *yes* means assembly for that instruction set,
with the same bits. *Compared* names the tests that run all levels and compare with ==.
A function without assembly is written in terms of others or runs plain Go on every level.

`

func TestDocument(t *testing.T) {
	doctest.Generated(t, "../..", document, write(t), *update, "go test ./internal/oplist -update")
}

// write returns the document.
func write(t *testing.T) []byte {
	kernels := kernels(t)
	var b strings.Builder
	b.WriteString(intro)
	file := ""
	all := ops(t)
	for _, x := range all {
		if x.file != file {
			file = x.file
			fmt.Fprintf(&b, "\n## %s (`autograd/%s`)\n\n| op | gradient | checked | golden | kernels | assembly |\n|---|---|---|---|---|---|\n", strings.ReplaceAll(strings.TrimSuffix(file, ".go"), "_", " "), file)
		}
		row(&b, "**`"+x.name+"`**<br>"+x.about+fused(x, all), gradient(x), number(x.checks), goldens(x.golden), code(x.kernels), assembly(kernels, x.kernels))
	}
	b.WriteString("\n## Ops of other packages\n\n*Checked* names the tests that compare the gradient with central differences.\n\n| op | file | gradient | checked | kernels |\n|---|---|---|---|---|\n")
	for _, x := range ownOps(t) {
		row(&b, "**`"+x.name+"`**", "`"+x.file+"`", code([]string{x.gradient}), code(x.tests), code(x.kernels))
	}
	b.WriteString(kernelIntro)
	b.WriteString("| kernel | avx512 | avx2 | neon | portable | compared |\n|---|---|---|---|---|---|\n")
	var names []string
	for name := range kernels {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return strings.Compare(kernels[a].file+" "+a, kernels[b].file+" "+b)
	})
	for _, name := range names {
		k := kernels[name]
		cells := []string{"**`" + name + "`**<br>" + k.about}
		for _, l := range levels {
			has := ""
			if k.levels[l.name] {
				has = "yes"
			}
			cells = append(cells, has)
		}
		row(&b, append(cells, "yes", code(k.tests))...)
	}
	return []byte(b.String())
}

// fused names the ops that do the work of an op and of others in one pass. Their comments
// say so in one form: "with the bits of F(G)", or of "F(residual, G)".
func fused(x *op, all []*op) string {
	var names []string
	for _, other := range all {
		_, bits, ok := strings.Cut(other.about, "with the bits of ")
		if !ok {
			continue
		}
		parts := strings.FieldsFunc(bits[:strings.Index(bits, ")")+1], func(r rune) bool { return strings.ContainsRune("(), ", r) })
		if slices.Contains(parts, x.name) {
			names = append(names, other.name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " Fused, in one pass with others: " + code(names) + "."
}

// gradient says what computes the gradient of an op.
func gradient(x *op) string {
	if len(x.registered) == 1 && x.registered[0] == x.name {
		return code(x.gradients)
	}
	return "of " + code(x.registered)
}

// assembly names the instruction sets that all kernels of an op are written for.
func assembly(all map[string]*kernel, names []string) string {
	var has []string
	for _, l := range levels {
		if len(names) > 0 && !slices.ContainsFunc(names, func(name string) bool { return !all[name].levels[l.name] }) {
			has = append(has, l.name)
		}
	}
	return strings.Join(has, ", ")
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// goldens counts golden cases, with their names.
func goldens(cases []golden) string {
	n := 0
	var names []string
	for _, c := range cases {
		n += c.cases
		names = append(names, c.name)
	}
	if n == 0 {
		return ""
	}
	slices.Sort(names)
	return fmt.Sprintf("%d: %s", n, code(names))
}

// code writes names as code.
func code(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "`" + strings.Join(names, "`, `") + "`"
}

// row writes a row of a table.
func row(b *strings.Builder, cells ...string) {
	for _, c := range cells {
		b.WriteString("| " + strings.ReplaceAll(c, "|", `\|`) + " ")
	}
	b.WriteString("|\n")
}

// What is known to be there is found: a walk that loses its way finds nothing.
func TestKnownOps(t *testing.T) {
	found := map[string]*op{}
	for _, x := range ops(t) {
		found[x.name] = x
		if len(x.registered) == 0 || len(x.gradients) == 0 {
			t.Errorf("no gradient of %s was found", x.name)
		}
		if x.checks == 0 {
			t.Errorf("no row of the gradient check uses %s", x.name)
		}
	}
	for name, want := range map[string][]string{"GELU": {"Add", "GELU", "GELUGrad"}, "SelfAttention": {"Gemm", "SoftmaxGradRows", "SoftmaxRows"}} {
		if x := found[name]; x == nil || !slices.Equal(x.kernels, want) {
			t.Errorf("the kernels of %s are not %q: %+v", name, want, x)
		}
	}
	if x := found["MatMul"]; x == nil || len(x.golden) < 2 || x.checks < 10 {
		t.Errorf("MatMul: %+v", x)
	}
	all := kernels(t)
	for name, k := range all {
		if len(k.tests) == 0 {
			t.Errorf("no test compares the levels of %s", name)
		}
	}
	for _, name := range []string{"Gemm", "GELU", "SoftmaxRows", "AdamWStep"} {
		for _, l := range levels {
			if k := all[name]; k == nil || !k.levels[l.name] {
				t.Errorf("%s has no %s: %+v", name, l.name, k)
			}
		}
	}
	if k := all["Sin"]; k == nil || len(k.levels) != 0 {
		t.Errorf("Sin, in plain Go alone, has assembly: %+v", k)
	}
	for name, want := range map[string]string{"GELU": "`LinearGELU`", "Linear": "`LinearAdd`, `LinearGELU`", "Add": "`LinearAdd`"} {
		if got := fused(found[name], ops(t)); !strings.Contains(got, want) {
			t.Errorf("the fused forms of %s are not %s: %q", name, want, got)
		}
	}
	for _, x := range ownOps(t) {
		if len(x.tests) == 0 {
			t.Errorf("no test checks the gradient of %s", x.name)
		}
	}
}
