package nn_test

import (
	"fmt"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// A packed layer has the bits of the plain one, with and without bias and for
// every epilogue, and says the same of its parameters.
func TestPackedLinear(t *testing.T) {
	x, residual := tensor.New(3, 7).Normal(tensor.NewRNG(1), 0, 1), tensor.New(3, 5).Normal(tensor.NewRNG(2), 0, 1)
	for _, bias := range []bool{true, false} {
		layer := func() *nn.Linear {
			l := nn.NewLinear(7, 5, bias, tensor.NewRNG(3))
			if bias {
				l.Bias.Value.Normal(tensor.NewRNG(4), 0, 1)
			}
			return l
		}
		plain, packed := layer(), layer().Pack()
		tape := autograd.Inference()
		own := tape.Input(tensor.New(5).Normal(tensor.NewRNG(5), 0, 1))
		for i, e := range []nn.Epilogue{{}, {GELU: true}, {Residual: tape.Input(residual)}, {Bias: own}, {Bias: own, GELU: true}} {
			what := fmt.Sprintf("bias %v, epilogue %d", bias, i)
			modeltest.SameBits(t, what, packed.Project(tape.Input(x), e).Value.Data(), plain.Project(tape.Input(x), e).Value.Data())
		}
		modeltest.SameBits(t, "Forward", packed.Forward(tape.Input(x)).Value.Data(), plain.Forward(tape.Input(x)).Value.Data())
		var names []string
		packed.NamedParams("l.", func(p nn.NamedParam) { names = append(names, p.Name) })
		var want []string
		plain.NamedParams("l.", func(p nn.NamedParam) { want = append(want, p.Name) })
		if fmt.Sprint(names) != fmt.Sprint(want) || nn.CountParams(packed) != nn.CountParams(plain) {
			t.Errorf("parameters %v, %d elements; want %v, %d", names, nn.CountParams(packed), want, nn.CountParams(plain))
		}
		modeltest.WantError(t, nn.TakenOver(packed), "weight is packed")
	}
}

// Pack finds the linear layers of sequences within sequences, of encoders, and
// of an autoencoder those of its decoder, too.
func TestPack(t *testing.T) {
	rng := tensor.NewRNG(1)
	seq := func() nn.Sequential {
		return nn.Sequential{nn.NewLinear(4, 12, true, rng), nn.Sequential{nn.Lambda(autograd.GELU), nn.NewLinear(12, 3, true, rng)}}
	}
	auto := masker{ViT: modeltest.ViT(t, 1, nil), decoder: encoder(t, nil)}
	e := encoder(t, nil)
	for _, tt := range []struct {
		what string
		m    nn.Module
		walk nn.Module // whose parameters are looked at
		want int       // packed weights
	}{
		{"sequence", seq(), nil, 2}, {"encoder", e, nil, 4 * 4}, {"autoencoder", auto, nil, 4 * 3}, {"its decoder", auto, auto.decoder, 4 * 4},
		{"function", nn.Lambda(autograd.GELU), nil, 0}, {"layer alone", nn.NewLinear(3, 3, true, rng), nil, 0},
	} {
		nn.Pack(tt.m)
		if tt.walk == nil {
			tt.walk = tt.m
		}
		packed := 0
		tt.walk.NamedParams("", func(p nn.NamedParam) {
			if p.Stored != nil {
				packed++
			}
		})
		if packed != tt.want {
			t.Errorf("%s: %d packed weights, want %d", tt.what, packed, tt.want)
		}
	}
}
