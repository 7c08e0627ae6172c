package train

import (
	"context"
	"strings"
	"testing"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
)

// A picture has a row for each sample, and no more rows than there are samples.
func TestDrawings(t *testing.T) {
	data, err := pipeline.Synthetic(m2pt.Image, 6, 3, 1, pipeline.Options{Task: pipeline.Segment})
	if err != nil {
		t.Fatal(err)
	}
	size := pipeline.ModelOptions{Dim: 8, Depth: 1, Heads: 2, Image: pipeline.ImageModel{Patch: 7}}
	segmenter, _ := build(t, Setup{Config: data.ModelConfig(size), Seed: 1})
	height := func(n int) int {
		sheet, err := DrawSegments(context.Background(), segmenter.Config, OutputsOf(segmenter), data.Test, n)
		if err != nil {
			t.Fatal(err)
		}
		return sheet.Bounds().Dy()
	}
	if one, two, most := height(1), height(2), height(9); !(one < two && two < most) || most != height(3) {
		t.Errorf("heights of 1, 2 and 9 of 3 samples: %d, %d, %d", one, two, most)
	}

	size.Masked = &m2pt.Masked{DecoderDim: 8, DecoderDepth: 1, DecoderHeads: 2, MaskRatio: 0.5}
	mae, _ := build(t, Setup{Config: data.ModelConfig(size), Seed: 1})
	rebuild := func(n int, seed uint64) *Reconstruction {
		r, err := Reconstruct(mae, data.Test, n, seed)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	one := rebuild(2, 1)
	if one.Samples != 2 || !(one.Loss > 0) || !(one.MeanLoss > 0) || rebuild(9, 1).Samples != 3 {
		t.Errorf("%+v", one)
	}
	if again, other := rebuild(2, 1), rebuild(2, 2); again.Loss != one.Loss || other.Loss == one.Loss {
		t.Errorf("seed 1 gives the losses %v and %v, seed 2 %v", one.Loss, again.Loss, other.Loss)
	}
	if _, err := Reconstruct(segmenter, data.Test, 2, 1); err == nil || !strings.Contains(err.Error(), "no masked autoencoder") {
		t.Errorf("a segmenter: %v", err)
	}
}
