package nn_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gopathway/pathway/formats"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/checkpoint"
	"github.com/gopathway/pathway/tensor"
)

func TestWeightsRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.safetensors")
	a, b := modeltest.NewBag(1), modeltest.NewBag(2)
	if err := nn.SaveWeights(path, a, map[string]string{"format": "pt"}); err != nil {
		t.Fatal(err)
	}
	if err := nn.LoadWeights(path, b); err != nil {
		t.Fatal(err)
	}
	for i := range a {
		if !slices.Equal(a[i].Param.Value.Data(), b[i].Param.Value.Data()) {
			t.Errorf("%s differs", a[i].Name)
		}
	}
	dict, meta, err := nn.ReadWeights(path)
	if err != nil || len(dict) != len(a) || meta["format"] != "pt" {
		t.Errorf("ReadWeights: %d tensors, metadata %v, %v", len(dict), meta, err)
	}
}

func TestStateDictSharesAndKeepsOrder(t *testing.T) {
	b := modeltest.NewBag(1)
	dict := nn.StateDict(b)
	for i, p := range b {
		if dict[i].Name != p.Name || dict[i].Tensor != p.Param.Value {
			t.Errorf("entry %d is %s, want %s itself", i, dict[i].Name, p.Name)
		}
	}
}

// misfit is a state dict that differs from newBag's in all three ways.
func misfit() []tensor.Named {
	dict := nn.StateDict(modeltest.NewBag(2))
	dict[0].Tensor = tensor.Full(4, 5, 7)                                      // head.weight transposed
	dict[2].Name = "fc.bias"                                                   // for head.bias
	return append(dict, tensor.Named{Name: "scale", Tensor: tensor.Scalar(0)}) // twice
}

func TestLoadStateDictStrict(t *testing.T) {
	const text = "1 missing: head.bias; 2 unexpected: fc.bias, scale; 1 mis-shaped: head.weight (model [7 5], file [5 7])"
	b, untouched := modeltest.NewBag(1), modeltest.NewBag(1)
	r, err := nn.LoadStateDict(b, misfit(), true)
	if err == nil || err.Error() != "state dict: "+text {
		t.Errorf("error %v\nwant state dict: %s", err, text)
	}
	if r.String() != text {
		t.Errorf("report %v", r)
	}
	for i := range b {
		if !slices.Equal(b[i].Param.Value.Data(), untouched[i].Param.Value.Data()) {
			t.Errorf("%s was changed", b[i].Name)
		}
	}
}

func TestLoadStateDictLenient(t *testing.T) {
	b, from := modeltest.NewBag(1), modeltest.NewBag(2)
	r, err := nn.LoadStateDict(b, misfit(), false)
	if err != nil || r.Complete() || len(r.Missing) != 1 || len(r.Unexpected) != 2 || len(r.Misshaped) != 1 {
		t.Fatalf("report %v, error %v", r, err)
	}
	for i, copied := range []bool{false, true, false, true} {
		if got := slices.Equal(b[i].Param.Value.Data(), from[i].Param.Value.Data()); got != copied {
			t.Errorf("%s copied: %v, want %v", b[i].Name, got, copied)
		}
	}
}

func TestReportListsTen(t *testing.T) {
	var many modeltest.Bag
	for i := 0; i < 12; i++ {
		many = append(many, modeltest.Named(fmt.Sprintf("p%d", i), 1))
	}
	_, err := nn.LoadStateDict(many, nil, true)
	want := "state dict: 12 missing: p0, p1, p2, p3, p4, p5, p6, p7, p8, p9 and 2 more"
	if err == nil || err.Error() != want {
		t.Errorf("error %v\nwant %s", err, want)
	}
	r, err := nn.LoadStateDict(many, nn.StateDict(many), true)
	if err != nil || r.String() != "all tensors fit" {
		t.Errorf("report %v, error %v", r, err)
	}
}

func TestLoadWeightsErrors(t *testing.T) {
	b := modeltest.NewBag(1)
	run := filepath.Join(t.TempDir(), "run.ckpt")
	if err := checkpoint.Save(run, &checkpoint.State{Model: nn.StateDict(b)}); err != nil {
		t.Fatal(err)
	}
	modeltest.WantError(t, nn.LoadWeights(run, b), run, "is a training checkpoint", "checkpoint.Load")
	path := filepath.Join(t.TempDir(), "w.safetensors")
	modeltest.WantError(t, nn.LoadWeights(path, b), path, "no such file")
	if err := formats.SaveSafetensors(path, nil, misfit()[:5]); err != nil {
		t.Fatal(err)
	}
	modeltest.WantError(t, nn.LoadWeights(path, b), "weights: "+path, "1 missing: head.bias", "1 unexpected: fc.bias", "head.weight (model [7 5], file [5 7])")
}
