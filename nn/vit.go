package nn

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// ViTConfig describes a Vision Transformer. Zero values of the optional
// fields mean what their comments say.
type ViTConfig struct {
	Image     [2]int  `json:"image"`           // height, width; an audio model's time, mel bins
	Patch     [2]int  `json:"patch"`           // height, width
	Stride    [2]int  `json:"stride"`          // zero: Patch (no overlap)
	Channels  int     `json:"channels"`        // of the input
	Dim       int     `json:"dim"`             // width of a token
	Depth     int     `json:"depth"`           // number of blocks
	Heads     int     `json:"heads"`           // of attention; divides Dim
	Classes   int     `json:"classes"`         // outputs
	MLPRatio  float64 `json:"mlp_ratio"`       // hidden width / Dim; zero: 4
	Eps       float32 `json:"layer_norm_eps"`  // zero: 1e-6
	MeanPool  bool    `json:"mean_pool"`       // mean of patch tokens, then fc_norm; else class token after norm
	NoQKVBias bool    `json:"no_qkv_bias"`     // attn.qkv without bias
	GELUTanh  bool    `json:"gelu_tanh"`       // the tanh approximation of GELU
	Dropout   float32 `json:"dropout"`         // after the embedding and every projection
	DropPath  float32 `json:"drop_path"`       // rate of the last block; rises linearly from 0
	FixedPos  bool    `json:"fixed_pos_embed"` // the position embedding is not trained

	// MaskRows and MaskCols are the shares of the rows and of the columns of
	// the grid of patches that training leaves out. Each image leaves out
	// others. Recipes for spectrograms use it.
	MaskRows float64 `json:"mask_rows,omitempty"`
	MaskCols float64 `json:"mask_cols,omitempty"`
}

// Grid returns the number of patches down and across.
func (c ViTConfig) Grid() (rows, cols int) {
	c = c.withDefaults()
	return (c.Image[0]-c.Patch[0])/c.Stride[0] + 1, (c.Image[1]-c.Patch[1])/c.Stride[1] + 1
}

// NumParams returns how many elements the parameters of a plain model of this
// configuration have. It is a float64, because a configuration from a file may
// describe more than an int holds.
func (c ViTConfig) NumParams() float64 {
	return c.BackboneParams() + LinearParams(float64(c.Dim), float64(c.Classes))
}

// BackboneParams is NumParams without the head.
func (c ViTConfig) BackboneParams() float64 {
	c = c.withDefaults()
	rows, cols := c.Grid()
	d := float64(c.Dim)
	patch := float64(c.Channels) * float64(c.Patch[0]) * float64(c.Patch[1])
	return d + (1+float64(rows)*float64(cols))*d + LinearParams(patch, d) + c.Encoder().NumParams() + 2*d
}

// Encoder returns the configuration of the blocks.
func (c ViTConfig) Encoder() EncoderConfig {
	c = c.withDefaults()
	e := EncoderConfig{
		Dim: c.Dim, Depth: c.Depth, Heads: c.Heads, Hidden: int(float64(c.Dim) * c.MLPRatio), Eps: c.Eps,
		GELUTanh: c.GELUTanh, Dropout: c.Dropout, DropPath: c.DropPath,
	}
	if c.NoQKVBias {
		e.QKVBias = NoBias
	}
	return e
}

func (c ViTConfig) withDefaults() ViTConfig {
	if c.Stride == [2]int{} {
		c.Stride = c.Patch
	}
	if c.MLPRatio == 0 {
		c.MLPRatio = 4
	}
	if c.Eps == 0 {
		c.Eps = 1e-6
	}
	return c
}

// Validate reports what is wrong with the configuration, or nil.
func (c ViTConfig) Validate() error {
	c = c.withDefaults()
	const what = "nn: ViT"
	err := CheckSizes(what,
		Size{"image height", c.Image[0]}, Size{"image width", c.Image[1]}, Size{"patch height", c.Patch[0]}, Size{"patch width", c.Patch[1]},
		Size{"stride down", c.Stride[0]}, Size{"stride across", c.Stride[1]}, Size{"channels", c.Channels}, Size{"classes", c.Classes})
	switch {
	case err != nil:
		return err
	case c.Patch[0] > c.Image[0] || c.Patch[1] > c.Image[1]:
		return fmt.Errorf("%s: patch %v is larger than image %v", what, c.Patch, c.Image)
	case !(c.MLPRatio > 0 && c.MLPRatio <= 64):
		return fmt.Errorf("%s: mlp_ratio is %v, want more than 0, at most 64", what, c.MLPRatio)
	}
	if err := c.Encoder().Validate(what); err != nil {
		return err
	}
	return c.validateMask()
}

