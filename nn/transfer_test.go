package nn_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// pretrained returns a ViT as modeltest.ViT makes it, but with other numbers in
// every parameter.
func pretrained(t *testing.T, change func(*nn.ViTConfig)) *nn.ViT {
	t.Helper()
	m := modeltest.ViT(t, 1, change)
	rng := tensor.NewRNG(11)
	for _, p := range nn.Params(m) {
		p.Param.Value.Normal(rng, 0, 1)
	}
	return m
}

// values returns a copy of all parameters of m by name.
func values(m nn.Module) map[string]*tensor.Tensor {
	all := map[string]*tensor.Tensor{}
	for _, p := range nn.Params(m) {
		all[p.Name] = p.Param.Value.Clone()
	}
	return all
}

// withDecoder is a ViT with a parameter for its pretraining alone.
type withDecoder struct {
	*nn.ViT
	decoder nn.NamedParam
}

func newWithDecoder(m *nn.ViT, width int) *withDecoder {
	p := modeltest.Named("decoder_embed.weight", width)
	p.Param.Value.Fill(float32(width))
	return &withDecoder{m, p}
}

func (m *withDecoder) NamedParams(prefix string, yield func(nn.NamedParam)) {
	m.ViT.NamedParams(prefix, yield)
	p := m.decoder
	p.Name = prefix + p.Name
	nn.At(nn.Decoder, yield)(p)
}

// What Transfer copies, and what it leaves as it is.
func TestTransfer(t *testing.T) {
	grid := func(c *nn.ViTConfig) { c.Image = [2]int{20, 16} } // 5 × 4 patches, not 3 × 2
	fixed := func(c *nn.ViTConfig) { c.FixedPos = true }
	both := func(c *nn.ViTConfig) { grid(c); fixed(c) }
	pool := func(c *nn.ViTConfig) { c.MeanPool = true }
	classes := func(c *nn.ViTConfig) { c.Classes = 9 }
	head := nn.TransferOptions{Head: true}
	for _, tt := range []struct {
		what     string
		to, from func(*nn.ViTConfig)
		o        nn.TransferOptions
		kept     []string // prefixes of what stays, but for positions
		pos      string   // what happens to the positions: "copied", "kept", "interpolated"
	}{
		{"the same", nil, nil, nn.TransferOptions{}, []string{"head."}, "copied"},
		{"the head, too", nil, nil, head, nil, "copied"},
		{"other classes", classes, nil, nn.TransferOptions{}, []string{"head."}, "copied"},
		{"to another grid", grid, nil, nn.TransferOptions{}, []string{"head."}, "interpolated"},
		{"from another grid", nil, grid, head, nil, "interpolated"},
		{"with antialiasing", nil, grid, nn.TransferOptions{PosResize: nn.PosBicubicAntialias}, []string{"head."}, "interpolated"},
		{"fixed positions of another grid", both, nil, nn.TransferOptions{}, []string{"head."}, "kept"},
		{"learned from fixed positions of another grid", grid, fixed, nn.TransferOptions{}, []string{"head."}, "interpolated"},
		{"fixed positions of the same grid", fixed, fixed, nn.TransferOptions{}, []string{"head."}, "copied"},
		{"to the mean of patches", pool, nil, head, []string{"fc_norm."}, "copied"},
		{"from the mean of patches", nil, pool, nn.TransferOptions{}, []string{"norm.", "head."}, "copied"},
		{"a decoder that the other model does not have", nil, nil, nn.TransferOptions{Decoder: true}, []string{"head."}, "copied"},
	} {
		to, from := modeltest.ViT(t, 1, tt.to), pretrained(t, tt.from)
		old, source := values(to), values(from)
		if err := nn.Transfer(to, from, tt.o); err != nil {
			t.Errorf("%s: %v", tt.what, err)
			continue
		}
		for name, got := range values(to) {
			want := source[name]
			if slices.ContainsFunc(tt.kept, func(prefix string) bool { return strings.HasPrefix(name, prefix) }) {
				want = old[name]
			}
			if name == "pos_embed" {
				rows, cols := to.Grid()
				oldRows, oldCols := from.Grid()
				switch tt.pos {
				case "kept":
					want = old[name]
				case "interpolated":
					want = nn.InterpolatePosEmbed(want, 1, [2]int{oldRows, oldCols}, [2]int{rows, cols}, tt.o.PosResize)
				}
			}
			modeltest.SameBits(t, tt.what+", "+name, got.Data(), want.Data())
		}
		for name, was := range source {
			modeltest.SameBits(t, tt.what+", the source's "+name, values(from)[name].Data(), was.Data())
		}
	}
}

func TestTransferDecoder(t *testing.T) {
	to, from := newWithDecoder(modeltest.ViT(t, 1, nil), 3), newWithDecoder(pretrained(t, nil), 3)
	from.decoder.Param.Value.Fill(7)
	if err := nn.Transfer(to, from, nn.TransferOptions{}); err != nil {
		t.Fatal(err)
	}
	if got := to.decoder.Param.Value.At(0); got != 3 {
		t.Errorf("without Decoder it becomes %v", got)
	}
	if err := nn.Transfer(to, from, nn.TransferOptions{Decoder: true}); err != nil {
		t.Fatal(err)
	}
	if got := to.decoder.Param.Value.At(0); got != 7 {
		t.Errorf("with Decoder it is %v, want 7", got)
	}
	// A classifier can start from it whatever its decoder is.
	if err := nn.Transfer(modeltest.ViT(t, 1, nil), newWithDecoder(pretrained(t, nil), 8), nn.TransferOptions{}); err != nil {
		t.Error(err)
	}
}

// An error names all that does not fit, and nothing has been copied.
func TestTransferErrors(t *testing.T) {
	head, decoder := nn.TransferOptions{Head: true}, nn.TransferOptions{Decoder: true}
	vit := func(change func(*nn.ViTConfig)) nn.Transformer { return pretrained(t, change) }
	taken := modeltest.ViT(t, 1, nil)
	_, err := nn.NewPredictor(taken, nn.PredictorOptions{WarmUp: modeltest.Images(taken.Config, 1)})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		what string
		from nn.Transformer
		o    nn.TransferOptions
		want []string
	}{
		{"a shallow model", vit(func(c *nn.ViTConfig) { c.Depth = 2 }), nn.TransferOptions{},
			[]string{"nn: transfer: 12 missing: blocks.2.norm1.weight, blocks.2.norm1.bias, blocks.2.attn.qkv.weight", "blocks.2.mlp.fc1.weight, blocks.2.mlp.fc1.bias and 2 more"}},
		{"a deep model", vit(func(c *nn.ViTConfig) { c.Depth = 4 }), nn.TransferOptions{}, []string{"nn: transfer: 12 unexpected: blocks.3.norm1.weight,"}},
		{"no bias", vit(func(c *nn.ViTConfig) { c.NoQKVBias = true }), nn.TransferOptions{},
			[]string{"nn: transfer: 3 missing: blocks.0.attn.qkv.bias, blocks.1.attn.qkv.bias, blocks.2.attn.qkv.bias"}},
		{"other classes", vit(func(c *nn.ViTConfig) { c.Classes = 7 }), head,
			[]string{"nn: transfer: 2 mis-shaped: head.weight (model [5 24], file [7 24]), head.bias (model [5], file [7])"}},
		{"another width and grid", vit(func(c *nn.ViTConfig) { c.Dim, c.Image = 12, [2]int{20, 16} }), nn.TransferOptions{},
			[]string{"mis-shaped: cls_token (model [1 1 24], file [1 1 12]), pos_embed (model [1 7 24], file [1 21 12])"}},
		{"other patches", vit(func(c *nn.ViTConfig) { c.Patch, c.Image = [2]int{2, 2}, [2]int{6, 4} }), nn.TransferOptions{},
			[]string{"1 mis-shaped: patch_embed.proj.weight (model [24 2 4 4], file [24 2 2 2])"}},
		{"another grid that nobody knows", struct{ nn.Transformer }{vit(func(c *nn.ViTConfig) { c.Image = [2]int{20, 16} })}, nn.TransferOptions{},
			[]string{"1 mis-shaped: pos_embed (model [1 7 24], file [1 21 24])"}},
		{"an unknown decoder", newWithDecoder(pretrained(t, nil), 3), decoder, []string{"1 unexpected: decoder_embed.weight"}},
		{"a model of a Predictor", taken, nn.TransferOptions{}, []string{"took the model over"}},
	} {
		to := modeltest.ViT(t, 1, nil)
		old := values(to)
		modeltest.WantError(t, nn.Transfer(to, tt.from, tt.o), tt.want...)
		for name, v := range values(to) {
			modeltest.SameBits(t, tt.what+", "+name, v.Data(), old[name].Data())
		}
	}
	modeltest.WantError(t, nn.Transfer(modeltest.ViT(t, 1, nil), modeltest.ViT(t, 1, nil), nn.TransferOptions{PosResize: "lanczos"}), `"lanczos"`, `"bicubic-antialias"`)
	modeltest.WantError(t, nn.Transfer(taken, modeltest.ViT(t, 1, nil), nn.TransferOptions{}), "took the model over")
}
