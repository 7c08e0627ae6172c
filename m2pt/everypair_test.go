package m2pt

import (
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// Every modality is the target of every other, and of itself: a new pathway
// changes nothing, a trained one merges exactly, on every instruction set,
// alone or in a batch, and comes back from a file.
func TestEveryPair(t *testing.T) {
	configs := modalityConfigs()
	for _, target := range Modalities() {
		for _, aux := range Modalities() {
			t.Run(fmt.Sprintf("%s with %s", target, aux), func(t *testing.T) {
				x := inputs(configs[target], 3)
				m := newModel(t, configs[target], 1)
				plain := m.Logits(x).Data()
				if err := m.Connect(newModel(t, configs[aux], 2), Options{AuxBias: true}); err != nil {
					t.Fatal(err)
				}
				if err := m.Connect(newModel(t, configs[aux], 3), Options{AuxReversed: true, FreezeAux: true, LambdaPer: PerChannel}); err != nil {
					t.Fatal(err)
				}
				modeltest.SameBits(t, "λ = 0", m.Logits(x).Data(), plain)
				setScales(m.Net)
				want := m.Logits(x).Data()
				if reflect.DeepEqual(want, plain) {
					t.Fatal("the pathways change nothing")
				}
				merged := m.Merge()
				path := filepath.Join(t.TempDir(), ModelFile)
				if err := m.Save(path); err != nil {
					t.Fatal(err)
				}
				back, err := Load(path)
				if err != nil {
					t.Fatal(err)
				}
				for _, l := range simd.Levels() {
					restore, err := simd.Use(l)
					if err != nil {
						t.Fatal(err)
					}
					modeltest.SameBits(t, fmt.Sprint("unmerged, ", l), m.Logits(x).Data(), want)
					modeltest.SameBits(t, fmt.Sprint("merged, ", l), merged.Logits(x).Data(), want)
					modeltest.SameBits(t, fmt.Sprint("from a file, ", l), back.Logits(x).Data(), want)
					restore()
				}
				one := tensor.FromSlice(x.Data()[:x.Size()/3], append([]int{1}, configs[target].InputShape()...)...)
				modeltest.SameBits(t, "merged, a sample alone", merged.Logits(one).Data(), want[:5])
				FreezeBackbone(m.Net)
				for _, p := range nn.Params(m.Net) {
					if p.Param.RequiresGrad() && !isHead(p.Name) && !strings.Contains(p.Name, "cross_modal_scale") {
						t.Errorf("%s is trained though the blocks are frozen", p.Name)
					}
				}
				p, err := nn.NewPredictor(merged.Net, nn.PredictorOptions{Concurrency: 1})
				if err != nil {
					t.Fatal(err)
				}
				y, err := p.Predict(context.Background(), x)
				if err != nil {
					t.Fatal(err)
				}
				modeltest.SameBits(t, "a predictor", y.Data(), want)
			})
		}
	}
}
