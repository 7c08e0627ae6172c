package main

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"path/filepath"
	"strconv"

	"github.com/gopathway/pathway/internal/atomicfile"
)

// Names of the files with a run's figures.
const (
	metricsCSV  = "metrics.csv"
	metricsJSON = "metrics.json"
)

// record is the figures of one epoch.
type record struct {
	Epoch     int     `json:"epoch"`
	LR        float64 `json:"lr"` // of the last step
	Loss      float64 `json:"train_loss"`
	Accuracy  float64 `json:"train_accuracy"` // on the samples as trained on, augmented
	PerSecond float64 `json:"samples_per_second"`
	Test      *score  `json:"test,omitempty"` // nil: not evaluated after this epoch
}

// history is the figures of all epochs so far.
type history []record

// final returns the last evaluation.
func (h history) final() *score {
	for i := len(h) - 1; i >= 0; i-- {
		if h[i].Test != nil {
			return h[i].Test
		}
	}
	return nil
}

// write stores the figures as CSV and JSON in folder dir.
func (h history) write(dir string) error {
	err := atomicfile.Write(filepath.Join(dir, metricsCSV), func(w io.Writer) error {
		c := csv.NewWriter(w)
		rows := [][]string{{"epoch", "lr", "train_loss", "train_accuracy", "test_loss", "test_accuracy", "samples_per_second"}}
		for _, r := range h {
			testLoss, testAccuracy := "", ""
			if r.Test != nil {
				testLoss, testAccuracy = number(r.Test.Loss), number(r.Test.Accuracy)
			}
			rows = append(rows, []string{strconv.Itoa(r.Epoch), number(r.LR), number(r.Loss), number(r.Accuracy), testLoss, testAccuracy, strconv.FormatFloat(r.PerSecond, 'f', 1, 64)})
		}
		return c.WriteAll(rows)
	})
	if err != nil {
		return err
	}
	return writeJSON(filepath.Join(dir, metricsJSON), h)
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }

// writeJSON stores v, indented, whole or not at all.
func writeJSON(path string, v any) error {
	return atomicfile.Write(path, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(v)
	})
}
