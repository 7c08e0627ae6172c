package m2pt

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// Init makes m start from the weights of from, a plain model of the same
// modality and shape: a classifier, or a masked autoencoder, whose decoder is
// left out. A head for other classes is left out, too, and that of a classifier
// where m is a segmenter. The grid of patches may differ: learned positions are
// interpolated (InterpolatePosEmbed), fixed ones computed for the new grid. On
// error m is unchanged.
func (m *Model) Init(from *Model) error {
	if m.Config.Modality != from.Config.Modality {
		return fmt.Errorf("m2pt: a model of %s cannot start from one of %s", m.Config.Modality, from.Config.Modality)
	}
	if len(from.Config.Paths) > 0 {
		return fmt.Errorf("m2pt: a model cannot start from one with pathways: merge that first")
	}
	if err := nn.TakenOver(from.Net); err != nil {
		return err
	}
	if m.Config.Segment != nil && from.Config.Segment == nil {
		return startSegmenter(m.Net, from.Net)
	}
	if t, ok := from.Net.(transferer); ok && m.Config.Masked == nil {
		return t.transfer(m.Net)
	}
	dict := nn.StateDict(from.Net)
	if m.Config.Masked == nil && !slices.Equal(m.Config.Classes, from.Config.Classes) {
		dict = replaceHead(dict, nn.StateDict(m.Net))
	}
	if to, old := m.Config.ViT, from.Config.ViT; to != nil && old != nil {
		c := *to
		c.FixedPos = c.FixedPos || m.Config.Masked != nil // an autoencoder's are
		dict = fitPositions(dict, *old, c, m.Config.Masked != nil || m.Config.Modality == Audio)
	}
	_, err := nn.LoadStateDict(m.Net, dict, true)
	return err
}

// transferer is a masked autoencoder whose encoder a classifier can take over.
type transferer interface {
	transfer(to nn.Transformer) error
}

// startSegmenter gives the segmenter to the weights of a classifier or an
// autoencoder of the same modality, which the modality says the types of.
func startSegmenter(to, from nn.Transformer) error {
	switch to := to.(type) {
	case *ImageSegmenter:
		if mae, ok := from.(*MAE); ok {
			return mae.TransferSegmenter(to)
		}
		return to.Transfer(from.(*nn.ViT))
	default:
		segmenter := to.(*PointSegmenter)
		if mae, ok := from.(*PointMAE); ok {
			return mae.TransferSegmenter(segmenter)
		}
		return segmenter.Transfer(from.(*PointTransformer))
	}
}

// replaceHead returns dict with the head of own.
func replaceHead(dict, own []tensor.Named) []tensor.Named {
	var d []tensor.Named
	for _, t := range dict {
		if !isHead(t.Name) {
			d = append(d, t)
		}
	}
	for _, t := range own {
		if isHead(t.Name) {
			d = append(d, t)
		}
	}
	return d
}

// CopyBlocks gives the blocks of to the weights of the blocks of from, whose
// modality does not matter: ordinary cross-modal initialisation, the
// alternative to a pathway. Biases and γ that only one of the two has are left
// as they are. Blocks of other shapes, other depths, or with pathways are an error, and
// to is unchanged then.
func CopyBlocks(to, from nn.Transformer) error {
	a, b := to.BlockList(), from.BlockList()
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

// optional reports whether not every block has the parameter.
func optional(name string) bool {
	return strings.HasSuffix(name, "bias") || strings.HasPrefix(name, "gamma_")
}
