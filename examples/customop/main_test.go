package main

import (
	"io"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

func TestGradient(t *testing.T) {
	if err := checkGradient(); err != nil {
		t.Error(err)
	}
}

// The wave goes on beyond what was seen with Snake alone, whose frequencies were learned.
func TestSnakeContinuesAWave(t *testing.T) {
	snake, gelu := run(io.Discard, 600)
	if !(snake < 0.4 && gelu > 1) {
		t.Errorf("errors %.3f with snake and %.3f with gelu, want below 0.4 and above 1", snake, gelu)
	}
}

// The layer is a module: its parameter has a name, and wrong shapes are refused.
func TestLayer(t *testing.T) {
	s := NewSnake(3, 2)
	if ps := nn.Params(nn.Sequential{s}); len(ps) != 1 || ps[0].Name != "0.a" {
		t.Errorf("parameters %v", ps)
	}
	err := tensor.Catch(func() { s.Forward(autograd.Inference().Input(tensor.New(2, 4))) })
	if err == nil {
		t.Error("four features are taken for three")
	}
}
