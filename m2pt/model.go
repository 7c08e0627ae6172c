package m2pt

import (
	"fmt"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// Modality is what a model's inputs are.
type Modality string

// The modalities there are models for.
const (
	Image Modality = "image"
	Audio Modality = "audio"
)

// Config is everything a model file says besides weights: enough to rebuild
// the model, prepare its inputs and name its outputs.
type Config struct {
	Modality Modality     `json:"modality"`
	ViT      nn.ViTConfig `json:"vit"`
	Classes  []string     `json:"classes"`

	// Mean and Std normalise the input: per channel of pixels in [0, 1] for
	// images; one value each for log-mel spectrograms, (x − mean)/(2·std).
	Mean []float32 `json:"mean"`
	Std  []float32 `json:"std"`

	Filters *FilterBankConfig `json:"filter_bank,omitempty"` // audio only
	Paths   []Path            `json:"pathways,omitempty"`    // in the model
	Merged  []Path            `json:"merged,omitempty"`      // folded into it
	Trained Training          `json:"trained"`
}

// Path tells of one auxiliary of a model.
type Path struct {
	Modality Modality           `json:"modality"`         // of the auxiliary
	Trained  Training           `json:"trained"`          // what the auxiliary was trained on
	Options  Options            `json:"options"`          // how it is connected
	Scales   map[string]float32 `json:"scales,omitempty"` // the λ that were merged, by layer
}

// Training tells what a model was trained on and how well it did.
type Training struct {
	Data         string  `json:"data,omitempty"`
	Samples      int     `json:"samples,omitempty"`
	Epochs       int     `json:"epochs,omitempty"`
	Seed         uint64  `json:"seed"`
	TestSamples  int     `json:"test_samples,omitempty"`
	TestAccuracy float64 `json:"test_accuracy,omitempty"` // in [0, 1]
}

// maxPaths bounds what a file may ask for.
const maxPaths = 64

// Validate reports what is wrong with the configuration, or nil.
func (c Config) Validate() error {
	if err := c.ViT.Validate(); err != nil {
		return err
	}
	if len(c.Classes) != c.ViT.Classes {
		return fmt.Errorf("m2pt: config: %d class names for %d classes", len(c.Classes), c.ViT.Classes)
	}
	channels := c.ViT.Channels
	switch c.Modality {
	case Image:
	case Audio:
		if channels != 1 {
			return fmt.Errorf("m2pt: config: audio has %d channels, want 1", channels)
		}
		if c.Filters == nil {
			return fmt.Errorf("m2pt: config: audio without filter_bank")
		}
	default:
		return fmt.Errorf("m2pt: config: modality is %q, want %q or %q", c.Modality, Image, Audio)
	}
	if len(c.Mean) != channels || len(c.Std) != channels {
		return fmt.Errorf("m2pt: config: %d means and %d standard deviations for %d channels", len(c.Mean), len(c.Std), channels)
	}
	for i, s := range c.Std {
		if !(s > 0) {
			return fmt.Errorf("m2pt: config: standard deviation of channel %d is %v, want more than 0", i, s)
		}
	}
	if len(c.Paths) > maxPaths {
		return fmt.Errorf("m2pt: config: %d pathways, want at most %d", len(c.Paths), maxPaths)
	}
	for _, p := range c.Paths {
		if err := p.Options.Validate(); err != nil {
			return err
		}
	}
	return nil
}

// Model is a transformer of one modality with what its inputs and outputs
// mean.
type Model struct {
	Config Config
	ViT    *nn.ViT
}

// NewModel returns a plain model with random weights from rng, or without (nil),
// to be loaded. An audio
// model's positions are fixed sines and cosines of the time-frequency grid
// (AudioMAE); an image model's are learned. c.Paths must be empty: use
// Connect.
func NewModel(c Config, rng *tensor.RNG) (*Model, error) {
	if c.Modality == Audio {
		c.ViT.FixedPos = true
	}
	if err := c.Validate(); err != nil {
		return nil, err
	}
	if len(c.Paths) > 0 {
		return nil, fmt.Errorf("m2pt: config: a new model has no pathways; connect them")
	}
	vit, err := nn.NewViT(c.ViT, rng)
	if err != nil {
		return nil, err
	}
	if c.Modality == Audio {
		rows, cols := c.ViT.Grid()
		vit.PosEmbed.Value = SinCos2D(c.ViT.Dim, rows, cols, true).Reshape(1, 1+rows*cols, c.ViT.Dim)
	}
	c.ViT = vit.Config
	return &Model{Config: c, ViT: vit}, nil
}

// Connect re-parameterises m with the blocks of aux, whose modality does not
// matter. See Reparameterize.
func (m *Model) Connect(aux *Model, o Options) error {
	if err := Reparameterize(m.ViT, aux.ViT, o); err != nil {
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
		for _, s := range Scales(m.ViT) {
			if s.Aux == i {
				p.Scales[fmt.Sprintf("blocks.%d.%s", s.Block, s.Layer)] = s.Value
			}
		}
		c.Merged = append(c.Merged, p)
	}
	c.Paths = nil
	return &Model{Config: c, ViT: Merge(m.ViT)}
}

// Logits returns the logits [batch, classes] of prepared inputs x [batch,
// channels, height, width]. It may be called from several goroutines at once.
func (m *Model) Logits(x *tensor.Tensor) *tensor.Tensor {
	return nn.Predict(m.ViT, x)
}
