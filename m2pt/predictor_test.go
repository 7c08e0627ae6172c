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
	x := modeltest.Images(modeltest.ViT(t, 1, nil).Config, 64)
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

// What a Predictor has packed is not copied into other models; it goes on to
// compute what it did. Pathways are not packed: a net of nothing else can still be
// merged.
func TestTakenOverIsRefused(t *testing.T) {
	plain, other, some, all := modeltest.ViT(t, 1, nil), modeltest.ViT(t, 2, nil), modeltest.ViT(t, 3, nil), modeltest.ViT(t, 4, nil)
	x := modeltest.Images(plain.Config, 1)
	for m, o := range map[*nn.ViT]Options{some: {AuxBlocks: 1}, all: {}} {
		if err := Reparameterize(m, other, o); err != nil {
			t.Fatal(err)
		}
		setScales(m)
	}
	want := map[nn.Module][]float32{}
	for _, m := range []nn.Module{plain, some, all} {
		want[m] = nn.Predict(m, x).Clone().Data()
		if _, err := nn.NewPredictor(m, nn.PredictorOptions{WarmUp: x}); err != nil {
			t.Fatal(err)
		}
	}
	for m, w := range want {
		modeltest.SameBits(t, "taken over", nn.Predict(m, x).Data(), w)
	}
	modeltest.SameBits(t, "pathways, merged after", nn.Predict(Merge(all), x).Data(), want[all])
	for name, f := range map[string]func(){
		"Merge":                  func() { Merge(plain) },
		"Merge of some pathways": func() { Merge(some) },
		"Model.Merge":            func() { (&Model{Config: testConfig(), Net: some}).Merge() },
		"FreezeBackbone":         func() { FreezeBackbone(plain) },
		"SetIdentity":            func() { SetIdentity(plain) },
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
	target := modeltest.ViT(t, 5, nil)
	for name, err := range map[string]error{
		"target":    Reparameterize(plain, other, Options{}),
		"auxiliary": Reparameterize(target, plain, Options{}),
		"weights":   (&Model{Net: plain}).Save(filepath.Join(t.TempDir(), "m")),
		"packed":    CopyBlocks(target, plain),
	} {
		if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "took the model over") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(Lambdas(plain))+len(Lambdas(target)) != 0 {
		t.Error("an error left pathways behind")
	}
}
