package main

import (
	"context"
	"io"
	"testing"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
)

// Merged and unmerged logits are equal, the λ have moved, and the merged model is as large
// as the plain one.
func TestPathway(t *testing.T) {
	found, err := run(context.Background(), io.Discard, options{samples: 80, test: 40, epochs: 2})
	if err != nil {
		t.Fatal(err)
	}
	if found.logits != 40*10 || found.equal != found.logits {
		t.Errorf("%d of %d logits are equal, want 400 of 400", found.equal, found.logits)
	}
	moved := 0
	for _, l := range m2pt.Lambdas(found.pathway.Net) {
		if l.Value != 0 {
			moved++
		}
	}
	if moved != 3*len(m2pt.Layers) {
		t.Errorf("%d λ have moved, want those of all layers", moved)
	}
	if a, b := nn.CountParams(found.merged.Net), nn.CountParams(found.plain.Net); a != b {
		t.Errorf("the merged model has %d parameters, the plain one %d", a, b)
	}
}
