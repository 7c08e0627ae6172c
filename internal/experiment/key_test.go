package experiment

import (
	"testing"

	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
)

// Pretrained models that see other data have other keys: two arms that cut their clouds
// or clips differently must not share a model. Settings of other modalities do not change
// a key.
func TestArtefactKeysTellDataApart(t *testing.T) {
	key := func(m m2pt.Modality, recipe map[string]any) string {
		c := study.Cell{Target: "image", Kind: kindPathway, Aux: []string{string(m)}, Settings: study.Settings{
			"data": map[string]any{string(m): pipeline.SyntheticData}, "recipe": map[string]any{string(m): recipe},
		}}
		keys := New(".", 1).Needs(c)
		if len(keys) != 1 {
			t.Fatalf("keys %v", keys)
		}
		return keys[0]
	}
	section := func(name, field string, v any) map[string]any {
		return map[string]any{name: map[string]any{field: v}}
	}
	for _, c := range []struct {
		modality m2pt.Modality
		recipe   map[string]any
		other    bool
	}{
		{m2pt.Point, section("point", "points", 64), true},
		{m2pt.Video, section("video", "frames", 4), true},
		{m2pt.Video, section("video", "stride", 2), true},
		{m2pt.Point, section("video", "frames", 4), false},
		{m2pt.Image, section("point", "points", 64), false},
		{m2pt.Point, map[string]any{"epochs": 3}, false},
	} {
		if other := key(c.modality, c.recipe) != key(c.modality, nil); other != c.other {
			t.Errorf("%s with %v: another key is %v, want %v", c.modality, c.recipe, other, c.other)
		}
	}
}

// A recipe of an auxiliary's data that cannot be read is refused before anything runs.
func TestBadRecipeOfAuxiliary(t *testing.T) {
	c := study.Cell{Target: "image", Kind: kindPathway, Aux: []string{"point"}, Settings: study.Settings{
		"data":   map[string]any{"image": pipeline.SyntheticData, "point": pipeline.SyntheticData},
		"recipe": map[string]any{"point": map[string]any{"pionts": 3}},
	}}
	if err := New(".", 1).Check(c); err == nil || err.Error() != `settings.recipe.point.pionts: unknown field "pionts" (did you mean point.points?)` {
		t.Errorf("error %v", err)
	}
}
