package pipeline

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gopathway/pathway/m2pt"
)

// Task is what a model is trained to tell about a sample.
type Task string

const (
	Classify Task = "classify" // its class
	Segment  Task = "segment"  // the class of each of its points or pixels
)

// TaskOf returns what a model is for.
func TaskOf(c m2pt.Config) Task {
	if c.Segment != nil {
		return Segment
	}
	return Classify
}

// Check returns an [*OptionError] of the option "task" unless models of a modality
// can be trained for t. No task stands for Classify.
func (t Task) Check(modality m2pt.Modality) error {
	row, err := Lookup(modality)
	switch {
	case err != nil:
		return err
	case t != "" && t != Classify && t != Segment:
		return optionf("task", "found %q, want %s or %s", string(t), Classify, Segment)
	case t != "" && !slices.Contains(row.Tasks, t):
		return optionf("task", "there is no %s for %s, only for %s", t, modality, strings.Join(able(t), " and "))
	}
	return nil
}

// able returns the modalities that can be trained for a task.
func able(t Task) []string {
	var names []string
	for _, name := range Modalities() {
		if slices.Contains(mustLookup(name).Tasks, t) {
			names = append(names, string(name))
		}
	}
	return names
}

// OptionError reports an option that makes no sense for the data or the model. A
// program can tell from Option which of its flags or fields that is.
type OptionError struct {
	Option string // modality, data, task, validation, train-size, channels, side, category or invert
	Err    error
}

// Error implements error.
func (e *OptionError) Error() string { return fmt.Sprintf("%s: %v", e.Option, e.Err) }

// Unwrap returns Err.
func (e *OptionError) Unwrap() error { return e.Err }

func optionf(option, format string, args ...any) error {
	return &OptionError{option, fmt.Errorf(format, args...)}
}

// withOption returns err, less the name of package datasets, as an OptionError.
func withOption(option string, err error) error {
	if text, ok := strings.CutPrefix(err.Error(), "datasets: "); ok {
		err = errors.New(text)
	}
	return &OptionError{option, err}
}
