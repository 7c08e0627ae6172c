package nn_test

import (
	"slices"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// masker is an autoencoder for tests of masks: its loss is the number that the
// mask spells.
type masker struct {
	*nn.ViT
	decoder *nn.Encoder
}

func (m masker) Decoding() *nn.Encoder { return m.decoder }

func (m masker) Mask(batch int, rng *tensor.RNG) []bool {
	mask := make([]bool, 8*batch)
	for i := range mask {
		mask[i] = rng.IntN(2) == 1
	}
	return mask
}

func (m masker) Loss(x *autograd.Var, mask []bool) *autograd.Var {
	n := x.Tape().New()
	v := float32(0)
	for _, masked := range mask {
		if v *= 2; masked {
			v++
		}
	}
	n.Value.Fill(v)
	return n
}

func (m masker) MeanLoss(*tensor.Tensor, []bool) float64 { return 0 }

func (m masker) Reconstruct(x *tensor.Tensor, _ []bool) (seen, rebuilt *tensor.Tensor) { return x, x }

// A tape that trains draws the masks, others each time if it is used again; any
// other tape gets the same masks in every call.
func TestMaskedLoss(t *testing.T) {
	m := masker{ViT: modeltest.ViT(t, 1, nil), decoder: encoder(t, nil)}
	x := modeltest.Images(m.ViT.Config, 2)
	loss := func(tape *autograd.Tape) float32 { return nn.MaskedLoss(m, tape.Input(x)).Value.Item() }
	rng := tensor.NewRNG(0)
	want := m.Loss(autograd.Inference().Input(x), m.Mask(2, rng)).Value.Item()
	for i, tape := range []*autograd.Tape{autograd.Inference(), autograd.Inference(), autograd.NewTape()} {
		if got := loss(tape); got != want {
			t.Errorf("call %d evaluates under mask %v, want %v", i, got, want)
		}
	}
	if got := nn.Predict(nn.MaskedLossOf{Autoencoder: m}, x).Item(); got != want {
		t.Errorf("MaskedLossOf gives %v, want %v", got, want)
	}
	draw := func(seed uint64) (all []float32) {
		tape := autograd.NewTape().Train(seed)
		for i := 0; i < 4; i++ {
			all = append(all, loss(tape))
		}
		return all
	}
	one := draw(1)
	if !slices.Equal(one, draw(1)) || slices.Equal(one, draw(2)) || len(slices.Compact(slices.Clone(one))) < 4 {
		t.Errorf("masks in training: %v, another seed %v", one, draw(2))
	}
}

// The blocks of the encoder and of an autoencoder's decoder are switched alike.
func TestSetGradCheckpointing(t *testing.T) {
	m := masker{ViT: modeltest.ViT(t, 1, nil), decoder: encoder(t, nil)}
	for _, on := range []bool{true, false} {
		nn.SetGradCheckpointing(m, on)
		if m.GradCheckpointing != on || m.decoder.GradCheckpointing != on {
			t.Errorf("set to %v: encoder %v, decoder %v", on, m.GradCheckpointing, m.decoder.GradCheckpointing)
		}
		nn.SetGradCheckpointing(m.ViT, !on)
		if m.GradCheckpointing != !on || m.decoder.GradCheckpointing != on {
			t.Errorf("a classifier set to %v: %v", !on, m.GradCheckpointing)
		}
	}
}

// Like gives a plain model of the same configuration, with weights of its own.
func TestViTLike(t *testing.T) {
	m := modeltest.ViT(t, 1, func(c *nn.ViTConfig) { c.FixedPos, c.MeanPool = true, true })
	like, ok := m.Like().(*nn.ViT)
	if !ok || like.Config != m.Config || like.Trunk() == m.Trunk() || like.PosEmbed == m.PosEmbed || like.PosEmbed.RequiresGrad() {
		t.Fatalf("%T %+v", m.Like(), like)
	}
	x := modeltest.Images(m.Config, 2)
	if _, err := nn.LoadStateDict(like, nn.StateDict(m), true); err != nil {
		t.Fatal(err)
	}
	modeltest.SameBits(t, "logits", nn.Predict(like, x).Data(), nn.Predict(m, x).Data())
}
