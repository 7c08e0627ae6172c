package nn_test

import (
	"slices"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// Training sees a part of the grid: the tokens of the patches where a kept row
// meets a kept column, others of every image. Without training all tokens are
// there.
func TestPatchMask(t *testing.T) {
	const batch, rows, cols, keptRows, keptCols = 9, 5, 4, 3, 2
	m := modeltest.ViT(t, 1, func(c *nn.ViTConfig) { c.Image, c.MaskRows, c.MaskCols = [2]int{20, 16}, 0.25, 0.5 })
	x := modeltest.Images(m.Config, batch)
	embed := func(tape *autograd.Tape) *tensor.Tensor { return m.Embed(tape.Input(x)).Value.Clone() }
	all := embed(autograd.Inference())
	if n := all.Dim(1); n != 1+rows*cols {
		t.Fatalf("%d tokens without training, want all %d", n, 1+rows*cols)
	}
	some := embed(autograd.NewTape().Train(1))
	if n := some.Dim(1); n != 1+keptRows*keptCols {
		t.Fatalf("%d tokens, want the class token and %d", n, keptRows*keptCols)
	}
	dim := some.Dim(2)
	choices := map[string]bool{}
	for b := 0; b < batch; b++ {
		// Which patches the tokens are of.
		of := func(i int) int {
			token := some.Data()[(b*some.Dim(1)+i)*dim:][:dim]
			for j := 0; j < all.Dim(1); j++ {
				if slices.Equal(token, all.Data()[(b*all.Dim(1)+j)*dim:][:dim]) {
					return j - 1
				}
			}
			t.Fatalf("image %d: token %d is of no patch", b, i)
			return 0
		}
		if of(0) != -1 {
			t.Errorf("image %d: the first token is not the class token", b)
		}
		var patches []int
		inRow, inCol := map[int]int{}, map[int]int{}
		for i := 1; i < some.Dim(1); i++ {
			p := of(i)
			patches = append(patches, p)
			inRow[p/cols]++
			inCol[p%cols]++
		}
		if len(inRow) != keptRows || len(inCol) != keptCols || !slices.IsSorted(patches) || len(slices.Compact(slices.Clone(patches))) != keptRows*keptCols {
			t.Errorf("image %d keeps the patches %v", b, patches)
		}
		choices[string([]byte{byte(patches[0]), byte(patches[len(patches)-1])})] = true
	}
	if len(choices) < 3 {
		t.Errorf("%d images have only %d choices", batch, len(choices))
	}
	modeltest.SameBits(t, "the same seed", embed(autograd.NewTape().Train(1)).Data(), some.Data())
	if slices.Equal(embed(autograd.NewTape().Train(2)).Data(), some.Data()) {
		t.Error("another seed chooses the same patches")
	}
}
