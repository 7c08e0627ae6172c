package image

import (
	"fmt"

	"github.com/gopathway/pathway/nn"
)

// SegmenterConfig describes a Segmenter. Zero values of the optional
// fields mean what their comments say.
type SegmenterConfig struct {
	ViT           nn.ViTConfig `json:"vit"`            // Classes are those of a pixel; patches lie side by side and cover the image
	FeatureBlocks []int        `json:"feature_blocks"` // blocks whose tokens the head reads, from 1; nil: at 1/4, 2/4, 3/4 and the end
	Width         int          `json:"head_width"`     // channels of the head; zero: the ViT's Dim
	Upsample      int          `json:"head_upsample"`  // cells of the head along the side of a patch; zero: 4, or the patch's shorter side if that is less
}

func (c SegmenterConfig) withDefaults() SegmenterConfig {
	if c.FeatureBlocks == nil {
		c.FeatureBlocks = nn.EvenTaps(c.ViT.Depth, 4)
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
func (c SegmenterConfig) Validate() error {
	const what = "m2pt/image: Segmenter"
	v := c.ViT
	if err := v.Validate(); err != nil { // first: the defaults of FeatureBlocks follow from the depth
		return fmt.Errorf("%s: %w", what, err)
	}
	c = c.withDefaults()
	switch {
	case v.MeanPool:
		return fmt.Errorf("%s: mean_pool is set, but there is nothing to pool", what)
	case v.Stride != [2]int{} && v.Stride != v.Patch || v.Image[0]%v.Patch[0] != 0 || v.Image[1]%v.Patch[1] != 0:
		return fmt.Errorf("%s: patches %v at stride %v do not tile the image %v", what, v.Patch, v.Stride, v.Image)
	case v.MaskRows > 0 || v.MaskCols > 0:
		return fmt.Errorf("%s: mask_rows is %v and mask_cols %v, want 0: every pixel needs its patch", what, v.MaskRows, v.MaskCols)
	case c.Width < 1 || c.Width > 1<<20:
		return fmt.Errorf("%s: head_width is %d, want 1 to %d", what, c.Width, 1<<20)
	case c.Upsample < 1 || c.Upsample > 64:
		return fmt.Errorf("%s: head_upsample is %d, want 1 to 64", what, c.Upsample)
	}
	return nn.CheckTaps(what+": feature_blocks", c.FeatureBlocks, v.Depth)
}

// NumParams returns how many parameters a Segmenter of this configuration
// has, as a float64 since a configuration from a file may describe any number.
func (c SegmenterConfig) NumParams() float64 {
	c = c.withDefaults()
	d, w, classes := float64(c.ViT.Dim), float64(c.Width), float64(c.ViT.Classes)
	return c.ViT.BackboneParams() + float64(len(c.FeatureBlocks))*nn.LinearParams(d, w) + nn.LinearParams(9*w, w) + nn.LinearParams(w, classes)
}
