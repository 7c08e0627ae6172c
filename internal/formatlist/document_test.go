package formatlist

import (
	"flag"
	"testing"

	"github.com/gopathway/pathway/internal/doctest"
)

// This file: the document is that of the list.

var update = flag.Bool("update", false, "write docs/formats.md")

func TestDocument(t *testing.T) {
	doctest.Generated(t, "../..", "docs/formats.md", Document(), *update, "go test ./internal/formatlist -update")
}

// Names are those of rows, so that claims can be told apart.
func TestNames(t *testing.T) {
	seen := map[string]bool{}
	name := func(n string) {
		if n == "" || seen[n] {
			t.Errorf("a name is empty or there twice: %q", n)
		}
		seen[n] = true
	}
	for _, g := range Groups() {
		for _, f := range g.Formats {
			name(f.Name)
		}
	}
	for _, l := range Layouts() {
		name(l.Name)
	}
}

func TestValues(t *testing.T) {
	for want, l := range map[string]Limit{
		"7": {Value: 7}, "999": {Value: 999}, "1,000": {Value: 1000}, "67,108,864": {Value: 1 << 26},
		"64 MiB": {Value: 64 << 20, Unit: Bytes}, "1 GiB": {Value: 1 << 30, Unit: Bytes}, "256 KiB": {Value: 256 << 10, Unit: Bytes}, "100,000,000 bytes": {Value: 1e8, Unit: Bytes},
	} {
		if got := l.value(); got != want {
			t.Errorf("%d is written as %s, want %s", l.Value, got, want)
		}
	}
}

// A pair of asterisks in a cell would be emphasis.
func TestAsterisks(t *testing.T) {
	for cell, want := range map[string]string{"train/*.png and test/*.png": `train/\*.png and test/\*.png`, "**a**<br>`b/*.png` *": "**a**<br>`b/*.png` \\*"} {
		if got := escaped(cell); got != want {
			t.Errorf("%s is escaped as %s, want %s", cell, got, want)
		}
	}
}
