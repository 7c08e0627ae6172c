package train

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"path/filepath"
	"strconv"

	"github.com/gopathway/pathway/internal/atomicfile"
)

// History is the figures of the epochs of a run, in order.
type History []Record

// Record is the figures of one epoch.
type Record struct {
	Epoch     int     `json:"epoch"`          // counted from 1
	LR        float64 `json:"lr"`             // of the last step
	Loss      float64 `json:"train_loss"`     // mean over the training samples
	Accuracy  float64 `json:"train_accuracy"` // on the samples as trained on, augmented
	PerSecond float64 `json:"samples_per_second"`
	Masked    bool    `json:"masked,omitempty"` // of a masked autoencoder: there is no accuracy, neither here nor of Test
	Test      *Score  `json:"test,omitempty"`   // nil: nothing is evaluated after this epoch
}

// MarshalJSON implements json.Marshaler. A masked autoencoder's record says nothing of an
// accuracy, which a reader would take for one of 0.
func (r Record) MarshalJSON() ([]byte, error) {
	type plain Record // without this method
	if !r.Masked {
		return json.Marshal(plain(r))
	}
	type score struct {
		Samples int     `json:"samples"`
		Loss    float64 `json:"loss"`
	}
	row := struct {
		Epoch     int     `json:"epoch"`
		LR        float64 `json:"lr"`
		Loss      float64 `json:"train_loss"`
		PerSecond float64 `json:"samples_per_second"`
		Masked    bool    `json:"masked"`
		Test      *score  `json:"test,omitempty"`
	}{r.Epoch, r.LR, r.Loss, r.PerSecond, true, nil}
	if r.Test != nil {
		row.Test = &score{r.Test.Samples, r.Test.Loss}
	}
	return json.Marshal(row)
}

// Final returns the last evaluation, nil if there is none.
func (h History) Final() *Score {
	for i := len(h) - 1; i >= 0; i-- {
		if h[i].Test != nil {
			return h[i].Test
		}
	}
	return nil
}

// Write stores the figures in the folder dir, as MetricsCSV and MetricsJSON.
func (h History) Write(dir string) error {
	err := atomicfile.Write(filepath.Join(dir, MetricsCSV), func(w io.Writer) error {
		c := csv.NewWriter(w)
		rows := [][]string{{"epoch", "lr", "train_loss", "train_accuracy", "test_loss", "test_accuracy", "samples_per_second"}}
		for _, r := range h {
			testLoss, testAccuracy, accuracy := "", "", number(r.Accuracy)
			if r.Test != nil {
				testLoss, testAccuracy = number(r.Test.Loss), number(r.Test.Accuracy)
			}
			if r.Masked {
				testAccuracy, accuracy = "", ""
			}
			rows = append(rows, []string{strconv.Itoa(r.Epoch), number(r.LR), number(r.Loss), accuracy, testLoss, testAccuracy, strconv.FormatFloat(r.PerSecond, 'f', 1, 64)})
		}
		return c.WriteAll(rows)
	})
	if err != nil {
		return err
	}
	return atomicfile.Write(filepath.Join(dir, MetricsJSON), func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(h)
	})
}

// number writes v with six digits.
func number(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }
