package nn_test

import (
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// named is a module of parameters of given names and numbers of elements.
type named []struct {
	name string
	n    int
}

func (m named) Forward(x *autograd.Var) *autograd.Var { return x }

func (m named) NamedParams(prefix string, yield func(nn.NamedParam)) {
	for _, p := range m {
		yield(nn.NamedParam{Name: prefix + p.name, Param: autograd.Param(tensor.New(p.n))})
	}
}

// Layers share a line if they differ in the number of their block alone and no block lies
// between them that has another one.
func TestLayerTableJoinsBlocks(t *testing.T) {
	for want, m := range map[string]named{
		"blocks.0-2.norm|scale|all":           {{"blocks.0.norm.weight", 2}, {"blocks.1.norm.weight", 2}, {"blocks.2.norm.weight", 2}, {"scale", 1}},
		"blocks.0.a|blocks.1.a|all":           {{"blocks.0.a.weight", 2}, {"blocks.1.a.weight", 3}},
		"blocks.0.a|blocks.2.a|all":           {{"blocks.0.a.weight", 2}, {"blocks.2.a.weight", 2}},
		"blocks.0-1.a|blocks.2.a|all":         {{"blocks.0.a.weight", 2}, {"blocks.1.a.weight", 2}, {"blocks.2.a.weight", 5}},
		"0-1|all":                             {{"0.weight", 2}, {"1.weight", 2}},
		"enc.blocks.0-1.a|dec.blocks.0.a|all": {{"enc.blocks.0.a.weight", 2}, {"enc.blocks.1.a.weight", 2}, {"dec.blocks.0.a.weight", 2}},
		"all":                                 nil,
	} {
		var got []string
		for _, line := range strings.Split(strings.TrimSpace(nn.LayerTable(m)), "\n")[1:] {
			got = append(got, strings.Fields(line)[0])
		}
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("%v: lines %q, want %q", m, s, want)
		}
	}
}

// A model that a Predictor has taken over has a table, too: nothing of it is trained.
func TestLayerTableOfPackedModel(t *testing.T) {
	c := nn.ViTMini(32, 10)
	m, err := nn.NewViT(c, tensor.NewRNG(1))
	if err != nil {
		t.Fatal(err)
	}
	before := nn.LayerTable(m)
	if _, err := nn.NewPredictor(m, nn.PredictorOptions{Concurrency: 1}); err != nil {
		t.Fatal(err)
	}
	after := nn.LayerTable(m)
	cut := func(s string) string { return s[:strings.LastIndex(strings.TrimSpace(s), "\n")] }
	if cut(before) != cut(after) {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
	if last := strings.Fields(before[strings.LastIndex(strings.TrimSpace(before), "\n"):]); strings.Join(last, " ") != "all trained 78,794" {
		t.Errorf("the sum of a trained model: %s", before)
	}
}
