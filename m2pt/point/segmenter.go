package point

import (
	"fmt"
	"slices"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// Segmenter gives every point of a cloud a part (Pang et al., 2022,
// Point-MAE's part segmentation, which is that of M2PT), with the official
// names. Its backbone is a Transformer's without the class token. With F
// the tokens after some blocks (4, 8 and 12 of 12), each normalised, side by
// side:
//
//	local  = mlp([point | F interpolated from the three nearest centers])
//	logits = head([local | max F | mean F | embedding of the shape's category])
//
// Features that all points of a cloud share are multiplied once for the cloud, and
// F is multiplied before it is interpolated. Both are linear, so the result is the
// same: W·[a | b] = W₁·a + W₂·b.
//
// Its blocks are those of a ViT, so that pathways run between the two.
type Segmenter struct {
	Config        SegmenterConfig
	Tokenizer     *PointNet     // named encoder
	PosEmbed      nn.Sequential // 3 → 128 → dim
	*nn.Encoder                 // blocks.blocks
	Norm          *nn.LayerNorm
	LabelConv     *Conv         // Categories → CategoryDim, without bias; nil without categories
	LabelNorm     *nn.BatchNorm // nil without categories
	Propagate     [2]*Conv      // 3 + len(FeatureBlocks)·dim → Propagate[0] → Propagate[1]
	PropagateNorm [2]*nn.BatchNorm
	Conv          [3]*Conv // Propagate[1] + 2·len(FeatureBlocks)·dim + CategoryDim → HeadHidden → Classes
	ConvNorm      [2]*nn.BatchNorm
}

// NewSegmenter returns a model with random weights from rng. An
// impossible configuration is an error.
func NewSegmenter(c SegmenterConfig, rng *tensor.RNG) (*Segmenter, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c = c.withDefaults()
	c.FeatureBlocks = slices.Clone(c.FeatureBlocks)
	features := len(c.FeatureBlocks) * c.Dim
	m := &Segmenter{
		Config:    c,
		Tokenizer: NewPointNet(c.Hidden, c.Dim, rng),
		PosEmbed:  newPosEmbed(c.Dim, rng),
		Encoder:   nn.NewEncoder(c.Encoder(), rng),
		Norm:      nn.NewLayerNorm(c.Dim, c.Eps),
	}
	global := 2 * features
	if c.Categories > 0 {
		m.LabelConv = NewConv(c.Categories, c.CategoryDim, rng)
		m.LabelConv.Bias = nil
		m.LabelNorm = nn.NewBatchNorm(c.CategoryDim)
		global += c.CategoryDim
	}
	in := 3 + features
	for i, out := range c.Propagate {
		m.Propagate[i], m.PropagateNorm[i] = NewConv(in, out, rng), nn.NewBatchNorm(out)
		in = out
	}
	in += global
	for i, out := range c.HeadHidden {
		m.Conv[i], m.ConvNorm[i] = NewConv(in, out, rng), nn.NewBatchNorm(out)
		in = out
	}
	m.Conv[2] = NewConv(in, c.Classes, rng)
	return m, nil
}

// Forward is Segment for shapes of unknown category.
func (m *Segmenter) Forward(x *autograd.Var) *autograd.Var { return m.Segment(x, nil) }

// Segment maps clouds x [batch, points, 3], centred and scaled to the unit
// sphere, and the category of each, -1 for unknown, to logits [batch, points,
// parts]. Nil categories are all unknown. A batch to train on with categories
// needs two clouds or more, because the category goes through a batch norm.
//
// It panics with *tensor.ShapeError if there are fewer points than groups or
// neighbors, or unless there is a category within range for each cloud; and if
// a gradient of x is wanted.
func (m *Segmenter) Segment(x *autograd.Var, categories []int) *autograd.Var {
	t := x.Tape()
	mark := t.Mark()
	centers, groups := m.Config.group("point.Segmenter", x)
	features := m.features(centers, groups)
	local := m.propagate(features, centers, x)
	return t.Keep(mark, m.head(local, m.global(features, categories)))
}

// features returns the tokens that the head reads, [batch, groups,
// len(FeatureBlocks)·dim].
func (m *Segmenter) features(centers, groups *autograd.Var) *autograd.Var {
	t := centers.Tape()
	mark := t.Mark()
	pos := m.PosEmbed.Forward(centers)
	read := make([]*autograd.Var, 0, len(m.Config.FeatureBlocks))
	inner := t.Mark()
	m.Run(inner, m.Tokenizer.Forward(groups), nn.Run{Pos: pos, Taps: m.Config.FeatureBlocks, Tap: func(_ int, x *autograd.Var) {
		read = append(read, m.Norm.Forward(x))
	}})
	return t.Keep(mark, autograd.Concat(2, read...))
}

// propagate returns features of each point, [batch, points, Propagate[1]],
// from those of the centers.
func (m *Segmenter) propagate(features, centers, points *autograd.Var) *autograd.Var {
	t := features.Tape()
	mark := t.Mark()
	l := m.Propagate[0]
	w := l.matrix(t)
	own := autograd.Linear(points, autograd.Slice(w, 1, 0, 3, 1), l.Bias)
	near := autograd.Linear(features, autograd.Slice(w, 1, 3, w.Value.Dim(1), 1), nil)
	y := m.activate(autograd.Add(own, Interpolate(near, centers.Value, points.Value)), m.PropagateNorm[0])
	return t.Keep(mark, m.activate(m.Propagate[1].Forward(y), m.PropagateNorm[1]))
}

// activate returns relu(norm(x)) for x [batch, points, channels].
func (m *Segmenter) activate(x *autograd.Var, norm *nn.BatchNorm) *autograd.Var {
	b, n, c := x.Value.Dim(0), x.Value.Dim(1), x.Value.Dim(2)
	return autograd.Reshape(autograd.ReLU(norm.Forward(autograd.Reshape(x, b*n, c))), b, n, c)
}

// global returns the features of the whole cloud that the head reads, [batch, ...].
func (m *Segmenter) global(features *autograd.Var, categories []int) *autograd.Var {
	t := features.Tape()
	mark := t.Mark()
	largest, mean := maxPoints(features), autograd.Mean(features, pointsAxis, false)
	hot := m.oneHot(t, features.Value.Dim(0), categories)
	if hot == nil {
		return t.Keep(mark, autograd.Concat(1, largest, mean))
	}
	label := m.LabelNorm.Forward(m.LabelConv.Forward(hot))
	label = autograd.Maximum(label, autograd.Scale(label, 0.2)) // LeakyReLU
	return t.Keep(mark, autograd.Concat(1, largest, mean, label))
}

// oneHot returns a row [Categories] for each cloud with a one at its category,
// all zeros if it is unknown; nil if the model has no categories.
func (m *Segmenter) oneHot(t *autograd.Tape, batch int, categories []int) *autograd.Var {
	n := m.Config.Categories
	ok := categories == nil || len(categories) == batch
	for _, c := range categories {
		ok = ok && c >= -1 && c < n
	}
	if !ok {
		panic(&tensor.ShapeError{Op: "point.Segmenter", Want: fmt.Sprintf("a category from 0 to %d, or -1, for each of %d clouds, got %v", n-1, batch, categories), Got: [][]int{{len(categories)}}})
	}
	if n == 0 {
		return nil
	}
	hot := t.New(batch, n)
	hot.Value.Fill(0)
	for i, c := range categories {
		if c >= 0 {
			hot.Value.Data()[i*n+c] = 1
		}
	}
	return hot
}

// head returns the logits [batch, points, parts] of the features of points,
// local [batch, points, channels], and of clouds, global [batch, channels].
func (m *Segmenter) head(local, global *autograd.Var) *autograd.Var {
	t := local.Tape()
	mark := t.Mark()
	l, split := m.Conv[0], local.Value.Dim(2)
	w := l.matrix(t)
	own := autograd.Linear(local, autograd.Slice(w, 1, 0, split, 1), l.Bias)
	shared := autograd.Linear(global, autograd.Slice(w, 1, split, w.Value.Dim(1), 1), nil)
	y := m.activate(autograd.Add(own, autograd.Reshape(shared, global.Value.Dim(0), 1, -1)), m.ConvNorm[0])
	y = m.Conv[1].Forward(autograd.Dropout(y, m.Config.HeadDropout))
	return t.Keep(mark, m.Conv[2].Forward(m.activate(y, m.ConvNorm[1])))
}

// Like implements nn.Transformer.
func (m *Segmenter) Like() nn.Transformer {
	c, err := NewSegmenter(m.Config, nil)
	if err != nil {
		panic(err) // m was made with this configuration
	}
	return c
}

// Backbone implements nn.Transformer.
func (m *Segmenter) Backbone(yield func(nn.NamedParam)) { m.backbone("", yield) }

func (m *Segmenter) backbone(prefix string, yield func(nn.NamedParam)) {
	namedBackbone(prefix, m.Tokenizer, m.PosEmbed, m.Encoder, m.Norm, yield)
}

// NamedParams implements nn.Module, in Point-MAE's order: encoder, pos_embed,
// blocks.blocks, norm, label_conv, propagation_0, convs1, convs2, convs3, bns1,
// bns2.
func (m *Segmenter) NamedParams(prefix string, yield func(nn.NamedParam)) {
	m.backbone(prefix, yield)
	head := nn.At(nn.Head, yield)
	if m.LabelConv != nil {
		m.LabelConv.NamedParams(prefix+"label_conv.0.", head)
		m.LabelNorm.NamedParams(prefix+"label_conv.1.", head)
	}
	for i, l := range m.Propagate {
		l.NamedParams(fmt.Sprintf("%spropagation_0.mlp_convs.%d.", prefix, i), head)
	}
	for i, l := range m.PropagateNorm {
		l.NamedParams(fmt.Sprintf("%spropagation_0.mlp_bns.%d.", prefix, i), head)
	}
	for i, l := range m.Conv {
		l.NamedParams(fmt.Sprintf("%sconvs%d.", prefix, i+1), head)
	}
	for i, l := range m.ConvNorm {
		l.NamedParams(fmt.Sprintf("%sbns%d.", prefix, i+1), head)
	}
}
