package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/train"
)

// This file: checks of flags that several commands have.

// parseModality checks --modality.
func parseModality(s string) (m2pt.Modality, error) {
	row, err := pipeline.Lookup(m2pt.Modality(s))
	return row.Name, optionUsage(err)
}

// optionUsage turns an option of package pipeline into the flag of its name. Other
// errors, and nil, stay as they are.
func optionUsage(err error) error {
	var o *pipeline.OptionError
	if errors.As(err, &o) {
		return usagef("--%s: %w", o.Option, o.Err)
	}
	return err
}

// same reports whether two names are those of one file.
func same(a, b string) bool {
	x, errA := os.Stat(a)
	y, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(x, y)
}

// modelFile returns the file of a model that is named by it or by its folder.
func modelFile(path string) string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return filepath.Join(path, m2pt.ModelFile)
	}
	return path
}

// keepModels refuses a flag whose file would overwrite one of the models that the
// command reads: each is a file or the folder of a run.
func keepModels(flag, file string, models ...string) error {
	for _, m := range models {
		if same(file, modelFile(m)) {
			return usagef("%s: %s would overwrite the model %s", flag, file, m)
		}
	}
	return nil
}

// keepRun refuses a flag whose folder holds the run of a training: a model that is
// written there would replace the model of that run.
func keepRun(flag, dir string) error {
	if _, err := os.Stat(filepath.Join(dir, train.CheckpointFile)); err == nil {
		return usagef("%s: %s holds a run, whose model would be overwritten: choose another folder", flag, dir)
	}
	return nil
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
