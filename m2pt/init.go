package m2pt

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// Init makes m start from the weights of from, a plain model of the same
// modality and shape: a classifier, a segmenter or a masked autoencoder. The head
// is copied if both models have the same task and the same classes, the decoder if
// both are autoencoders. The grid of patches may differ (see nn.Transfer). On error
// m is unchanged.
func (m *Model) Init(from *Model) error {
	if m.Config.Modality != from.Config.Modality {
		return fmt.Errorf("m2pt: a model of %s cannot start from one of %s", m.Config.Modality, from.Config.Modality)
	}
	if len(from.Config.Paths) > 0 {
		return fmt.Errorf("m2pt: a model cannot start from one with pathways: merge that first")
	}
	to, old := &m.Config, &from.Config
	masked := to.Masked != nil && old.Masked != nil
	sameTask := to.Masked == nil && old.Masked == nil && (to.Segment != nil) == (old.Segment != nil)
	resize := cmp.Or(to.PosResize, old.PosResize)
	err := nn.Transfer(m.Net, from.Net, nn.TransferOptions{
		Head:      sameTask && slices.Equal(to.Classes, old.Classes),
		Decoder:   masked,
		PosResize: resize,
	})
	if err != nil {
		return err
	}
	if to.resized(old) {
		resize = cmp.Or(resize, nn.PosBicubic)
	}
	to.PosResize = resize
	return nil
}

// resized reports whether a model of configuration c that starts from one of
// configuration from has learned positions of another grid.
func (c *Config) resized(from *Config) bool {
	if c.Modality != Image || c.Masked != nil || c.ViT().FixedPos {
		return false
	}
	rows, cols := c.ViT().Grid()
	oldRows, oldCols := from.ViT().Grid()
	return rows != oldRows || cols != oldCols
}

// CopyBlocks gives the blocks of to the weights of the blocks of from, whose
// modality does not matter: ordinary cross-modal initialisation, the
// alternative to a pathway. Biases and γ that only one of the two has are left
// as they are. Blocks of other shapes, other depths, with pathways, or that an
// nn.Predictor has taken over are an error, and to is unchanged then.
func CopyBlocks(to, from nn.Transformer) error {
	for _, m := range []nn.Transformer{to, from} {
		if err := nn.TakenOver(m); err != nil {
			return fmt.Errorf("m2pt: CopyBlocks: %w", err)
		}
	}
	a, b := to.Trunk().Blocks, from.Trunk().Blocks
	if len(a) != len(b) {
		return fmt.Errorf("m2pt: CopyBlocks: %d blocks from a model of %d", len(a), len(b))
	}
	type pair struct{ to, from *tensor.Tensor }
	var pairs []pair
	for i := range a {
		source := map[string]*tensor.Tensor{}
		for _, p := range nn.Params(b[i]) {
			source[p.Name] = p.Param.Value
		}
		for _, p := range nn.Params(a[i]) {
			src, ok := source[p.Name]
			delete(source, p.Name)
			switch {
			case ok && tensor.SameShape(p.Param.Value, src):
				pairs = append(pairs, pair{p.Param.Value, src})
			case ok:
				return fmt.Errorf("m2pt: CopyBlocks: blocks.%d.%s is %v, that of the other model %v", i, p.Name, p.Param.Shape(), src.Shape())
			case !optional(p.Name):
				return fmt.Errorf("m2pt: CopyBlocks: the other model has no blocks.%d.%s", i, p.Name)
			}
		}
		for name := range source {
			if !optional(name) {
				return fmt.Errorf("m2pt: CopyBlocks: no blocks.%d.%s to copy to", i, name)
			}
		}
	}
	for _, p := range pairs {
		p.to.CopyFrom(p.from)
	}
	return nil
}

// optional reports whether some blocks have the parameter and others do not.
func optional(name string) bool {
	return strings.HasSuffix(name, "bias") || strings.HasPrefix(name, "gamma_")
}
