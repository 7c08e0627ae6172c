package metrics

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// Accuracy returns the share of targets that are the most likely class of logits, in
// [0, 1]: logits [batch, classes], or [batch, tokens, classes] with targets for each token
// in row-major order. Targets of autograd.IgnoreLabel do not count; without any other it is
// NaN. It panics with *tensor.ShapeError unless there is one target for each row of logits.
// Sums over batches are those of a ConfusionMatrix.
func Accuracy(logits *tensor.Tensor, targets []int) float64 {
	if logits.Rank() < 2 || logits.Dim(-1) == 0 || logits.Size()/logits.Dim(-1) != len(targets) {
		panic(tensor.NewShapeError("metrics.Accuracy", fmt.Sprintf("logits [..., classes] with %d rows, one for each target", len(targets)), logits))
	}
	right, all := 0, 0
	for i, class := range tensor.ArgMax(logits, -1) {
		if targets[i] == autograd.IgnoreLabel {
			continue
		}
		all++
		if class == targets[i] {
			right++
		}
	}
	return float64(right) / float64(all)
}
