package image

import (
	"slices"
	"strconv"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// Segmenter gives every pixel of an image a class: a Vision Transformer
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
type Segmenter struct {
	Config     SegmenterConfig
	ViT        *nn.ViT      // the backbone; its Head is nil
	Lateral    []*nn.Linear // dim → Width, for each of FeatureBlocks
	Conv       *nn.Conv2d   // 3×3, Width → Width
	Classifier *nn.Linear   // Width → Classes
}

// NewSegmenter returns a model with random weights from rng. An impossible
// configuration is an error.
func NewSegmenter(c SegmenterConfig, rng *tensor.RNG) (*Segmenter, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c = c.withDefaults()
	c.FeatureBlocks = slices.Clone(c.FeatureBlocks)
	backbone, err := nn.NewViT(c.ViT, rng)
	if err != nil {
		return nil, err
	}
	backbone.Head = nil
	c.ViT = backbone.Config
	m := &Segmenter{Config: c, ViT: backbone}
	for range c.FeatureBlocks {
		m.Lateral = append(m.Lateral, nn.NewLinear(c.ViT.Dim, c.Width, true, rng))
	}
	m.Conv = nn.NewConv2d(c.Width, c.Width, 3, rng)
	m.Classifier = nn.NewLinear(c.Width, c.ViT.Classes, true, rng)
	return m, nil
}

// Forward maps images x [batch, channels, height, width] to logits [batch,
// classes, height, width].
func (m *Segmenter) Forward(x *autograd.Var) *autograd.Var {
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
func (m *Segmenter) features(x *autograd.Var) *autograd.Var {
	t, v := x.Tape(), m.ViT
	mark := t.Mark()
	var sum *autograd.Var
	v.Run(mark, v.Embed(x), nn.Run{Taps: m.Config.FeatureBlocks, Tap: func(k int, x *autograd.Var) {
		at := t.Mark()
		patches := v.Norm.Forward(autograd.Slice(x, 1, 1, x.Value.Dim(1), 1))
		if l := m.Lateral[k]; sum == nil {
			sum = t.Keep(at, l.Forward(patches))
		} else {
			sum = t.Keep(at, autograd.LinearAdd(patches, l.Weight, l.Bias, sum))
		}
	}})
	return t.Keep(mark, sum)
}

// Trunk implements nn.Transformer.
func (m *Segmenter) Trunk() *nn.Encoder { return m.ViT.Encoder }

// Backbone implements nn.Transformer.
func (m *Segmenter) Backbone(yield func(nn.NamedParam)) { m.ViT.Backbone(yield) }

// Grid implements nn.Gridded.
func (m *Segmenter) Grid() (rows, cols int) { return m.ViT.Grid() }

// Like implements nn.Transformer.
func (m *Segmenter) Like() nn.Transformer {
	c, err := NewSegmenter(m.Config, nil)
	if err != nil {
		panic(err) // m was made with this configuration
	}
	return c
}

// NamedParams implements nn.Module: the backbone under timm's names (cls_token,
// pos_embed, patch_embed, blocks, norm), then head.lateral, head.conv and
// head.classifier.
func (m *Segmenter) NamedParams(prefix string, yield func(nn.NamedParam)) {
	m.ViT.Backbone(func(p nn.NamedParam) {
		p.Name = prefix + p.Name
		yield(p)
	})
	head := nn.At(nn.Head, yield)
	for i, l := range m.Lateral {
		l.NamedParams(prefix+"head.lateral."+strconv.Itoa(i)+".", head)
	}
	m.Conv.NamedParams(prefix+"head.conv.", head)
	m.Classifier.NamedParams(prefix+"head.classifier.", head)
}
