package point

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

func newMAE(t testing.TB, seed uint64) *MAE {
	t.Helper()
	m, err := NewMAE(MAEConfig{Config: small, DecoderDepth: 2}, tensor.NewRNG(seed))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMAE(t *testing.T) {
	m, x := newMAE(t, 1), modeltest.Clouds(1, 4, 40)
	mask := m.Mask(4, tensor.NewRNG(1))
	for b := 0; b < 4; b++ {
		n := 0
		for _, v := range mask[9*b : 9*b+9] {
			if v {
				n++
			}
		}
		if n != 5 { // 60 % of 9
			t.Errorf("%d groups of cloud %d are masked", n, b)
		}
	}
	if slices.Equal(mask, m.Mask(4, tensor.NewRNG(2))) {
		t.Error("two seeds give one mask")
	}

	// Without training, MaskedLoss always draws the same mask.
	eval := func() float32 { return nn.MaskedLoss(m, autograd.Inference().Input(x)).Value.Item() }
	if a, b := eval(), eval(); a != b {
		t.Errorf("the loss is %v, then %v", a, b)
	}

	// The loss falls.
	losses := modeltest.Fit(m, 2e-3, 60, func(_ int, tape *autograd.Tape) *autograd.Var {
		return nn.MaskedLoss(m, tape.Input(x))
	})
	if first, last := losses[0], losses[59]; !(last < first/2) {
		t.Errorf("the loss went from %v to %v", first, last)
	}

	for name, bad := range map[string][]bool{
		"short": mask[1:], "none": make([]bool, 36), "unequal": append([]bool{!mask[0]}, mask[1:]...),
		"as many in all": append(append(append([]bool(nil), mask[:18]...), slices.Repeat([]bool{true}, 9)...), append([]bool{true}, make([]bool, 8)...)...),
	} {
		err := tensor.Catch(func() { m.Loss(autograd.Inference().Input(x), bad) })
		if e, ok := err.(*tensor.ShapeError); !ok || e.Op != "point.MAE" {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// What is rebuilt does not depend on the token of a masked group.
func TestMAEHidesMaskedGroups(t *testing.T) {
	m := newMAE(t, 1)
	centers := tensor.New(1, 4, 3).Uniform(tensor.NewRNG(1), -1, 1)
	rebuilt := func(seed uint64) []float32 {
		tokens := tensor.New(1, 4, 24).Uniform(tensor.NewRNG(1), -1, 1)
		for i := 24; i < 48; i++ { // group 1 is masked
			tokens.Data()[i] = float32(seed)
		}
		tape := autograd.Inference()
		return m.rebuild(tape.Input(centers), tape.Input(tokens), []int{0, 2, 3}, []int{1}).Value.Clone().Data()
	}
	modeltest.SameBits(t, "rebuilt", rebuilt(1), rebuilt(2))
}

func TestTransferFromMAE(t *testing.T) {
	mae, to := newMAE(t, 1), newTransformer(t, 2, nil)
	head := to.Head[0].(*nn.Linear).Weight.Value.Clone()
	if err := nn.Transfer(to, mae, nn.TransferOptions{}); err != nil {
		t.Fatal(err)
	}
	modeltest.SameBits(t, "head", to.Head[0].(*nn.Linear).Weight.Value.Data(), head.Data())
	have := map[string]*autograd.Var{}
	for _, p := range nn.Params(to) {
		have[p.Name] = p.Param
	}
	copied := 0
	for _, p := range nn.Params(mae) {
		if name, ok := strings.CutPrefix(p.Name, "MAE_encoder."); ok {
			modeltest.SameBits(t, name, have[name].Value.Data(), p.Param.Value.Data())
			copied++
		}
	}
	if copied != 18+4+3*11+2 {
		t.Errorf("%d tensors copied", copied)
	}
	other := newTransformer(t, 2, func(c *Config) { c.Depth = 4 })
	before := logits(other, modeltest.Clouds(1, 1, 40))
	if err := nn.Transfer(other, mae, nn.TransferOptions{}); err == nil || !strings.Contains(err.Error(), "blocks.blocks.3") {
		t.Errorf("error %v", err)
	}
	modeltest.SameBits(t, "after an error", logits(other, modeltest.Clouds(1, 1, 40)), before)
}

// What is rebuilt is the cloud but for masked groups: all that is seen are points
// of the cloud, in both results, and nothing else is.
func TestReconstruct(t *testing.T) {
	m := newMAE(t, 1)
	x := tensor.New(2, 40, 3).Normal(tensor.NewRNG(5), 0, 0.5)
	mask := m.Mask(2, tensor.NewRNG(1))
	seen, rebuilt := m.Reconstruct(x, mask)
	if loss := m.MeanLoss(x, mask); !(loss > 0) {
		t.Errorf("the loss of the mean is %v", loss)
	}
	of := func(cloud int, p []float32) bool {
		for i := 0; i < x.Dim(1); i++ {
			q := x.Data()[(cloud*x.Dim(1)+i)*3:]
			if math.Abs(float64(p[0]-q[0]))+math.Abs(float64(p[1]-q[1]))+math.Abs(float64(p[2]-q[2])) < 1e-5 {
				return true
			}
		}
		return false
	}
	for i := 0; i < seen.Size(); i += 3 {
		if !of(i/(3*seen.Dim(1)), seen.Data()[i:i+3]) {
			t.Fatalf("point %d that is seen is none of the cloud's", i/3)
		}
	}
	size := m.Config.GroupSize
	for i := 0; i < rebuilt.Dim(0)*rebuilt.Dim(1); i++ {
		if was := of(i/rebuilt.Dim(1), rebuilt.Data()[3*i:3*i+3]); was == mask[i/size] {
			t.Fatalf("point %d of group %d, masked: %v, is the cloud's: %v", i, i/size, mask[i/size], was)
		}
	}
}
