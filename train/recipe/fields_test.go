package recipe

import (
	"strings"
	"testing"
)

func TestSetErrors(t *testing.T) {
	r := Default()
	for _, tt := range []struct{ path, text, want string }{
		{"image.flop", "true", `unknown field "image.flop" (did you mean image.flip?)`},
		{"image", "true", `unknown field "image"`},
		{"", "1", `unknown field ""`},
		{"mae.mask_ratio", "half", `mae.mask_ratio is "half", want a number`},
		{"made_for.dim", "64", `made_for.dim is "64", want two whole numbers`},
		{"made_for.dim", "64,x", `made_for.dim is "64,x", want two whole numbers`},
	} {
		if err := r.Set(tt.path, tt.text); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %s", tt.path, err, tt.want)
		}
	}
	if _, err := r.Get("lrr"); err == nil || !strings.Contains(err.Error(), "did you mean lr?") {
		t.Errorf("got %v", err)
	}
	if r != Default() {
		t.Error("a failed Set changed the recipe")
	}
	if err := r.Set("made_for.depth", "[4, 12]"); err != nil || r.MadeFor.Depth != (Range{4, 12}) {
		t.Errorf("made_for.depth %v, %v", r.MadeFor.Depth, err)
	}
	if err := r.Set("base_lr", " 0.5 "); err != nil || r.BaseLR != 0.5 || r.LR != 0 {
		t.Errorf("base_lr %v, lr %v, %v", r.BaseLR, r.LR, err)
	}
}
