package plot

import (
	"fmt"
	"math"
	"strconv"

	"github.com/gopathway/pathway/metrics"
	"github.com/gopathway/pathway/picture"
	"github.com/gopathway/pathway/tensor"
)

// This file: confusion matrices.

// Confusion draws how often elements of each class (a row) are given each class (a
// column). Colours tell shares of a row, by their square roots: rare classes show as well as
// common ones, and a few errors among many classes can be seen. The numbers are counts, written where there is room. Classes names the rows; nil: their
// numbers. The usual title is the accuracy. It panics unless there is a name for each class.
func Confusion(o Options, c *metrics.ConfusionMatrix, classes []string) *Plot {
	o.linear("Confusion")
	o.ranges("Confusion", false, false)
	n := c.Classes
	if classes == nil {
		for i := 0; i < n; i++ {
			classes = append(classes, strconv.Itoa(i))
		}
	}
	if len(classes) != n {
		panic(fmt.Sprintf("plot.Confusion: %d names for %d classes", len(classes), n))
	}
	roots, text, all := tensor.New(n, n), make([]string, n*n), int64(0)
	for i := 0; i < n; i++ {
		sum := int64(0)
		for _, count := range c.Counts[i*n : (i+1)*n] {
			sum += count
		}
		all += sum
		for k := i * n; k < (i+1)*n; k++ {
			if sum > 0 {
				roots.Data()[k] = float32(math.Sqrt(float64(c.Counts[k]) / float64(sum)))
			}
			if c.Counts[k] > 0 {
				text[k] = strconv.FormatInt(c.Counts[k], 10)
			}
		}
	}
	if o.Title == "" && all > 0 {
		o.Title = fmt.Sprintf("accuracy %.2f %% of %d", 100*c.Accuracy(), all)
	}
	return Matrix(o.labels("class given", "class"), Cells{
		Values: roots, Rows: classes, Columns: classes, Numbers: true, Text: text, root: true,
		Colours: picture.HeatOptions{High: 1},
	})
}
