package m2pt

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/simd"
)

// pairOptions are ways to connect any two modalities: every option by itself and
// some together.
var pairOptions = []Options{
	{},
	{AuxLayers: []string{"attn.qkv"}}, {AuxLayers: []string{"attn.proj"}}, {AuxLayers: []string{"mlp.fc1"}}, {AuxLayers: []string{"mlp.fc2"}},
	{AuxBlocks: 2}, {AuxReversed: true}, {FreezeAux: true}, {AuxBias: true},
	{Lambda: 1, FreezeLambda: true}, {LambdaPer: PerModel}, {LambdaPer: PerChannel},
	{AuxBlocks: 2, AuxReversed: true, FreezeAux: true, AuxBias: true, LambdaPer: PerChannel, AuxLayers: []string{"attn.qkv", "mlp.fc2"}},
	{Lambda: 1e-2, AuxBias: true, LambdaPer: PerModel},
}

// Every modality is the target of every other in every way, of a masked
// autoencoder, of the identity, and of both: after updates of whatever is
// trained, the merged model has the same logits, bit for bit, on every
// instruction set.
func TestPairOptions(t *testing.T) {
	n := 0
	configs, masked := modalityConfigs(), maskedConfigs()
	for _, target := range Modalities() {
		for _, aux := range Modalities() {
			if aux == target {
				continue
			}
			pretrained := newModel(t, masked[string(aux)], 2)
			identity := newModel(t, configs[aux], 3)
			SetIdentity(identity.Net)
			for _, o := range pairOptions {
				if n++; testing.Short() && n%5 != 0 {
					continue
				}
				m := newModel(t, configs[target], 1)
				x := inputs(m.Config, 3)
				plain := m.Logits(x).Data()
				auxiliaries := [][]*Model{{pretrained}, {identity}, {pretrained, identity}}[n%3]
				for _, a := range auxiliaries {
					if err := m.Connect(a, o); err != nil {
						t.Fatal(err)
					}
				}
				what := fmt.Sprintf("%s with %d of %s, %+v", target, len(auxiliaries), aux, o)
				if o.Lambda == 0 {
					modeltest.SameBits(t, what+": at the start", m.Logits(x).Data(), plain)
				}
				update(m, x)
				want := m.Logits(x).Data()
				if reflect.DeepEqual(want, plain) {
					t.Fatalf("%s: training changes nothing", what)
				}
				merged := m.Merge()
				for _, l := range simd.Levels() {
					restore, err := simd.Use(l)
					if err != nil {
						t.Fatal(err)
					}
					modeltest.SameBits(t, fmt.Sprintf("%s: %v", what, l), m.Logits(x).Data(), want)
					modeltest.SameBits(t, fmt.Sprintf("%s: merged, %v", what, l), merged.Logits(x).Data(), want)
					restore()
				}
			}
		}
	}
}
