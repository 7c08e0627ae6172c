package main

import (
	"flag"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/doctest"
)

// This file: documents of docs/reference that are made of the program itself.

var update = flag.Bool("update", false, "write docs/reference/cli.md and docs/reference/recipes.md")

// checkReference compares a document of docs/reference with want, and writes it with
// -update.
func checkReference(t *testing.T, name string, want []byte) {
	t.Helper()
	doctest.Generated(t, "../..", "docs/reference/"+name, want, *update, "go test ./cmd/m2pt -run TestReference -update")
}

// row writes a row of a Markdown table.
func row(b *strings.Builder, cells ...string) {
	for _, c := range cells {
		b.WriteString("| " + strings.ReplaceAll(strings.Join(strings.Fields(c), " "), "|", `\|`) + " ")
	}
	b.WriteString("|\n")
}
