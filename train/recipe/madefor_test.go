package recipe

import (
	"strings"
	"testing"
)

func TestFits(t *testing.T) {
	m := MadeFor{Dim: Range{64, 128}, Depth: Range{0, 12}, Samples: Range{1000, 0}}
	for _, tt := range []struct {
		size Size
		want string // what Misfit says, but for "was made for "; empty: it fits
	}{
		{Size{64, 12, 1000}, ""},
		{Size{128, 1, 500}, ""}, // half of the samples will do
		{Size{128, 1, 1 << 40}, ""},
		{Size{63, 12, 1000}, "models 64 to 128 wide; this one is 63 wide"},
		{Size{129, 12, 1000}, "models 64 to 128 wide; this one is 129 wide"},
		{Size{64, 13, 1000}, "models up to 12 blocks deep; this one is 13 deep"},
		{Size{32, 13, 1000}, "models 64 to 128 wide and up to 12 blocks deep; this one is 32 wide and 13 deep"},
		{Size{64, 12, 499}, "1000 or more training samples; there are 499"},
		{Size{32, 12, 499}, "models 64 to 128 wide and for 1000 or more training samples; this one is 32 wide, and there are 499 samples"},
	} {
		want := tt.want
		if want != "" {
			want = "was made for " + want
		}
		if got := m.Misfit(tt.size); got != want || m.Fits(tt.size) != (want == "") {
			t.Errorf("%+v: fits %v, %q\nwant %q", tt.size, m.Fits(tt.size), got, want)
		}
	}
	if m := (MadeFor{Samples: Range{10, 100}}); !m.Fits(Size{1, 1, 200}) || !m.Fits(Size{1, 1, 5}) || m.Fits(Size{1, 1, 202}) || m.Fits(Size{1, 1, 4}) {
		t.Error("the factor of two is wrong")
	}
	if m := (MadeFor{}); !m.Fits(Size{}) || !m.Fits(Size{1 << 20, 1000, 1}) {
		t.Error("a recipe that says nothing does not fit everything")
	}
	if m := (MadeFor{Dim: Range{384, 384}, Depth: Range{2, 0}}); m.Misfit(Size{64, 1, 9}) != "was made for models 384 wide and 2 or more blocks deep; this one is 64 wide and 1 deep" {
		t.Errorf("got %q", m.Misfit(Size{64, 1, 9}))
	}
}

// The line names what fits instead: of the recipe's own purpose if it comes with the
// package, of the training's otherwise.
func TestMisfit(t *testing.T) {
	load := func(name string) *Recipe {
		r, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	small, base, huge := Size{64, 6, 300}, Size{768, 12, 50000}, Size{4096, 100, 300}
	mine := Default()
	mine.MadeFor.Dim = Range{100, 200}
	for _, tt := range []struct {
		r              *Recipe
		name, modality string
		purpose        Purpose
		size           Size
		end            string // of the line; empty: there is none
	}{
		{load("image-finetune"), "image-finetune", "image", FromScratch, small, "this one is 64 wide and 6 deep, and there are 300 samples: image-finetune-small fits it"},
		{load("image-finetune"), "image-finetune", "image", FineTuning, base, ""},
		{load("image-finetune-small"), "image-finetune-small", "image", FineTuning, base, "this one is 768 wide, and there are 50000 samples: image-finetune fits it"},
		{load("image-finetune"), "image-finetune", "audio", FineTuning, small, ": audio-finetune-small fits it"},
		{load("audio-mae-base"), "audio-mae-base", "audio", FineTuning, Size{64, 6, 2700}, ": audio-mae fits it"},
		{load("video-mae"), "video-mae", "video", Pretraining, Size{768, 12, 200000}, ": video-mae-base fits it"},
		{load("image"), "image", "image", FromScratch, huge, "this one is 4096 wide and 100 deep"},
		{&mine, "mine.yaml", "point", FineTuning, Size{384, 12, 5000}, "models 100 to 200 wide; this one is 384 wide: point-finetune or point-finetune-small fit it"},
		{&mine, "mine.yaml", "point", FromScratch, small, ": point fits it"},
		{&mine, "mine.yaml", "smell", FromScratch, small, "this one is 64 wide"},
	} {
		got := tt.r.Misfit(tt.name, tt.modality, tt.purpose, tt.size)
		if tt.end == "" && got != "" || tt.end != "" && !(strings.HasSuffix(got, tt.end) && strings.HasPrefix(got, "recipe "+tt.name+" was made for ")) {
			t.Errorf("%s for %s of %+v: %q\nwant %q", tt.name, tt.modality, tt.size, got, tt.end)
		}
	}
}

// Every recipe that comes along says what it was made for, in one line and in sizes, and
// small models and ViT-B have one for every purpose.
func TestBuiltins(t *testing.T) {
	all := Builtins()
	if len(all) != len(Names()) || len(all) < 20 {
		t.Fatalf("%d recipes, %d names", len(all), len(Names()))
	}
	purposes := map[string]Purpose{"image": FromScratch, "audio-finetune": FineTuning, "audio-finetune-small": FineTuning, "video-mae": Pretraining, "point-mae-base": Pretraining}
	for i, b := range all {
		for _, v := range []Range{b.MadeFor.Dim, b.MadeFor.Depth, b.MadeFor.Samples} {
			if v[0] == 0 {
				t.Errorf("%s was made for %+v", b.Name, b.MadeFor)
			}
		}
		if b.Name != Names()[i] || b.About == "" || len(b.About) > 78 || !strings.HasSuffix(b.About, ".") {
			t.Errorf("%s: about %q of %d letters", b.Name, b.About, len(b.About))
		}
		if want, ok := purposes[b.Name]; ok && b.Purpose != want {
			t.Errorf("%s is for %s", b.Name, b.Purpose)
		}
		delete(purposes, b.Name)
	}
	if len(purposes) > 0 {
		t.Errorf("no recipes %v", purposes)
	}
	for _, modality := range []string{"image", "audio", "point", "video"} {
		for _, p := range []Purpose{FromScratch, FineTuning, Pretraining} {
			if len(Fitting(modality, p, Size{64, 6, 1000})) != 1 {
				t.Errorf("%s, %s: a small model has %v", modality, p, Fitting(modality, p, Size{64, 6, 1000}))
			}
			if n := len(Fitting(modality, p, Size{768, 12, 1000000})); n != 1 && p != FromScratch {
				t.Errorf("%s, %s: ViT-B has %d", modality, p, n)
			}
		}
	}
	if _, ok := Describe("image-finetune-smal"); ok || NameFor("image", true) != "image-mae" || NameFor("smell", false) != "" {
		t.Error("names are not told apart")
	}
	all[0].Name = "changed"
	if Builtins()[0].Name == "changed" {
		t.Error("the slice is not the caller's")
	}
	if PurposeOf(true, true) != Pretraining || PurposeOf(false, true) != FineTuning || PurposeOf(false, false) != FromScratch {
		t.Error("purposes are mixed up")
	}
}
