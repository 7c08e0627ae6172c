package m2pt

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// ImageSegmenterConfig describes an ImageSegmenter. Zero values of the optional
// fields mean what their comments say.
type ImageSegmenterConfig struct {
	ViT      nn.ViTConfig `json:"vit"`            // Classes are those of a pixel; patches lie side by side and cover the image
	Taps     []int        `json:"feature_blocks"` // blocks whose tokens the head reads, from 1; nil: at 1/4, 2/4, 3/4 and the end
	Width    int          `json:"head_width"`     // channels of the head; zero: the ViT's Dim
	Upsample int          `json:"head_upsample"`  // cells of the head along the side of a patch; zero: 4, or the patch's shorter side if that is less
}

func (c ImageSegmenterConfig) withDefaults() ImageSegmenterConfig {
	if c.Taps == nil {
		c.Taps = evenTaps(c.ViT.Depth, 4)
	}
	if c.Width == 0 {
		c.Width = c.ViT.Dim
	}
	if c.Upsample == 0 {
		c.Upsample = min(4, c.ViT.Patch[0], c.ViT.Patch[1])
	}
	return c
}

// Validate reports what is wrong with the configuration, or nil.
func (c ImageSegmenterConfig) Validate() error {
	const what = "ImageSegmenter"
	v := c.ViT
	if err := v.Validate(); err != nil { // first, for Taps are made from the depth
		return fmt.Errorf("m2pt: %s: %w", what, err)
	}
	c = c.withDefaults()
	switch {
	case v.MeanPool:
		return fmt.Errorf("m2pt: %s: mean_pool is set, but there is nothing to pool", what)
	case v.Stride != [2]int{} && v.Stride != v.Patch || v.Image[0]%v.Patch[0] != 0 || v.Image[1]%v.Patch[1] != 0:
		return fmt.Errorf("m2pt: %s: patches %v at stride %v do not tile the image %v", what, v.Patch, v.Stride, v.Image)
	case v.MaskRows > 0 || v.MaskCols > 0:
		return fmt.Errorf("m2pt: %s: mask_rows is %v and mask_cols %v, want 0: every pixel needs its patch", what, v.MaskRows, v.MaskCols)
	case len(c.Taps) == 0:
		return fmt.Errorf("m2pt: %s: feature_blocks names none", what)
	case c.Width < 1 || c.Width > 1<<20:
		return fmt.Errorf("m2pt: %s: head_width is %d, want 1 to %d", what, c.Width, 1<<20)
	case c.Upsample < 1 || c.Upsample > 64:
		return fmt.Errorf("m2pt: %s: head_upsample is %d, want 1 to 64", what, c.Upsample)
	}
	return checkTaps(what, c.Taps, v.Depth)
}

// NumParams returns how many parameters an ImageSegmenter of this configuration
// has, as a float64 since a configuration from a file may describe any number.
func (c ImageSegmenterConfig) NumParams() float64 {
	c = c.withDefaults()
	d, w, classes := float64(c.ViT.Dim), float64(c.Width), float64(c.ViT.Classes)
	backbone := c.ViT.NumParams() - (d+1)*classes // without the classifier's head
	return backbone + float64(len(c.Taps))*(d+1)*w + (9*w+1)*w + (w+1)*classes
}

// ImageSegmenter gives every pixel of an image a class: a Vision Transformer
// whose patch tokens are read after several blocks, and a small head in the
// manner of UperNet (Xiao et al., 2018), which M2PT uses on ADE20K. Tokens F
// after block i are normalised and projected to a common width, summed,
// upsampled bilinearly, convolved, and classified cell by cell; the logits are
// upsampled to the image:
//
//	logits = up(classify(relu(conv3x3(up(Σ lateral_i(norm(F_i)))))))
//
// UperNet's pyramids of pooling and of scales are left out: every token has
// seen the whole image, and a ViT has one scale.
type ImageSegmenter struct {
	Config     ImageSegmenterConfig
	Backbone   *nn.ViT      // its Head is nil
	Lateral    []*nn.Linear // dim → Width, for each of Taps
	Conv       *Conv2d      // 3×3, Width → Width
	Classifier *nn.Linear   // Width → Classes
}

