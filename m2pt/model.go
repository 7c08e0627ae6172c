package m2pt

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// Model is a transformer of one modality with what its inputs and outputs
// mean.
type Model struct {
	Config Config
	// Net is a *nn.ViT for images and sounds, a *PointTransformer for point
	// clouds, a *VideoTransformer for videos; of a masked autoencoder a
	// *MAE, *PointMAE or *VideoMAE; of a segmenter an *ImageSegmenter or
	// *PointSegmenter.
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
	net, err := c.kind().build(&c, rng)
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
		p.Scales = map[string]float32{}
		for _, s := range Scales(m.Net) {
			if s.Aux == i {
				p.Scales[fmt.Sprintf("blocks.%d.%s", s.Block, s.Layer)] = s.Value
			}
		}
		c.Merged = append(c.Merged, p)
	}
	c.Paths = nil
	return &Model{Config: c, Net: m.Config.kind().merge(m.Net)}
}

// Logits returns the logits [batch, classes] of prepared inputs x, a batch of
// Config.InputShape; of segmenters [batch, classes, height, width] of images and
// [batch, points, parts] of clouds, whose categories are taken for unknown. It may
// be called from several goroutines at once.
func (m *Model) Logits(x *tensor.Tensor) *tensor.Tensor {
	return nn.Predict(m.Net, x)
}

// LogitsOf is Logits for clouds of known categories, indices into
// Config.Segment.Categories or -1, one for each. It panics with
// *tensor.ShapeError unless m segments clouds and knows those categories.
func (m *Model) LogitsOf(x *tensor.Tensor, categories []int) *tensor.Tensor {
	net, ok := m.Net.(*PointSegmenter)
	if !ok || net.Config.Categories == 0 {
		panic(tensor.NewShapeError("LogitsOf", "a model of point clouds that is told their categories", x))
	}
	return nn.Predict(told{net, categories}, x)
}

// told is a segmenter that has been told the categories of a batch.
type told struct {
	*PointSegmenter
	categories []int
}

// Forward implements nn.Module.
func (t told) Forward(x *autograd.Var) *autograd.Var { return t.Segment(x, t.categories) }

// Autoencoder is what the masked autoencoders of all modalities have in common:
// *MAE, *PointMAE and *VideoMAE.
type Autoencoder interface {
	nn.Transformer

	// Mask returns a mask of tokens for a batch, chosen by rng.
	Mask(batch int, rng *tensor.RNG) []bool

	// Loss returns the loss of samples x under mask.
	Loss(x *autograd.Var, mask []bool) *autograd.Var

	// MeanLoss returns that of predicting the mean of all tokens of x for
	// every masked one.
	MeanLoss(x *tensor.Tensor, mask []bool) float64

	// Reconstruct returns what the encoder sees of x under mask, and that with
	// what the model predicts for the rest. Predictions of normalised patches get
	// the true mean and deviation of each, as in MAE's pictures: their brightness
	// and contrast are not the model's.
	Reconstruct(x *tensor.Tensor, mask []bool) (seen, rebuilt *tensor.Tensor)
}
