package train

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
)

// This file: the errors that callers tell apart.

// ErrInterrupted is what errors.Is finds in the error of a run or an evaluation
// whose context ended. The error also wraps the context's own.
var ErrInterrupted = errors.New("interrupted")

// interrupted is ErrInterrupted with its cause and how to go on.
type interrupted struct {
	cause  error
	advice string // begins with a space; "": none
}

// Error implements error.
func (e *interrupted) Error() string { return ErrInterrupted.Error() + e.advice }

// Unwrap makes errors.Is find ErrInterrupted and the context's error.
func (e *interrupted) Unwrap() []error { return []error{ErrInterrupted, e.cause} }

// interruption returns ErrInterrupted if err says that ctx has ended, else err.
func interruption(ctx context.Context, err error) error {
	if cause := ctx.Err(); cause != nil && errors.Is(err, cause) {
		return &interrupted{cause: cause}
	}
	return err
}

// DivergedError says that the loss or its gradient is no longer a finite number.
type DivergedError struct {
	Epoch, Batch int     // counted from 1
	Loss         float64 // finite if it is the gradient that is not
	Samples      bool    // the samples of the batch hold values that are no finite numbers: no recipe helps
	Checkpoint   string  // the last good checkpoint; "": there is none
}

// Error implements error.
func (e *DivergedError) Error() string {
	last := "there is no checkpoint yet"
	if e.Checkpoint != "" {
		last = "the last good checkpoint is " + e.Checkpoint
	}
	what := fmt.Sprintf("the loss is %v", e.Loss)
	if !math.IsNaN(e.Loss) && !math.IsInf(e.Loss, 0) {
		what = "the gradient is not finite"
	}
	if e.Samples {
		return fmt.Sprintf("%s because samples hold values that are no finite numbers: epoch %d, batch %d; %s", what, e.Epoch, e.Batch, last)
	}
	return fmt.Sprintf("training diverged: %s in epoch %d, batch %d; %s", what, e.Epoch, e.Batch, last)
}

// ResumeError says that the checkpoint in the folder of a run is of no use to it:
// it cannot be read, or another run wrote it.
type ResumeError struct {
	Path        string   // the checkpoint
	Differences []string // between the runs, such as "recipe.lr is 0.1, the checkpoint's run has 0.01"
	Err         error    // why the file cannot be used, if there are no differences
}

// maxDifferences bounds the differences that an error tells of.
const maxDifferences = 4

// Error implements error.
func (e *ResumeError) Error() string {
	if e.Err != nil {
		return e.Err.Error()
	}
	list, more := e.Differences, ""
	if len(list) > maxDifferences {
		more = fmt.Sprintf("; and %d more differences", len(list)-maxDifferences)
		list = list[:maxDifferences]
	}
	return fmt.Sprintf("%s belongs to a run with other settings: %s%s", e.Path, strings.Join(list, "; "), more)
}

// Unwrap returns why the file cannot be used.
func (e *ResumeError) Unwrap() error { return e.Err }
