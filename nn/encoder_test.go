package nn_test

import (
	"fmt"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

var encoderConfig = nn.EncoderConfig{Dim: 12, Depth: 4, Heads: 3, Hidden: 20, Eps: 1e-6}

// encoder returns an encoder with random weights; change, if not nil, changes
// its configuration first.
func encoder(t *testing.T, change func(*nn.EncoderConfig)) *nn.Encoder {
	t.Helper()
	c := encoderConfig
	if change != nil {
		change(&c)
	}
	if err := c.Validate("test"); err != nil {
		t.Fatal(err)
	}
	e := nn.NewEncoder(c, tensor.NewRNG(5))
	for _, p := range nn.Params(e) { // biases and γ, too
		p.Param.Value.Normal(tensor.NewRNG(6), 0, 0.3)
	}
	return e
}

// tokens returns random tokens for encoder.
func tokens(seed uint64, batch, n int) *tensor.Tensor {
	return tensor.New(batch, n, encoderConfig.Dim).Normal(tensor.NewRNG(seed), 0, 1)
}

// blocksOf returns x after the first n blocks of e, one by one, with pos (nil:
// none) added before each.
func blocksOf(e *nn.Encoder, n int, x, pos *tensor.Tensor) *tensor.Tensor {
	for _, b := range e.Blocks[:n] {
		tape := autograd.Inference()
		if pos != nil {
			x = autograd.Add(tape.Input(x), tape.Input(pos)).Value
		}
		x = b.Forward(tape.Input(x)).Value.Clone()
	}
	return x
}

// The number of parameters follows from the configuration, whatever bias and
// γ the blocks have; their names and roles count them off.
func TestEncoderNumParams(t *testing.T) {
	extra := map[nn.QKVBias]int{nn.PackedBias: 3, nn.NoBias: 0, nn.SeparateBias: 2}
	for bias, biases := range extra {
		for _, scale := range []float32{0, 0.1} {
			for _, depth := range []int{1, 3} {
				c := encoderConfig
				c.QKVBias, c.LayerScale, c.Depth = bias, scale, depth
				e := nn.NewEncoder(c, nil)
				d, h := c.Dim, c.Hidden
				want := 4*d + 3*d*d + d*d + d + 2*d*h + h + d + biases*d
				if scale > 0 {
					want += 2 * d
				}
				want *= depth
				if got := nn.CountParams(e); got != want || c.NumParams() != float64(want) {
					t.Errorf("bias %d, γ %v, depth %d: NumParams %v, %d parameters, want %d", bias, scale, depth, c.NumParams(), got, want)
				}
			}
		}
	}
}

// Dropout is everywhere and DropPath rises linearly from 0; one block has none.
func TestEncoderRates(t *testing.T) {
	e := encoder(t, func(c *nn.EncoderConfig) { c.Dropout, c.DropPath, c.GELUTanh = 0.2, 0.3, true })
	for i, b := range e.Blocks {
		if want := 0.3 * float32(i) / 3; b.DropPath != want || b.Attn.Drop != 0.2 || b.MLP.Drop != 0.2 || !b.MLP.GELUTanh {
			t.Errorf("block %d: rates %v, %v, %v and tanh %v", i, b.DropPath, b.Attn.Drop, b.MLP.Drop, b.MLP.GELUTanh)
		}
	}
	one := encoder(t, func(c *nn.EncoderConfig) { c.Depth, c.DropPath = 1, 0.3 })
	if p := one.Blocks[0].DropPath; p != 0 {
		t.Errorf("the only block drops paths at %v", p)
	}
}

// Forward is the blocks one after another; Run gives any number of first
// tokens, positions go before every block, and taps see what comes out of
// theirs, after which nothing runs.
func TestEncoderRun(t *testing.T) {
	const batch, n, dim = 2, 5, 12
	e := encoder(t, func(c *nn.EncoderConfig) { c.QKVBias, c.LayerScale = nn.SeparateBias, 0.1 })
	x, pos := tokens(1, batch, n), tokens(2, batch, n)
	run := func(tape *autograd.Tape, r nn.Run, withPos bool) *tensor.Tensor {
		if withPos {
			r.Pos = tape.Input(pos)
		}
		return e.Run(tape.Mark(), tape.Input(x), r).Value.Clone()
	}
	tapes := map[string]func() *autograd.Tape{
		"inference": autograd.Inference,
		"recording": autograd.NewTape,
		"training":  func() *autograd.Tape { return autograd.NewTape().Train(1) },
	}
	for name, newTape := range tapes {
		for _, checkpoint := range []bool{false, true} {
			e.GradCheckpointing = checkpoint
			what := fmt.Sprintf("%s, checkpointing %v", name, checkpoint)
			want := blocksOf(e, 4, x, nil)
			modeltest.SameBits(t, what+", Forward", e.Forward(newTape().Input(x)).Value.Data(), want.Data())
			modeltest.SameBits(t, what+", Run", run(newTape(), nn.Run{}, false).Data(), want.Data())
			withPos := blocksOf(e, 4, x, pos)
			modeltest.SameBits(t, what+", positions", run(newTape(), nn.Run{}, true).Data(), withPos.Data())
			for first := 1; first <= n; first++ {
				got := run(newTape(), nn.Run{First: first}, true)
				if !tensor.SameShape(got, tensor.New(batch, first, dim)) {
					t.Fatalf("%s: first %d gives %v", what, first, got.Shape())
				}
				modeltest.SameBits(t, fmt.Sprintf("%s, first %d", what, first), got.Data(), tensor.Slice(nil, withPos, 1, 0, first, 1).Data())
			}
			var taps []*tensor.Tensor
			got := run(newTape(), nn.Run{Taps: []int{1, 3}, Tap: func(i int, x *autograd.Var) {
				if i != len(taps) {
					t.Errorf("%s: tap %d comes after %d others", what, i, len(taps))
				}
				taps = append(taps, x.Value.Clone())
			}}, true)
			if len(taps) != 2 {
				t.Fatalf("%s: %d taps", what, len(taps))
			}
			modeltest.SameBits(t, what+", tap 1", taps[0].Data(), blocksOf(e, 1, x, pos).Data())
			modeltest.SameBits(t, what+", tap 3", taps[1].Data(), blocksOf(e, 3, x, pos).Data())
			modeltest.SameBits(t, what+", the last tap's block", got.Data(), taps[1].Data())
		}
	}
}

// What Tap makes on the tape is there when Run is through, unharmed.
func TestEncoderTapsStay(t *testing.T) {
	e := encoder(t, nil)
	x := tokens(1, 2, 5)
	want := autograd.Inference()
	var made []*autograd.Var
	tape := autograd.Inference()
	e.Run(tape.Mark(), tape.Input(x), nn.Run{Taps: []int{1, 2, 4}, Tap: func(_ int, x *autograd.Var) {
		made = append(made, autograd.Scale(x, 2))
	}})
	for i, n := range []int{1, 2, 4} {
		modeltest.SameBits(t, fmt.Sprintf("after block %d", n), made[i].Value.Data(), autograd.Scale(want.Input(blocksOf(e, n, x, nil)), 2).Value.Data())
	}
}

// Gradient checkpointing changes no bit of a gradient: with random numbers,
// positions, taps, part of the tokens.
func TestEncoderGradCheckpointing(t *testing.T) {
	for what, change := range map[string]func(*nn.EncoderConfig){
		"plain":         nil,
		"random":        func(c *nn.EncoderConfig) { c.Dropout, c.DropPath = 0.2, 0.4 },
		"separate bias": func(c *nn.EncoderConfig) { c.QKVBias, c.LayerScale = nn.SeparateBias, 0.1 },
	} {
		for _, first := range []int{0, 1, 2} {
			gradients := func(checkpoint bool) (all []float32) {
				e := encoder(t, change)
				e.GradCheckpointing = checkpoint
				tape := autograd.NewTape().Train(9)
				in, pos := tape.Variable(tokens(1, 3, 5)), tape.Variable(tokens(2, 3, 5))
				var sum *autograd.Var
				y := e.Run(tape.Mark(), in, nn.Run{Pos: pos, First: first, Taps: []int{2, 4}, Tap: func(i int, x *autograd.Var) {
					if i == 0 {
						sum = autograd.Sum(autograd.Square(x), nil, false)
					}
				}})
				autograd.Backward(autograd.Add(sum, autograd.Sum(autograd.Square(y), nil, false)))
				all = append(all, in.Grad.Data()...)
				all = append(all, pos.Grad.Data()...)
				for _, p := range nn.Params(e) {
					if !p.Param.HasGrad() {
						t.Fatalf("%s: %s has no gradient", what, p.Name)
					}
					all = append(all, p.Param.Grad.Data()...)
				}
				return all
			}
			modeltest.SameBits(t, fmt.Sprintf("%s, first %d", what, first), gradients(true), gradients(false))
		}
	}
}

// NamedParams gives each block its number, Projectors a place for each linear
// layer.
func TestEncoderParts(t *testing.T) {
	e := encoder(t, nil)
	if e.Trunk() != e {
		t.Error("the trunk of an encoder is another")
	}
	e.NamedParams("b.", func(p nn.NamedParam) {
		if want := fmt.Sprintf("b.%d.", p.Role.Block); p.Role.Stage != nn.InBlock || len(p.Name) < len(want) || p.Name[:len(want)] != want {
			t.Errorf("%s has the role %+v", p.Name, p.Role)
		}
	})
	var names []string
	e.Projectors(func(block int, name string, at *nn.Projector) {
		names = append(names, fmt.Sprint(block, " ", name))
		*at = nn.NewLinear(1, 1, false, nil)
	})
	want := "[0 attn.qkv 0 attn.proj 0 mlp.fc1 0 mlp.fc2 1 attn.qkv 1 attn.proj 1 mlp.fc1 1 mlp.fc2 2 attn.qkv 2 attn.proj 2 mlp.fc1 2 mlp.fc2 3 attn.qkv 3 attn.proj 3 mlp.fc1 3 mlp.fc2]"
	if got := fmt.Sprint(names); got != want {
		t.Errorf("projectors %s\nwant %s", got, want)
	}
	if got, norms := nn.CountParams(e), 4*4*12; got != norms+4*4 {
		t.Errorf("%d parameters after all layers were replaced, want %d", got, norms+4*4)
	}
}

func TestEncoderConfigErrors(t *testing.T) {
	nan := float32(0)
	nan /= nan
	for _, tt := range []struct {
		want   string
		change func(*nn.EncoderConfig)
	}{
		{"net: dim is 0, want 1 to", func(c *nn.EncoderConfig) { c.Dim = 0 }},
		{"net: depth is 2097152, want 1 to", func(c *nn.EncoderConfig) { c.Depth = 1 << 21 }},
		{"net: heads is -1, want 1 to", func(c *nn.EncoderConfig) { c.Heads = -1 }},
		{"net: dim 12 is not divisible by 5 heads", func(c *nn.EncoderConfig) { c.Heads = 5 }},
		{"net: MLPs 0 wide", func(c *nn.EncoderConfig) { c.Hidden = 0 }},
		{"net: MLPs 769 wide, want 1 to 64 times the dim, 12", func(c *nn.EncoderConfig) { c.Hidden = 769 }},
		{"net: layer_norm_eps is 0", func(c *nn.EncoderConfig) { c.Eps = 0 }},
		{"net: layer_norm_eps is NaN", func(c *nn.EncoderConfig) { c.Eps = nan }},
		{"net: layer_scale is -1", func(c *nn.EncoderConfig) { c.LayerScale = -1 }},
		{"net: layer_scale is NaN", func(c *nn.EncoderConfig) { c.LayerScale = nan }},
		{"net: dropout is 1 and drop_path 0", func(c *nn.EncoderConfig) { c.Dropout = 1 }},
		{"net: dropout is 0 and drop_path NaN", func(c *nn.EncoderConfig) { c.DropPath = nan }},
	} {
		c := encoderConfig
		tt.change(&c)
		modeltest.WantError(t, c.Validate("net"), tt.want)
	}
}

func TestTaps(t *testing.T) {
	for _, tt := range []struct {
		depth, n int
		want     string
	}{{12, 3, "[4 8 12]"}, {12, 1, "[12]"}, {6, 4, "[2 3 5 6]"}, {2, 3, "[1 2]"}, {1, 3, "[1]"}} {
		taps := nn.EvenTaps(tt.depth, tt.n)
		if got := fmt.Sprint(taps); got != tt.want {
			t.Errorf("%d of %d blocks: taps %s, want %s", tt.n, tt.depth, got, tt.want)
		}
		if err := nn.CheckTaps("net: taps", taps, tt.depth); err != nil {
			t.Error(err)
		}
	}
	modeltest.WantError(t, nn.CheckTaps("net: taps", nil, 3), "net: taps names no block")
	for _, taps := range [][]int{{0}, {4}, {2, 2}, {3, 1}} {
		modeltest.WantError(t, nn.CheckTaps("net: taps", taps, 3), fmt.Sprintf("net: taps is %v, want rising numbers from 1 to 3", taps))
	}
}
