package main

import (
	"errors"
	"fmt"

	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/train"
)

// This file: errors of other packages, told in terms of the flags.

// optionUsage makes the error of an option of package pipeline one of the flag of the
// same name. It returns other errors, and nil, as they are.
func optionUsage(err error) error {
	var o *pipeline.OptionError
	if errors.As(err, &o) {
		return usagef("--%s: %w", o.Option, o.Err)
	}
	return err
}

// advise adds to an error of package train which flags help.
func advise(err error) error {
	var resume *train.ResumeError
	var diverged *train.DivergedError
	switch {
	case errors.As(err, &resume):
		return fmt.Errorf("%w: choose another --out, or --overwrite to begin anew", err)
	case errors.As(err, &diverged) && !diverged.Samples:
		return fmt.Errorf("%w (try a smaller --lr)", err)
	}
	return err
}
