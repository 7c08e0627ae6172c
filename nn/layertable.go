package nn

import (
	"fmt"
	"strconv"
	"strings"
)

// This file: a model as a table for people.

// LayerTable returns a table of the layers of m, in the order of its walk: their
// parameters with shapes, and how many elements these have. Layers of blocks that are
// alike share a line, such as blocks.0-11.norm1. The last line has the sum, and how much
// of it is trained.
func LayerTable(m Module) string {
	var order []*layerRow
	layers := map[string]*layerRow{}
	total, trained := 0, 0
	m.NamedParams("", func(p NamedParam) {
		name, param := p.Name, ""
		if i := strings.LastIndexByte(name, '.'); i >= 0 {
			name, param = name[:i], name[i+1:]+" "
		}
		r := layers[name]
		if r == nil {
			r = &layerRow{name: name}
			layers[name] = r
			order = append(order, r)
		}
		n := 1
		for _, d := range p.shape() {
			n *= d
		}
		r.params = append(r.params, fmt.Sprintf("%s%v", param, p.shape()))
		r.elements += n
		total += n
		if p.Param != nil && p.Param.RequiresGrad() {
			trained += n
		}
	})
	all := "trained"
	if trained < total {
		all = thousands(trained) + " are trained"
	}
	lines := [][3]string{{"layer", "parameters", "elements"}}
	for _, r := range joinBlocks(order) {
		lines = append(lines, [3]string{r.name, strings.Join(r.params, ", "), thousands(r.elements)})
	}
	lines = append(lines, [3]string{"all", all, thousands(total)})
	var width [3]int
	for _, l := range lines {
		for i, cell := range l {
			width[i] = max(width[i], len(cell))
		}
	}
	var b strings.Builder
	for _, l := range lines {
		fmt.Fprintf(&b, "%-*s  %-*s  %*s\n", width[0], l[0], width[1], l[1], width[2], l[2])
	}
	return b.String()
}

// layerRow is a line of a LayerTable.
type layerRow struct {
	name     string
	params   []string
	elements int
}

// joinBlocks makes one row of the rows that differ in the number of their block alone,
// if these numbers have no gap.
func joinBlocks(rows []*layerRow) []*layerRow {
	type run struct {
		row         *layerRow
		stem, rest  string
		first, last int
	}
	runs := map[string]*run{}
	var out []*layerRow
	for _, r := range rows {
		stem, n, rest, ok := blockName(r.name)
		key := stem + "\n" + rest + "\n" + strings.Join(r.params, ",")
		at := runs[key]
		if !ok || at == nil || n != at.last+1 {
			joined := &layerRow{r.name, r.params, r.elements}
			out = append(out, joined)
			if ok {
				runs[key] = &run{joined, stem, rest, n, n}
			}
			continue
		}
		at.last = n
		at.row.elements += r.elements
		at.row.name = fmt.Sprintf("%s%d-%d%s", at.stem, at.first, at.last, at.rest)
	}
	return out
}

// blockName splits a name about its first part that is a number.
func blockName(name string) (stem string, n int, rest string, ok bool) {
	parts := strings.Split(name, ".")
	for i, p := range parts {
		if n, err := strconv.Atoi(p); err == nil {
			stem, rest := strings.Join(parts[:i], "."), strings.Join(parts[i+1:], ".")
			if stem != "" {
				stem += "."
			}
			if rest != "" {
				rest = "." + rest
			}
			return stem, n, rest, true
		}
	}
	return name, 0, "", false
}

// thousands writes n with a comma between groups of three digits.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
