package m2pt

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// Model is a transformer of one modality with the meaning of its inputs and
// outputs.
type Model struct {
	Config Config
	// Net is the transformer, as its Family builds it:
	//
	//	classifier   *nn.ViT (images and sounds), *point.Transformer, *video.Transformer
	//	autoencoder  *image.MAE (images and sounds), *point.MAE, *video.MAE
	//	segmenter    *image.Segmenter, *point.Segmenter
	Net nn.Transformer
}

// NewModel returns a plain model with random weights from rng, or without (nil),
// to be loaded. An audio model's positions are fixed sines and cosines of the
// time-frequency grid (AudioMAE); an image model's are learned. c.Paths must be
// empty: use Connect.
func NewModel(c Config, rng *tensor.RNG) (*Model, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	if len(c.Paths) > 0 {
		return nil, fmt.Errorf("m2pt: config: a new model has no pathways; connect them")
	}
	_, k, err := c.family()
	if err != nil {
		return nil, err
	}
	net, err := k.Build(&c, rng)
	if err != nil {
		return nil, err
	}
	return &Model{Config: c, Net: net}, nil
}

// Connect re-parameterises m with the blocks of aux, whose modality does not
// matter. See Reparameterize.
func (m *Model) Connect(aux *Model, o Options) error {
	if err := Reparameterize(m.Net, aux.Net, o); err != nil {
		return err
	}
	m.Config.Paths = append(m.Config.Paths, Path{Modality: aux.Config.Modality, Trained: aux.Config.Trained, Options: o})
	return nil
}

// Merge returns the plain model that m's pathways fold into; see the function
// Merge.
func (m *Model) Merge() *Model {
	c := m.Config
	c.Merged = append([]Path(nil), c.Merged...)
	for i, p := range c.Paths {
		p.Lambdas = map[string]float32{}
		for _, s := range Lambdas(m.Net) {
			if s.Aux == i {
				p.Lambdas[fmt.Sprintf("blocks.%d.%s", s.Block, s.Layer)] = s.Value
			}
		}
		c.Merged = append(c.Merged, p)
	}
	c.Paths = nil
	return &Model{Config: c, Net: Merge(m.Net)}
}

// Categorical is a segmenter whose head can take the category of each shape.
type Categorical interface {
	nn.Transformer

	// Segment is Forward for shapes whose categories are known: one for each
	// shape, -1 where it is unknown. Nil stands for -1 everywhere.
	Segment(x *autograd.Var, categories []int) *autograd.Var
}

// Forward returns the outputs for prepared inputs x on the tape of x: logits,
// or an autoencoder's tokens. If the model takes categories (TakesCategories),
// categories holds that of each sample; else it is nil.
func (m *Model) Forward(x *autograd.Var, categories []int) *autograd.Var {
	if net, ok := m.Net.(Categorical); ok {
		return net.Segment(x, categories)
	}
	return m.Net.Forward(x)
}

// TakesCategories reports whether the model takes the category of each sample, an
// index into Config.Segment.Categories.
func (m *Model) TakesCategories() bool {
	_, ok := m.Net.(Categorical)
	return ok && m.Config.Segment != nil && len(m.Config.Segment.Categories) > 0
}

// Logits returns the outputs for prepared inputs x, a batch of
// Config.InputShape:
//
//	classifier             [batch, classes]
//	segmenter of images    [batch, classes, height, width]
//	segmenter of clouds    [batch, points, parts], the categories being unknown
//	autoencoder            the encoder's tokens
//
// Several goroutines may call it at once.
func (m *Model) Logits(x *tensor.Tensor) *tensor.Tensor {
	return nn.Predict(m.Net, x)
}

// LogitsOf is Logits for clouds of known categories, indices into
// Config.Segment.Categories or -1, one for each. It panics with
// *tensor.ShapeError unless m takes categories.
func (m *Model) LogitsOf(x *tensor.Tensor, categories []int) *tensor.Tensor {
	if !m.TakesCategories() {
		panic(tensor.NewShapeError("LogitsOf", "a model that takes the categories of its samples", x))
	}
	return nn.Predict(told{m.Net.(Categorical), categories}, x)
}

// told is a segmenter with the categories of a batch.
type told struct {
	Categorical
	categories []int
}

// Forward implements nn.Module.
func (t told) Forward(x *autograd.Var) *autograd.Var { return t.Segment(x, t.categories) }
