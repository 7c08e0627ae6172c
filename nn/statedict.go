package nn

import "github.com/gopathway/pathway/tensor"

// State dicts: a model's parameters by timm's names, in the order of the
// model's walk. Everything is checked before anything is copied.

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
	return loadInto(Params(m), dict, strict, "state dict")
}

// loadInto is LoadStateDict for a list of parameters.
func loadInto(params []NamedParam, dict []tensor.Named, strict bool, what string) (*LoadReport, error) {
	r := compareParams(params, specs(dict))
	if strict && !r.Complete() {
		return r, r.err(what)
	}
	have := make(map[string]*tensor.Tensor, len(dict))
	for _, t := range dict {
		have[t.Name] = t.Tensor
	}
	for _, p := range params {
		if t := have[p.Name]; t != nil && tensor.SameShape(t, p.Param.Value) {
			p.Param.Value.CopyFrom(t)
		}
	}
	return r, nil
}

// compareParams reports how the tensors of a file differ from params.
func compareParams(params []NamedParam, got []tensorSpec) *LoadReport {
	want := make([]tensorSpec, len(params))
	for i, p := range params {
		want[i] = tensorSpec{p.Name, p.Param.Shape()}
	}
	r := new(LoadReport)
	r.compare(want, got)
	return r
}

// specs returns the names and shapes of dict.
func specs(dict []tensor.Named) []tensorSpec {
	s := make([]tensorSpec, len(dict))
	for i, t := range dict {
		s[i] = tensorSpec{t.Name, t.Tensor.Shape()}
	}
	return s
}
