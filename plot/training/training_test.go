package training

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/plot"
	"github.com/gopathway/pathway/train"
)

// The plots are the same on every machine. A change of the drawing changes the hashes of
// their SVG: look at the plots, then write the new ones.
func TestSameBytesEverywhere(t *testing.T) {
	lambdas := []m2pt.Lambda{{Block: 0, Layer: "attn.qkv", Value: 0.2}, {Block: 1, Layer: "attn.qkv", Value: -0.1}, {Block: 1, Layer: "mlp.fc1", Aux: 1, Value: 0.1}}
	h := train.History{{Epoch: 1, Loss: 2}, {Epoch: 2, Loss: 1, Test: &train.Score{Accuracy: 0.5, Loss: 1}}, {Epoch: 3, Loss: 0.5, Test: &train.Score{Accuracy: 0.9, Loss: 0.4}}}
	for want, p := range map[string]*plot.Plot{
		"ea77eb865b27d9ad": LambdaMap(plot.Options{}, lambdas),
		"780161f9a5cc693a": Curves(plot.Options{}, Run{Name: "r", Histories: []train.History{h, h}}),
	} {
		if got := fmt.Sprintf("%x", sha256.Sum256([]byte(p.SVG())))[:16]; got != want {
			t.Errorf("SVG has hash %s, want %s", got, want)
		}
	}
	s := Lambdas(plot.Options{}, lambdas).SVG()
	for _, want := range []string{">block<", ">λ<", ">attn.qkv, auxiliary 1<", ">mlp.fc1, auxiliary 2<"} {
		if !strings.Contains(s, want) {
			t.Errorf("the λ by block lack %s", want)
		}
	}
	if p := LambdaMap(plot.Options{}, nil); p.Image().Bounds().Empty() {
		t.Error("a map of nothing is nothing")
	}
}

func TestCurves(t *testing.T) {
	two := train.History{{Epoch: 1, Loss: 1}, {Epoch: 2, Loss: 0.5}}
	if p := Curves(plot.Options{}, Run{Histories: []train.History{two}}); p.Image().Bounds().Dx() != 1280 || strings.Contains(p.SVG(), "test") {
		t.Error("a test panel without an evaluation")
	}
	masked := train.History{{Epoch: 1, Loss: 1, Masked: true, Test: &train.Score{Loss: 2}}, {Epoch: 2, Loss: 1, Masked: true, Test: &train.Score{Loss: 1}}}
	if s := Curves(plot.Options{}, Run{Name: "mae", Histories: []train.History{masked}}).SVG(); !strings.Contains(s, ">test loss<") || strings.Contains(s, "accuracy") {
		t.Error("a masked autoencoder has no panel of its test loss, or one of an accuracy")
	}
	r := Run{Name: "r", Histories: []train.History{two, {{Epoch: 1, Loss: 3}}}}
	lines := r.lines(2, func(r train.Record) float64 { return r.Loss })
	mean := lines[len(lines)-1]
	if len(lines) != 3 || mean.Y[0] != 2 || mean.Y[1] != 0.5 || mean.Name != "r" || mean.Colour != 3 || !lines[0].Thin {
		t.Errorf("lines %+v", lines)
	}
}
