package point

import (
	"fmt"

	"github.com/gopathway/pathway/nn"
)

// SegmenterConfig describes a Segmenter. Classes are the parts of all
// categories together, HeadDropout is 0.5 in Point-MAE. Zero values of the
// optional fields mean what their comments say.
type SegmenterConfig struct {
	Config
	Categories    int    `json:"categories"`     // of shapes, which the head takes; 0: it takes none
	CategoryDim   int    `json:"category_dim"`   // width of a category's embedding; zero: 64
	FeatureBlocks []int  `json:"feature_blocks"` // blocks whose tokens the head reads, from 1; nil: at a third, two thirds and the end
	Propagate     [2]int `json:"propagate"`      // widths of the points' own features; zero: 4·Dim, 1024
	HeadHidden    [2]int `json:"head_hidden"`    // widths of the head; zero: 512, 256
}

func (c SegmenterConfig) withDefaults() SegmenterConfig {
	c.Config = c.Config.withDefaults()
	if c.CategoryDim == 0 {
		c.CategoryDim = 64
	}
	if c.FeatureBlocks == nil {
		c.FeatureBlocks = nn.EvenTaps(c.Depth, 3)
	}
	if c.Propagate == [2]int{} {
		c.Propagate = [2]int{4 * c.Dim, 1024}
	}
	if c.HeadHidden == [2]int{} {
		c.HeadHidden = [2]int{512, 256}
	}
	return c
}

// Validate reports what is wrong with the configuration, or nil.
func (c SegmenterConfig) Validate() error {
	const what = "m2pt/point: Segmenter"
	if err := c.validate(what, c.Classes); err != nil { // first: the defaults of FeatureBlocks follow from the depth
		return err
	}
	c = c.withDefaults()
	for _, p := range []struct {
		name     string
		v, least int
	}{
		{"categories", c.Categories, 0}, {"category_dim", c.CategoryDim, 1},
		{"propagate 0", c.Propagate[0], 1}, {"propagate 1", c.Propagate[1], 1},
		{"head_hidden 0", c.HeadHidden[0], 1}, {"head_hidden 1", c.HeadHidden[1], 1},
	} {
		if p.v < p.least || p.v > 1<<20 {
			return fmt.Errorf("%s: %s is %d, want %d to %d", what, p.name, p.v, p.least, 1<<20)
		}
	}
	return nn.CheckTaps(what+": feature_blocks", c.FeatureBlocks, c.Depth)
}

// NumParams returns how many elements the state dict of a Segmenter of
// this configuration has, running statistics included, as a float64 since a
// configuration from a file may describe any number.
func (c SegmenterConfig) NumParams() float64 {
	c = c.withDefaults()
	f := float64(len(c.FeatureBlocks) * c.Dim)
	p0, p1 := float64(c.Propagate[0]), float64(c.Propagate[1])
	h0, h1 := float64(c.HeadHidden[0]), float64(c.HeadHidden[1])
	n := c.numEncoderParams()
	global := 2 * f
	if c.Categories > 0 {
		e := float64(c.CategoryDim)
		n += float64(c.Categories)*e + nn.BatchNormParams(e)
		global += e
	}
	n += nn.LinearParams(3+f, p0) + nn.BatchNormParams(p0) + nn.LinearParams(p0, p1) + nn.BatchNormParams(p1)
	return n + nn.LinearParams(p1+global, h0) + nn.BatchNormParams(h0) + nn.LinearParams(h0, h1) + nn.BatchNormParams(h1) + nn.LinearParams(h1, float64(c.Classes))
}
