package main

import (
	"errors"
	"fmt"

	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/train"
)

// This file: errors of other packages, in terms of the flags.

// optionUsage turns an option of package pipeline into the flag of its name. Other
// errors, and nil, stay as they are.
func optionUsage(err error) error {
	var o *pipeline.OptionError
	if errors.As(err, &o) {
		return usagef("--%s: %w", o.Option, o.Err)
	}
	return err
}

// advise adds to an error of package train what the flags of the program can do
// about it.
func advise(err error) error {
	var resume *train.ResumeError
	var diverged *train.DivergedError
	switch {
	case errors.As(err, &resume):
		return fmt.Errorf("%w: choose another --out, or --overwrite to begin anew", err)
	case errors.As(err, &diverged):
		return fmt.Errorf("%w (try a smaller --lr)", err)
	}
	return err
}
