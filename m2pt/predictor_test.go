package m2pt

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// A Predictor gives the bits of the ordinary tape, with pathways and merged,
// whether an image comes alone or with 63 others.
func TestPredictorBits(t *testing.T) {
	ctx := context.Background()
	x := tensor.New(64, 1, 12, 12).Normal(tensor.NewRNG(5), 0, 1)
	for _, c := range connections {
		m := modeltest.ViT(t, 1, c.target)
		if err := Reparameterize(m, modeltest.ViT(t, 2, c.aux), c.o); err != nil {
			t.Fatal(err)
		}
		setScales(m)
		merged := Merge(m)
		want := m.Forward(autograd.NewTape().Input(x)).Value.Data()
		for kind, m := range map[string]nn.Module{"pathways": m, "merged": merged} {
			what := c.name + ", " + kind
			modeltest.SameBits(t, what+", Predict", nn.Predict(m, x).Data(), want)
			p, err := nn.NewPredictor(m, nn.PredictorOptions{WarmUp: x})
			if err != nil {
				t.Fatal(err)
			}
			predict := func(x *tensor.Tensor) []float32 {
				y, err := p.Predict(ctx, x)
				if err != nil {
					t.Fatal(err)
				}
				return y.Data()
			}
			modeltest.SameBits(t, what, predict(x), want)
			classes := 5
			for i := 0; i < 64; i += 9 {
				modeltest.SameBits(t, fmt.Sprintf("%s, image %d alone", what, i), predict(tensor.Slice(nil, x, 0, i, i+1, 1)), want[i*classes:(i+1)*classes])
			}
		}
	}
}

// What a Predictor has packed is not copied into other models.
func TestTakenOverIsRefused(t *testing.T) {
	x := tensor.New(1, 1, 12, 12)
	plain, other, path := modeltest.ViT(t, 1, nil), modeltest.ViT(t, 2, nil), modeltest.ViT(t, 3, nil)
	if err := Reparameterize(path, other, Options{}); err != nil {
		t.Fatal(err)
	}
	l := &PathwayLinear{Weight: plain.Blocks[0].MLP.FC1.(*nn.Linear).Weight}
	l.addAux(other.Blocks[0].MLP.FC1.(*nn.Linear).Weight.Value, nil, autograd.Param(tensor.Full(1, 1)), true)
	for _, m := range []nn.Module{plain, path} {
		if _, err := nn.NewPredictor(m, nn.PredictorOptions{WarmUp: x}); err != nil {
			t.Fatal(err)
		}
	}
	for name, f := range map[string]func(){
		"Merge":               func() { Merge(plain) },
		"Merge of pathways":   func() { Merge(path) },
		"Model.Merge":         func() { (&Model{Config: testConfig(), Net: path}).Merge() },
		"Model.Logits":        func() { (&Model{Net: plain}).Logits(x) },
		"PathwayLinear.Merge": func() { l.Merge() },
		"Reparam":             func() { l.Forward(autograd.Inference().Input(tensor.New(1, 24))) },
	} {
		func() {
			defer func() {
				if r := fmt.Sprint(recover()); !strings.Contains(r, "packed") {
					t.Errorf("%s: panic %q", name, r)
				}
			}()
			f()
		}()
	}
	path2 := modeltest.ViT(t, 5, nil)
	for name, err := range map[string]error{
		"target":    Reparameterize(plain, other, Options{}),
		"auxiliary": Reparameterize(path2, plain, Options{}),
		"weights":   (&Model{Net: plain}).Save(filepath.Join(t.TempDir(), "m")),
	} {
		if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "took the model over") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(Scales(plain))+len(Scales(path2)) != 0 {
		t.Error("an error left pathways behind")
	}
}