// NewImageSegmenter returns a model with random weights from rng. An impossible
// configuration is an error.
func NewImageSegmenter(c ImageSegmenterConfig, rng *tensor.RNG) (*ImageSegmenter, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c = c.withDefaults()
	c.Taps = slices.Clone(c.Taps)
	backbone, err := nn.NewViT(c.ViT, rng)
	if err != nil {
		return nil, err
	}
	backbone.Head = nil
	c.ViT = backbone.Config
	m := &ImageSegmenter{Config: c, Backbone: backbone}
	for range c.Taps {
		m.Lateral = append(m.Lateral, nn.NewLinear(c.ViT.Dim, c.Width, true, rng))
	}
	m.Conv = NewConv2d(c.Width, c.Width, 3, rng)
	m.Classifier = nn.NewLinear(c.Width, c.ViT.Classes, true, rng)
	return m, nil
}

// Forward maps images x [batch, channels, height, width] to logits [batch,
// classes, height, width].
func (m *ImageSegmenter) Forward(x *autograd.Var) *autograd.Var {
	t, c := x.Tape(), m.Config
	mark := t.Mark()
	y := m.features(x)
	rows, cols := c.ViT.Grid()
	y = resizeImages(cellPlanes(y, rows, cols), rows*c.Upsample, cols*c.Upsample)
	y = autograd.ReLU(m.Conv.Forward(y))
	cells := autograd.Transpose(autograd.Reshape(y, y.Value.Dim(0), c.Width, -1), 1, 2)
	y = cellPlanes(m.Classifier.Forward(cells), rows*c.Upsample, cols*c.Upsample)
	return t.Keep(mark, resizeImages(y, c.ViT.Image[0], c.ViT.Image[1]))
}

// cellPlanes returns cells [batch, rows·cols, channels] as images [batch, channels,
// rows, cols].
func cellPlanes(x *autograd.Var, rows, cols int) *autograd.Var {
	return autograd.Reshape(autograd.Transpose(x, 1, 2), x.Value.Dim(0), x.Value.Dim(2), rows, cols)
}

// resizeImages is a bilinear interpolation if there is anything to do.
func resizeImages(x *autograd.Var, height, width int) *autograd.Var {
	if x.Value.Dim(2) == height && x.Value.Dim(3) == width {
		return x
	}
	return autograd.Interpolate(x, height, width, tensor.Bilinear)
}

// features returns the sum of the projected tokens of patches, [batch, patches,
// Width].
func (m *ImageSegmenter) features(x *autograd.Var) *autograd.Var {
	t, v := x.Tape(), m.Backbone
	mark := t.Mark()
	x = v.Embed(x)
	var sum *autograd.Var
	inner := t.Mark()
	for i, b := range v.Blocks[:m.Config.Taps[len(m.Config.Taps)-1]] {
		if v.GradCheckpointing {
			x = t.Keep(inner, autograd.Checkpoint(x, b))
		} else {
			x = t.Keep(inner, b.Forward(x))
		}
		if k := slices.Index(m.Config.Taps, i+1); k >= 0 {
			at := t.Mark()
			patches := v.Norm.Forward(autograd.Slice(x, 1, 1, x.Value.Dim(1), 1))
			if l := m.Lateral[k]; sum == nil {
				sum = t.Keep(at, l.Forward(patches))
			} else {
				sum = t.Keep(at, autograd.LinearAdd(patches, l.Weight, l.Bias, sum))
			}
			inner = t.Mark() // the sum stays
		}
	}
	return t.Keep(mark, sum)
}

// BlockList implements nn.Transformer.
func (m *ImageSegmenter) BlockList() []*nn.Block { return m.Backbone.Blocks }

