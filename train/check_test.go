package train

import (
	"strings"
	"testing"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/train/recipe"
)

// A field that a masked autoencoder would ignore is an error that names it.
func TestMaskedRecipe(t *testing.T) {
	all := configs()
	for field, k := range map[string]struct {
		set  func(*recipe.Recipe)
		only string // the modality that the field is about; "": all
		not  string // the modality for which it has an effect
	}{
		"label_smoothing": {set: func(r *recipe.Recipe) { r.LabelSmoothing = 0.1 }},
		"mixup":           {set: func(r *recipe.Recipe) { r.Mixup = 0.8 }},
		"cutmix":          {set: func(r *recipe.Recipe) { r.CutMix = 1 }},
		"dropout":         {set: func(r *recipe.Recipe) { r.Dropout = 0.1 }},
		"drop_path":       {set: func(r *recipe.Recipe) { r.DropPath = 0.1 }, not: "point"},
		"layer_decay":     {set: func(r *recipe.Recipe) { r.LayerDecay = 0.75 }},
		"lambda_lr":       {set: func(r *recipe.Recipe) { r.LambdaLR = 10 }},
		"drop_time":       {set: func(r *recipe.Recipe) { r.Audio.DropTime = 0.2 }, only: "audio"},
		"drop_freq":       {set: func(r *recipe.Recipe) { r.Audio.DropFreq = 0.2 }, only: "audio"},
	} {
		for _, m := range m2pt.Modalities() {
			c := all[string(m)+" masked"]
			r := quick(1, 2)
			k.set(&r)
			wrong := (k.only == "" || k.only == string(m)) && k.not != string(m)
			model, _ := build(t, Setup{Config: c, Seed: 1})
			_, err := New(model, newToySet(c, 4, 1), Options{Recipe: r})
			if wrong && (err == nil || !strings.Contains(err.Error(), field+" is")) {
				t.Errorf("%s, %s: error %v", m, field, err)
			}
			if !wrong && err != nil {
				t.Errorf("%s, %s: error %v, want none", m, field, err)
			}
			// By labels it is trained with any of them.
			if m == m2pt.Image {
				plain, _ := build(t, Setup{Config: all["image"], Seed: 1})
				if _, err := New(plain, newToySet(all["image"], 4, 1), Options{Recipe: r}); err != nil {
					t.Errorf("a classifier, %s: error %v", field, err)
				}
			}
		}
	}
}

// Drop path is no such field of clouds: it changes what an autoencoder learns.
func TestMaskedPointsDropPath(t *testing.T) {
	c := configs()["point masked"]
	set := newToySet(c, 8, 1)
	plain, _ := trainToEnd(t, c, set, Options{Recipe: quick(1, 4)})
	cloud := *c.Point()
	cloud.DropPath, c.Net = 0.5, &cloud
	if dropped, _ := trainToEnd(t, c, set, Options{Recipe: quick(1, 4)}); sameWeights(plain, dropped) {
		t.Error("drop_path is ignored")
	}
}

// The recipes that come with the program ask for nothing that has no effect.
func TestBuiltinMaskedRecipes(t *testing.T) {
	n := 0
	for _, name := range recipe.Names() {
		modality, kind, _ := strings.Cut(name, "-")
		if !strings.HasPrefix(kind, "mae") {
			continue
		}
		n++
		r, err := recipe.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := CheckMasked(m2pt.Modality(modality), *r); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n < 8 {
		t.Errorf("only %d recipes", n)
	}
}

func TestSegmenterRecipe(t *testing.T) {
	c := configs()["image segmenter"]
	for words, f := range map[string]func(*recipe.Recipe){
		"mixup is 0.5":   func(r *recipe.Recipe) { r.Mixup = 0.5 },
		"cutmix is 1":    func(r *recipe.Recipe) { r.CutMix = 1 },
		"augment.n is 2": func(r *recipe.Recipe) { r.Image.RandAugment = recipe.RandAugment{N: 2, Magnitude: 9} },
	} {
		r := quick(1, 2)
		f(&r)
		m, _ := build(t, Setup{Config: c, Seed: 1})
		if _, err := New(m, newToySet(c, 4, 1), Options{Recipe: r}); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("error %v, want %q", err, words)
		}
	}
}
