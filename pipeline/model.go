package pipeline

import "github.com/gopathway/pathway/m2pt"

// ModelOptions shape a new model. An auxiliary and its target must agree in Dim
// and Depth.
type ModelOptions struct {
	Dim, Depth, Heads int
	DropPath, Dropout float64
	Masked            *m2pt.Masked // set: a masked autoencoder with this decoder

	Image ImageModel
	Audio AudioModel
	Point PointModel
	Video VideoModel
}

// ModelConfig returns the configuration of a new model for c. It checks nothing:
// [m2pt.NewModel] and Validate report what is wrong with it.
func (c *Corpus) ModelConfig(o ModelOptions) m2pt.Config {
	m := m2pt.Config{Modality: c.Modality, Classes: c.Classes, Mean: c.Mean, Std: c.Std, Filters: c.Filters}
	if o.Masked != nil {
		masked := *o.Masked
		m.Masked = &masked
	}
	mustLookup(c.Modality).Model(&m, c, o)
	return m
}

// segments reports whether a new model for c is to give classes to the parts of
// samples.
func (c *Corpus) segments(o ModelOptions) bool { return c.Segment != nil && o.Masked == nil }
