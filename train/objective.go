package train

import "fmt"

// Objective is what a model is pretrained to do.
type Objective string

// The objectives.
const (
	ObjectiveMAE    Objective = "mae"    // rebuild the tokens that are masked, without labels
	ObjectiveLabels Objective = "labels" // predict labels, as in ordinary training
)

// Check returns an error that says which objectives there are, or nil if o is one.
func (o Objective) Check() error {
	if o != ObjectiveMAE && o != ObjectiveLabels {
		return fmt.Errorf("found %q, want %s or %s", string(o), ObjectiveMAE, ObjectiveLabels)
	}
	return nil
}