// ViT is the Vision Transformer (Dosovitskiy et al., 2021) with timm's names:
// class token, position embedding, pre-norm blocks, then either norm and the
// class token, or the mean of the patch tokens and fc_norm.
type ViT struct {
	Config     ViTConfig
	ClsToken   *autograd.Var // [1, 1, dim]
	PosEmbed   *autograd.Var // [1, 1+patches, dim]
	PatchEmbed *PatchEmbed
	*Encoder              // blocks
	Norm       *LayerNorm // norm, or fc_norm with MeanPool
	Head       *Linear
}

// NewViT returns a model with random weights from rng. If rng is nil, the weights
// are still to be loaded. An impossible configuration is an error.
func NewViT(c ViTConfig, rng *tensor.RNG) (*ViT, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c = c.withDefaults()
	rows, cols := c.Grid()
	m := &ViT{
		Config:     c,
		ClsToken:   autograd.Param(tensor.New(1, 1, c.Dim).TruncNormal(rng, 0, 0.02)),
		PosEmbed:   autograd.Param(tensor.New(1, 1+rows*cols, c.Dim).TruncNormal(rng, 0, 0.02)),
		PatchEmbed: NewPatchEmbed(c.Channels, c.Dim, c.Patch, c.Stride, rng),
	}
	m.PosEmbed.SetRequiresGrad(!c.FixedPos)
	m.Encoder = NewEncoder(c.Encoder(), rng)
	m.Norm = NewLayerNorm(c.Dim, c.Eps)
	m.Head = NewLinear(c.Dim, c.Classes, true, rng)
	m.Head.Weight.Value.TruncNormal(rng, 0, 0.02)
	return m, nil
}

// Forward maps images x [batch, channels, height, width] to logits
// [batch, classes].
func (m *ViT) Forward(x *autograd.Var) *autograd.Var {
	t := x.Tape()
	mark := t.Mark()
	first := 1 // the class token
	if m.Config.MeanPool {
		first = 0
	}
	x = m.Run(mark, m.Embed(x), Run{First: first})
	return t.Keep(mark, m.Classify(x))
}

// Embed returns the tokens [batch, 1+patches, dim] that enter the blocks: class
// token and patches, with positions. In training they lack the patches that
// MaskRows and MaskCols leave out.
func (m *ViT) Embed(x *autograd.Var) *autograd.Var {
	c := m.Config
	if x.Value.Rank() != 4 || x.Value.Dim(1) != c.Channels || x.Value.Dim(2) != c.Image[0] || x.Value.Dim(3) != c.Image[1] {
		panic(tensor.NewShapeError("ViT", fmt.Sprintf("x [batch, %d, %d, %d]", c.Channels, c.Image[0], c.Image[1]), x.Value))
	}
	t := x.Tape()
	mark := t.Mark()
	cls := autograd.Expand(t.Attach(m.ClsToken), x.Value.Dim(0), 1, c.Dim)
	tokens := autograd.Add(autograd.Concat(1, cls, m.PatchEmbed.Forward(x)), m.PosEmbed)
	if rng := t.RNG(); rng != nil && c.masksPatches() {
		tokens = c.dropPatches(tokens, rng)
	}
	return t.Keep(mark, autograd.Dropout(tokens, c.Dropout))
}

// Classify maps the tokens that leave the blocks to logits.
func (m *ViT) Classify(x *autograd.Var) *autograd.Var {
	if m.Config.MeanPool {
		patches := autograd.Slice(x, 1, 1, x.Value.Dim(1), 1)
		return m.Head.Forward(m.Norm.Forward(autograd.Mean(patches, []int{1}, false)))
	}
	// The norm is by token, so the class token's can be computed alone.
	return m.Head.Forward(m.Norm.Forward(autograd.Select(x, 1, 0)))
}

// NamedParams implements Module, in timm's order: cls_token, pos_embed,
// patch_embed, blocks, norm (or fc_norm), head.
func (m *ViT) NamedParams(prefix string, yield func(NamedParam)) {
	m.backbone(prefix, yield)
	m.Head.NamedParams(prefix+"head.", At(Head, yield))
}

// Backbone implements Transformer.
func (m *ViT) Backbone(yield func(NamedParam)) { m.backbone("", yield) }

func (m *ViT) backbone(prefix string, yield func(NamedParam)) {
	embedding := At(Embedding, yield)
	embedding(NamedParam{Name: prefix + "cls_token", Param: m.ClsToken, Role: Role{Kind: Token}})
	embedding(NamedParam{Name: prefix + "pos_embed", Param: m.PosEmbed, Role: Role{Kind: Position}})
	m.PatchEmbed.NamedParams(prefix+"patch_embed.", embedding)
	m.Encoder.NamedParams(prefix+"blocks.", yield)
	norm := "norm."
	if m.Config.MeanPool {
		norm = "fc_norm."
	}
	m.Norm.NamedParams(prefix+norm, Summary(yield))
}

// Grid implements Gridded.
func (m *ViT) Grid() (rows, cols int) { return m.Config.Grid() }

// Like implements Transformer.
func (m *ViT) Like() Transformer {
	c, err := NewViT(m.Config, nil)
	if err != nil {
		panic(err) // m was made with this configuration
	}
	return c
}
