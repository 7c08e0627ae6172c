package nn

import (
	"fmt"

	"github.com/gopathway/pathway/formats"
	"github.com/gopathway/pathway/tensor"
)

// This file: state dicts, a model's parameters by timm's names in the order of
// the model's walk, and files of them. Everything is checked before anything is
// copied.

// StateDict returns all parameters of m by name, in the order of its walk.
// The tensors are the model's own, not copies.
func StateDict(m Module) []tensor.Named {
	params := Params(m)
	dict := make([]tensor.Named, len(params))
	for i, p := range params {
		dict[i] = tensor.Named{Name: p.Name, Tensor: p.Param.Value}
	}
	return dict
}

// LoadStateDict copies the tensors of dict into the parameters of m with the
// same names. With strict, a missing, unexpected or mis-shaped tensor is an
// error that names it, and nothing is copied. Without, what fits is copied;
// the report then lists the rest and should be shown.
func LoadStateDict(m Module, dict []tensor.Named, strict bool) (*LoadReport, error) {
	if err := TakenOver(m); err != nil {
		return new(LoadReport), err
	}
	return LoadParams(Params(m), dict, strict, "state dict")
}

// SaveWeights writes the state dict of m to a safetensors file, with meta
// (which may be nil) as the file's metadata. The file appears whole or not at
// all.
func SaveWeights(path string, m Module, meta map[string]string) error {
	if err := TakenOver(m); err != nil {
		return fmt.Errorf("weights: %s: %w", path, err)
	}
	if err := formats.SaveSafetensors(path, meta, StateDict(m)); err != nil {
		return fmt.Errorf("weights: %w", err)
	}
	return nil
}

// LoadWeights loads a file that SaveWeights wrote, or any safetensors file
// with timm's names and shapes, into m. Every missing, unexpected or
// mis-shaped tensor is an error that names it, and m is then as it was.
func LoadWeights(path string, m Module) error {
	if err := TakenOver(m); err != nil {
		return fmt.Errorf("weights: %s: %w", path, err)
	}
	f, err := OpenWeights(path)
	if err != nil {
		return err
	}
	defer f.Close()
	params := Params(m)
	if err := CompareParams(params, fileSpecs(f)).Err("weights: " + path); err != nil {
		return err
	}
	dict, err := ReadTensors(f)
	if err != nil {
		return fmt.Errorf("weights: %w", err)
	}
	_, err = LoadParams(params, dict, true, "weights: "+path)
	return err
}

// FillWeights is LoadWeights for an open file, without a copy in between: after
// an error in reading, the weights of m are undefined. It serves models that
// were made to be loaded.
func FillWeights(f *formats.SafetensorsFile, m Module) error {
	if err := TakenOver(m); err != nil {
		return err
	}
	params := Params(m)
	if err := CompareParams(params, fileSpecs(f)).Err("weights"); err != nil {
		return err
	}
	for _, p := range params {
		if err := f.TensorInto(p.Param.Value, p.Name); err != nil {
			return err
		}
	}
	return nil
}

// CheckFinite is an error that names the first parameter of m with an element that is
// NaN or infinite. Such a model answers NaN to everything.
func CheckFinite(m Module) error {
	for _, p := range Params(m) {
		for i, v := range p.Param.Value.Data() {
			if v-v != 0 {
				return fmt.Errorf("weights: tensor %q: element %d is %v, want finite numbers: the training that wrote it diverged, or the file is damaged", p.Name, i, v)
			}
		}
	}
	return nil
}

// fileSpecs returns the names and shapes of a file.
func fileSpecs(f *formats.SafetensorsFile) []TensorSpec {
	var got []TensorSpec
	for _, name := range f.Names() {
		_, shape, _ := f.Info(name)
		got = append(got, TensorSpec{name, shape})
	}
	return got
}

// ReadWeights reads all tensors of a safetensors file and its metadata. The
// caller may rename tensors of a foreign model, or leave some out, before
// LoadStateDict.
func ReadWeights(path string) (dict []tensor.Named, meta map[string]string, err error) {
	f, err := OpenWeights(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	if dict, err = ReadTensors(f); err != nil {
		return nil, nil, fmt.Errorf("weights: %w", err)
	}
	return dict, f.Metadata(), nil
}

// OpenWeights opens a safetensors file of weights; a training checkpoint is an
// error.
func OpenWeights(path string) (*formats.SafetensorsFile, error) {
	f, err := formats.OpenSafetensors(path)
	if err != nil {
		return nil, fmt.Errorf("weights: %w", err)
	}
	if _, ok := f.Metadata()[CheckpointKey]; ok {
		f.Close()
		return nil, fmt.Errorf("weights: %s is a training checkpoint; checkpoint.Load reads it", path)
	}
	return f, nil
}

// ReadTensors reads all tensors of f, in the order of their data.
func ReadTensors(f *formats.SafetensorsFile) ([]tensor.Named, error) {
	var dict []tensor.Named
	for _, name := range f.Names() {
		t, err := f.Tensor(name)
		if err != nil {
			return nil, err
		}
		dict = append(dict, tensor.Named{Name: name, Tensor: t})
	}
	return dict, nil
}

// LoadParams is LoadStateDict for a list of parameters. Errors begin with what.
func LoadParams(params []NamedParam, dict []tensor.Named, strict bool, what string) (*LoadReport, error) {
	r := CompareParams(params, Specs(dict))
	if strict && !r.Complete() {
		return r, r.Err(what)
	}
	have := make(map[string]*tensor.Tensor, len(dict))
	for _, t := range dict {
		if have[t.Name] == nil { // the second of a name is unexpected
			have[t.Name] = t.Tensor
		}
	}
	for _, p := range params {
		if t := have[p.Name]; t != nil && tensor.SameShape(t, p.Param.Value) {
			p.Param.Value.CopyFrom(t)
		}
	}
	return r, nil
}

// CompareParams reports how the tensors of a file differ from params.
func CompareParams(params []NamedParam, got []TensorSpec) *LoadReport {
	want := make([]TensorSpec, len(params))
	for i, p := range params {
		want[i] = TensorSpec{p.Name, p.Param.Shape()}
	}
	r := new(LoadReport)
	r.Compare(want, got)
	return r
}

// Specs returns the names and shapes of dict.
func Specs(dict []tensor.Named) []TensorSpec {
	s := make([]TensorSpec, len(dict))
	for i, t := range dict {
		s[i] = TensorSpec{t.Name, t.Tensor.Shape()}
	}
	return s
}

// CheckpointKey is the key of the metadata in files of package checkpoint.
// Functions that read weights refuse such files by it.
const CheckpointKey = "checkpoint"
