package m2pt

import (
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// This file: the variant that adds the auxiliary's biases, where attention has one
// bias for queries, keys and values, and where it keeps q_bias and v_bias.

// biasTargets are nets whose attention has a bias.
func biasTargets() map[string]Config {
	video := modalityConfigs()[Video]
	video.Video().LayerScale = 0.1
	return map[string]Config{
		"image": modalityConfigs()[Image], "points": modalityConfigs()[Point], "video": video,
		"autoencoder of video": maskedConfigs()["video"], "segmenter of images": segmentConfigs()[Image],
	}
}

// With the biases of several auxiliaries and λ for layers, channels or the model,
// after real updates: the merged net has the outputs of the unmerged one, on every
// instruction set, and so has the model that comes back from a file.
func TestAuxBias(t *testing.T) {
	for name, c := range biasTargets() {
		for _, per := range []string{PerLayer, PerChannel, PerModel} {
			t.Run(fmt.Sprintf("%s, λ per %s", name, per), func(t *testing.T) {
				m := newModel(t, c, 1)
				modeltest.RandomStatistics(m.Net, 1)
				x := inputs(c, 3)
				plain := outputs(m, x).Clone()
				for i, aux := range auxiliaries(t) {
					o := Options{AuxBias: true, LambdaPer: per, FreezeAux: i == 1, Lambda: float32(i) * 0.1}
					if err := Reparameterize(m.Net, aux, o); err != nil {
						t.Fatal(err)
					}
					m.Config.Paths = append(m.Config.Paths, Path{Modality: Image, Options: o})
				}
				update(m, x)
				want := outputs(m, x).Clone()
				if reflect.DeepEqual(want.Data(), plain.Data()) {
					t.Fatal("the pathways change nothing")
				}
				path := filepath.Join(t.TempDir(), ModelFile)
				if err := m.Save(path); err != nil {
					t.Fatal(err)
				}
				back, err := Load(path)
				if err != nil {
					t.Fatal(err)
				}
				merged := m.Merge()
				for _, l := range simd.Levels() {
					restore, err := simd.Use(l)
					if err != nil {
						t.Fatal(err)
					}
					for what, m := range map[string]*Model{"unmerged": m, "merged": merged, "from a file": back, "from a file, merged": back.Merge()} {
						modeltest.SameBits(t, fmt.Sprint(what, ", ", l), outputs(m, x).Data(), want.Data())
					}
					restore()
				}
			})
		}
	}
}

// The biases of queries and values act, also where they are kept apart: changing
// either changes the outputs. That of keys changes no softmax.
func TestAuxBiasActs(t *testing.T) {
	for name, c := range biasTargets() {
		m := newModel(t, c, 1)
		if err := Reparameterize(m.Net, newModel(t, modalityConfigs()[Video], 2).Net, Options{AuxBias: true, AuxLayers: []string{"attn.qkv"}, Lambda: 0.5}); err != nil {
			t.Fatal(err)
		}
		x := inputs(c, 2)
		plain := m.Logits(x).Clone()
		b := m.Net.Trunk().Blocks[1].Attn.QKV.(*PathwayLinear).Aux[0].Bias.Value
		const dim = 24
		for part, want := range map[int]bool{0: true, 1: false, 2: true} {
			for i := 0; i < dim; i++ {
				b.Data()[part*dim+i] = float32(i%5) - 1.5
			}
			far := 0.0
			for i, v := range m.Logits(x).Data() {
				far = max(far, float64(v-plain.Data()[i]), float64(plain.Data()[i]-v))
			}
			if acts := far > 1e-5; acts != want {
				t.Errorf("%s: part %d of the bias moves the outputs by %v", name, part, far)
			}
			b.Fill(0)
		}
	}
}

// The gradient of the auxiliary's bias is λ times that of q_bias and v_bias, to
// which it is added.
func TestAuxBiasGradient(t *testing.T) {
	m := newModel(t, modalityConfigs()[Video], 1)
	const λ = 0.25
	if err := Reparameterize(m.Net, newModel(t, modalityConfigs()[Image], 2).Net, Options{AuxBias: true, AuxLayers: []string{"attn.qkv"}, Lambda: λ}); err != nil {
		t.Fatal(err)
	}
	autograd.Backward(lossOf(m, autograd.NewTape().Train(1), inputs(m.Config, 3)))
	for i, b := range m.Net.Trunk().Blocks {
		g := b.Attn.QKV.(*PathwayLinear).Aux[0].Bias.Grad.Data()
		for j, q := range b.Attn.QBias.Grad.Data() {
			v := b.Attn.VBias.Grad.Data()[j]
			if g[j] != λ*q || g[24+j] != 0 || g[48+j] != λ*v {
				t.Fatalf("block %d, channel %d: gradients %v %v %v, want %v 0 %v", i, j, g[j], g[24+j], g[48+j], λ*q, λ*v)
			}
		}
	}
}

// Where the target has no bias there is nothing to add to: an error that names the
// layer, and the target is unchanged. A pathway of other layers is none.
func TestAuxBiasWithoutBias(t *testing.T) {
	none := biasTargets()
	none["image"].ViT().NoQKVBias, none["points"].Point().QKVBias, none["video"].Video().NoQKVBias = true, false, true
	for _, name := range []string{"image", "points", "video"} {
		m := newModel(t, none[name], 1)
		x := inputs(m.Config, 2)
		before := outputs(m, x).Clone()
		aux := newModel(t, modalityConfigs()[Image], 2)
		err := m.Connect(aux, Options{AuxBias: true})
		if err == nil || !strings.Contains(err.Error(), "blocks.0.attn.qkv") || !strings.Contains(err.Error(), "no bias") || !strings.Contains(err.Error(), "aux_bias") {
			t.Errorf("%s: error is %v", name, err)
		}
		if len(Lambdas(m.Net)) > 0 || len(m.Config.Paths) > 0 {
			t.Errorf("%s: an error left a pathway behind", name)
		}
		modeltest.SameBits(t, name+": after an error", outputs(m, x).Data(), before.Data())
		if err := m.Connect(aux, Options{AuxBias: true, AuxLayers: []string{"attn.proj", "mlp.fc1", "mlp.fc2"}}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A layer of the auxiliary without bias counts as one of zeros.
func TestAuxiliaryWithoutBias(t *testing.T) {
	m := newModel(t, modalityConfigs()[Video], 1)
	if err := Reparameterize(m.Net, modeltest.ViT(t, 2, noBias), Options{AuxBias: true, AuxLayers: []string{"attn.qkv"}}); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, p := range nn.Params(m.Net) {
		if strings.HasSuffix(p.Name, "attn.qkv.aux_bias") {
			n++
			modeltest.SameBits(t, p.Name, p.Param.Value.Data(), tensor.New(72).Data())
		}
	}
	if n != 3 {
		t.Errorf("%d biases, want 3", n)
	}
}