// NamedParams implements nn.Module: the backbone under timm's names (cls_token,
// pos_embed, patch_embed, blocks, norm), then head.lateral, head.conv and
// head.classifier.
func (m *ImageSegmenter) NamedParams(prefix string, yield func(nn.NamedParam)) {
	v := m.Backbone
	yield(nn.NamedParam{Name: prefix + "cls_token", Param: v.ClsToken})
	yield(nn.NamedParam{Name: prefix + "pos_embed", Param: v.PosEmbed})
	v.PatchEmbed.NamedParams(prefix+"patch_embed.", yield)
	namedBlocks(v.Blocks, prefix+"blocks.", yield)
	v.Norm.NamedParams(prefix+"norm.", yield)
	for i, l := range m.Lateral {
		l.NamedParams(prefix+"head.lateral."+strconv.Itoa(i)+".", yield)
	}
	m.Conv.NamedParams(prefix+"head.conv.", yield)
	m.Classifier.NamedParams(prefix+"head.classifier.", yield)
}

// Transfer copies the weights of a classifier into the backbone: embedding,
// blocks and norm, whose shapes must agree; positions of another grid of patches
// are interpolated. On error, which names what does not fit, m is as it was. The
// classifier's head is left behind, and with it the norm of a mean of tokens
// (fc_norm); m's own stay.
func (m *ImageSegmenter) Transfer(from *nn.ViT) error {
	stays := func(name string) bool { return isHead(name) || from.Config.MeanPool && isNorm(name) }
	dict := fitPositions(nn.StateDict(from), from.Config, m.Config.ViT, false)
	return transfer("a classifier", dict, m, stays, stays)
}

// isNorm reports whether a name is that of a parameter of the last norm.
func isNorm(name string) bool {
	return strings.HasPrefix(name, "norm.") || strings.HasPrefix(name, "fc_norm.")
}

// Merge returns a plain model with the pathways of m folded into its linear
// layers, as the function Merge does for a ViT: it shares no memory with m,
// and its logits equal those of m bit for bit.
func (m *ImageSegmenter) Merge() *ImageSegmenter {
	c, err := NewImageSegmenter(m.Config, tensor.NewRNG(0))
	if err != nil {
		panic(err) // m was made with this configuration
	}
	c.Backbone.Blocks = nil // those of m follow; all else has the same names in both
	copyParams(c, m)
	c.Backbone.Blocks = mergeBlocks(m.Backbone.Blocks)
	c.Backbone.GradCheckpointing = m.Backbone.GradCheckpointing
	return c
}

// Conv2d is a convolution with stride 1 and a square kernel of odd side, padded
// so that images keep their size.
type Conv2d struct {
	Weight *autograd.Var // [out, in, side, side]
	Bias   *autograd.Var // [out]
}

// NewConv2d returns a layer with PyTorch's default initialisation of a
// convolution, ±1/√(fan in).
func NewConv2d(in, out, side int, rng *tensor.RNG) *Conv2d {
	a := float32(1 / math.Sqrt(float64(in*side*side)))
	return &Conv2d{
		Weight: autograd.Param(tensor.New(out, in, side, side).Uniform(rng, -a, a)),
		Bias:   autograd.Param(tensor.New(out).Uniform(rng, -a, a)),
	}
}

// Forward maps x [batch, in, height, width] to [batch, out, height, width].
func (l *Conv2d) Forward(x *autograd.Var) *autograd.Var {
	pad := l.Weight.Value.Dim(2) / 2
	return autograd.Conv2d(x, l.Weight, l.Bias, autograd.ConvOptions{Padding: [3]int{pad, pad}})
}

// NamedParams implements nn.Module: weight, bias.
func (l *Conv2d) NamedParams(prefix string, yield func(nn.NamedParam)) {
	yield(nn.NamedParam{Name: prefix + "weight", Param: l.Weight})
	yield(nn.NamedParam{Name: prefix + "bias", Param: l.Bias})
}
