package train

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"sort"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/train/recipe"
)

// Identity tells what the model of a run comes from; Setup.Build says it. The
// texts are compared and not interpreted. Hashes of contents are good; names of
// files are not, since a file may change. An empty text says that there is no
// such model.
type Identity struct {
	Init        string   `json:"init,omitempty"`        // the model whose weights the run begins with
	InitBlocks  string   `json:"init_blocks,omitempty"` // the model whose blocks it begins with
	Auxiliaries []string `json:"auxiliaries,omitempty"` // those of the pathways
}

// runIdentity is all that determines the bits of a run: a checkpoint holds it, and
// an equal run alone goes on from there. Checkpoints of older programs have the
// first three fields and no more; what a checkpoint does not have is not compared.
type runIdentity struct {
	Model   m2pt.Config   `json:"model"`
	Recipe  recipe.Recipe `json:"recipe"`
	Samples int           `json:"samples"`

	Data    string    `json:"data,omitempty"`    // fingerprint of the training set
	Origin  *Identity `json:"origin,omitempty"`  // of the model
	Frozen  []string  `json:"frozen"`            // parameters that are not trained, sorted
	Weights string    `json:"weights,omitempty"` // hash of those that training begins with
}

// identify returns the identity of a run that has not begun.
func identify(m *m2pt.Model, s datasets.Set, r recipe.Recipe, o Identity) runIdentity {
	r.MadeFor = recipe.MadeFor{} // it tells people what r is for
	id := runIdentity{Model: m.Config, Recipe: r, Samples: s.Len(), Data: datasets.Fingerprint(s), Origin: &o, Frozen: []string{}, Weights: weightsHash(m.Net)}
	for _, p := range nn.Params(m.Net) {
		if !p.Param.RequiresGrad() {
			id.Frozen = append(id.Frozen, p.Name)
		}
	}
	sort.Strings(id.Frozen)
	return id
}

// differences says what differs between a run and the run that wrote a checkpoint.
// What follows from another difference is left out: other samples make other data,
// another seed makes other weights.
func (id runIdentity) differences(old runIdentity) []string {
	if old.Model.PosResize == "" && id.Model.PosResize == nn.PosBicubic {
		old.Model.PosResize = nn.PosBicubic // older programs knew no other way and did not say it
	}
	list := append(compare("model", id.Model, old.Model), compare("recipe", id.Recipe, old.Recipe)...)
	if id.Samples != old.Samples {
		list = append(list, differs("samples", id.Samples, old.Samples))
	} else if old.Data != "" && id.Data != old.Data {
		list = append(list, "the training data differ from those of the checkpoint's run")
	}
	if id.Origin != nil && old.Origin != nil {
		list = append(list, id.Origin.differences(*old.Origin)...)
	}
	if old.Frozen != nil {
		for _, name := range id.Frozen {
			if !slices.Contains(old.Frozen, name) {
				list = append(list, name+" is frozen, the checkpoint's run trains it")
			}
		}
		for _, name := range old.Frozen {
			if !slices.Contains(id.Frozen, name) {
				list = append(list, name+" is trained, the checkpoint's run has it frozen")
			}
		}
	}
	if len(list) == 0 && old.Weights != "" && id.Weights != old.Weights {
		list = append(list, "the weights that training begins with differ from those of the checkpoint's run")
	}
	return list
}

// differences says which of the models differ that a model comes from.
func (o Identity) differences(old Identity) []string {
	var list []string
	text := func(field, now, then string) {
		switch {
		case now == then:
		case then == "":
			list = append(list, field+" is set, the checkpoint's run has none")
		case now == "":
			list = append(list, field+" is not set, the checkpoint's run has one")
		default:
			list = append(list, field+" is another model than that of the checkpoint's run")
		}
	}
	text("init", o.Init, old.Init)
	text("init_blocks", o.InitBlocks, old.InitBlocks)
	if len(o.Auxiliaries) != len(old.Auxiliaries) {
		return append(list, differs("the number of auxiliaries", len(o.Auxiliaries), len(old.Auxiliaries)))
	}
	for i := range o.Auxiliaries {
		text(fmt.Sprintf("auxiliary %d", i+1), o.Auxiliaries[i], old.Auxiliaries[i])
	}
	return list
}

// compare says in which fields two values of one type differ, by the names that
// the fields have in JSON.
func compare(name string, now, then any) []string {
	var list []string
	walk(name, plain(now), plain(then), func(path string, a, b any) {
		list = append(list, differs(path, a, b))
	})
	return list
}

// differs says that a field of a run has another value than the checkpoint's.
func differs(field string, now, then any) string {
	text := func(v any) string {
		if v == nil {
			return "not set"
		}
		s, err := json.Marshal(v)
		if err != nil {
			panic(err) // it comes from JSON
		}
		if len(s) > 60 {
			return string(s[:57]) + "..."
		}
		return string(s)
	}
	return fmt.Sprintf("%s is %s, the checkpoint's run has %s", field, text(now), text(then))
}

// plain returns v as maps, lists, numbers and texts.
func plain(v any) any {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // configurations and recipes go to JSON
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber() // a seed has more digits than a float64
	var p any
	if err := d.Decode(&p); err != nil {
		panic(err) // it was JSON
	}
	return p
}

// walk calls differ for every value in which a and b, as plain makes them, differ,
// in the order of the names.
func walk(path string, a, b any, differ func(path string, a, b any)) {
	x, isMap := a.(map[string]any)
	y, both := b.(map[string]any)
	if !isMap || !both {
		if !reflect.DeepEqual(a, b) {
			differ(path, a, b)
		}
		return
	}
	names := map[string]bool{}
	for k := range x {
		names[k] = true
	}
	for k := range y {
		names[k] = true
	}
	sorted := make([]string, 0, len(names))
	for k := range names {
		sorted = append(sorted, k)
	}
	sort.Strings(sorted)
	for _, k := range sorted {
		walk(path+"."+k, x[k], y[k], differ)
	}
}
