package main

import (
	"fmt"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
)

// This file: whether the samples that eval holds out are those that a model was not
// trained on. The model's file says what it was trained on and how many samples were held
// out.

// noTestPart says how to evaluate a model on data that has no test part.
func (o *evalOptions) noTestPart(path string, c m2pt.Config) error {
	if t := c.Trained; t.Validation {
		return fmt.Errorf("%s has no test part. The model was tested on %d samples that training left out; this measures on them again: m2pt eval %s --data %s --validation %[2]d", o.data, t.TestSamples, path, o.data)
	}
	return fmt.Errorf("%s has no test part: put samples that the model has not seen into %[1]s/test, or train with --validation N and give eval the same N", o.data)
}

// checkHeldOut returns an error if the model was trained on some of the samples that
// --validation holds out, and notes where that may be.
func (o *evalOptions) checkHeldOut(c m2pt.Config, data *pipeline.Corpus) ([]string, error) {
	t := c.Trained
	if o.validation == 0 || t.Data != data.Name {
		return nil, nil
	}
	if t.Validation && t.TestSamples != o.validation {
		return nil, usagef("--validation is %d, but training left %d samples of %s out: the model has seen some of these; give --validation %[2]d", o.validation, t.TestSamples, data.Name)
	}
	if !t.Validation {
		return []string{fmt.Sprintf("the model was trained on %s without --validation: it may have seen these samples", data.Name)}, nil
	}
	if n := data.Train.Len(); n != t.Samples {
		return []string{fmt.Sprintf("training had %d samples of %s, here %d are left: unless --train-size chose them, files have come or gone, and the model may have seen some of these samples", t.Samples, data.Name, n)}, nil
	}
	return nil, nil
}
