package nn_test

import (
	"errors"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// What cannot work fails where it is made, and says why.
func TestLayersFailWhereTheyAreMade(t *testing.T) {
	for name, f := range map[string]func(){
		"heads":      func() { nn.NewMultiHeadAttention(10, 3, true, nil) },
		"no heads":   func() { nn.NewMultiHeadAttention(10, 0, true, nil) },
		"nil module": func() { nn.NewSequential(nn.Dropout(0.1), nil) },
		"nil literal": func() {
			nn.Sequential{nil}.Forward(autograd.Inference().Input(tensor.New(1)))
		},
		"nil names": func() { nn.Params(nn.Sequential{nil}) },
	} {
		var shape *tensor.ShapeError
		if err := tensor.Catch(f); !errors.As(err, &shape) {
			t.Errorf("%s: %v, want a ShapeError", name, err)
		}
	}
}
