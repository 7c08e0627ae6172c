package train

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/train/recipe"
)

// A model begins with what its setup says.
func TestSetup(t *testing.T) {
	c := imageConfig()
	plain, id := build(t, Setup{Config: c, Seed: 1})
	if id.Init != "" || id.InitBlocks != "" || id.Auxiliaries != nil {
		t.Errorf("a plain model comes from %+v", id)
	}
	other, _ := build(t, Setup{Config: c, Seed: 2})
	if sameWeights(plain, other) {
		t.Error("seeds do not matter")
	}
	started, id := build(t, Setup{Config: c, Seed: 1, Init: other})
	if !sameWeights(started, other) || id.Init == "" {
		t.Error("Init is ignored")
	}
	blocks, id := build(t, Setup{Config: c, Seed: 1, InitBlocks: other})
	if sameWeights(blocks, other) || sameWeights(blocks, plain) || id.InitBlocks == "" {
		t.Error("InitBlocks is ignored, or more than blocks")
	}
	pathways, id := build(t, Setup{Config: c, Seed: 1, Auxiliaries: []*m2pt.Model{other, plain}, FreezeBackbone: true, GradCheckpointing: true})
	if len(pathways.Config.Paths) != 2 || len(id.Auxiliaries) != 2 || id.Auxiliaries[0] == id.Auxiliaries[1] {
		t.Errorf("pathways %+v of %+v", pathways.Config.Paths, id)
	}
	if !pathways.Net.(*nn.ViT).GradCheckpointing {
		t.Error("GradCheckpointing is ignored")
	}
	trained := 0
	for _, p := range nn.Params(pathways.Net) {
		if !p.Param.RequiresGrad() {
			continue
		}
		trained++
		if !strings.HasPrefix(p.Name, "head.") && !strings.Contains(p.Name, "cross_modal_scale") {
			t.Errorf("%s is not frozen", p.Name)
		}
	}
	if trained != 2+2*4*2 { // the head, and a λ for each auxiliary and layer
		t.Errorf("%d parameters are trained", trained)
	}
	for name, c := range configs() {
		m, _ := build(t, Setup{Config: c, Seed: 1, GradCheckpointing: true})
		if !m.Net.Trunk().GradCheckpointing {
			t.Errorf("%s: GradCheckpointing is ignored", name)
		}
	}
}

// What a recipe says of a model is in its configuration, and nothing else is.
func TestConfigure(t *testing.T) {
	r := quick(1, 2)
	r.DropPath, r.Dropout, r.Audio.DropTime, r.Audio.DropFreq = 0.1, 0.2, 0.3, 0.4
	r.MAE = recipe.MAE{MaskRatio: 0.5, TimeRatio: 0.6, FreqRatio: 0.7, DecoderDim: 8, DecoderDepth: 3, DecoderHeads: 2, NormPixLoss: true}
	shape := pipeline.ModelOptions{Dim: 16, Depth: 4, Heads: 2, Image: pipeline.ImageModel{Patch: 7}, Audio: pipeline.AudioModel{Patch: [2]int{8, 8}}}
	want := shape
	want.DropPath, want.Dropout, want.Audio.DropTime, want.Audio.DropFreq = 0.1, 0.2, 0.3, 0.4
	if got := Configure(shape, r, false); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	want.Masked = &m2pt.Masked{DecoderDim: 8, DecoderDepth: 3, DecoderHeads: 2, MaskRatio: 0.5, TimeRatio: 0.6, FreqRatio: 0.7, NormPixLoss: true}
	if got := Configure(shape, r, true); !reflect.DeepEqual(got, want) {
		t.Errorf("masked: got %+v, want %+v", got, want)
	}
}

// An error names the part of the setup.
func TestSetupError(t *testing.T) {
	c := imageConfig()
	shallow := c
	vit := *c.ViT()
	vit.Depth, shallow.Net = 1, &vit
	plain, _ := build(t, Setup{Config: c, Seed: 1})
	other, _ := build(t, Setup{Config: shallow, Seed: 1})
	wrong := c
	narrow := *c.ViT()
	narrow.Heads, wrong.Net = 3, &narrow
	for part, s := range map[string]Setup{
		"Config":      {Config: wrong},
		"Init":        {Config: c, Init: other},
		"InitBlocks":  {Config: c, InitBlocks: other},
		"Auxiliaries": {Config: c, Auxiliaries: []*m2pt.Model{plain, other}},
	} {
		m, _, err := s.Build()
		var e *SetupError
		if m != nil || !errors.As(err, &e) || e.Part != part {
			t.Errorf("%s: error %v", part, err)
		}
		if part == "Auxiliaries" && (e.Index != 1 || !strings.HasPrefix(err.Error(), "auxiliary 2: ")) {
			t.Errorf("error %v", err)
		}
	}
}

// Auxiliaries that were never trained: other weights than the model's own, and
// layers that pass on their input.
func TestUntrainedAuxiliaries(t *testing.T) {
	c := imageConfig()
	own, _ := build(t, Setup{Config: c, Seed: 1})
	random, err := RandomAuxiliary(c, 1)
	if err != nil {
		t.Fatal(err)
	}
	identity, err := IdentityAuxiliary(c, 1)
	if err != nil {
		t.Fatal(err)
	}
	if sameWeights(own, random) || random.Config.Modality != RandomWeights || identity.Config.Modality != IdentityWeights {
		t.Errorf("modalities %q and %q", random.Config.Modality, identity.Config.Modality)
	}
	w := identity.Net.(*nn.ViT).Blocks[0].Attn.QKV.(*nn.Linear).Weight.Value
	if w.At(0, 0) != 1 || w.At(0, 1) != 0 {
		t.Errorf("the identity begins with %v and %v", w.At(0, 0), w.At(0, 1))
	}
	c.Net = nil
	if _, err := IdentityAuxiliary(c, 1); err == nil {
		t.Error("no error of a configuration that is none")
	}
}
