package train

import (
	"errors"
	"strings"
	"testing"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
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
	pathways, id := build(t, Setup{Config: c, Seed: 1, Auxiliaries: []*m2pt.Model{other, plain}, FreezeBlocks: true, GradCheckpointing: true})
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
	segmenter, _ := build(t, Setup{Config: configs()["image segmenter"], Seed: 1, GradCheckpointing: true})
	if !segmenter.Net.(*m2pt.ImageSegmenter).Backbone.GradCheckpointing {
		t.Error("GradCheckpointing of a segmenter is ignored")
	}
}

// An error names the part of the setup.
func TestSetupError(t *testing.T) {
	c := imageConfig()
	shallow := c
	vit := *c.ViT
	vit.Depth, shallow.ViT = 1, &vit
	plain, _ := build(t, Setup{Config: c, Seed: 1})
	other, _ := build(t, Setup{Config: shallow, Seed: 1})
	wrong := c
	narrow := *c.ViT
	narrow.Heads, wrong.ViT = 3, &narrow
	for part, s := range map[string]Setup{
		"Config":            {Config: wrong},
		"Init":              {Config: c, Init: other},
		"InitBlocks":        {Config: c, InitBlocks: other},
		"Auxiliaries":       {Config: c, Auxiliaries: []*m2pt.Model{plain, other}},
		"GradCheckpointing": {Config: configs()["video"], GradCheckpointing: true},
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
	c.ViT = nil
	if _, err := IdentityAuxiliary(c, 1); err == nil {
		t.Error("no error of a configuration that is none")
	}
}
