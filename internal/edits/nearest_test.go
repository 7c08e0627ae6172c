package edits

import "testing"

func TestNearest(t *testing.T) {
	known := []string{"name", "seeds", "experiments", "plain"}
	for got, want := range map[string]string{
		"seds": "seeds", "Seeds": "seeds", "experiment": "experiments", "plane": "plain", "nmae": "name", "x": "", "transmogrify": "", "": "",
	} {
		if n := Nearest(got, known); n != want {
			t.Errorf("nearest to %q is %q, want %q", got, n, want)
		}
	}
}

func TestSuggest(t *testing.T) {
	known := []string{"seeds", "name"}
	for got, want := range map[string]string{
		"seds": `; did you mean "seeds"? (known: seeds, name)`, "transmogrify": " (known: seeds, name)",
	} {
		if s := Suggest(got, known); s != want {
			t.Errorf("of %q: %q, want %q", got, s, want)
		}
	}
	if s := Suggest("x", nil); s != "" {
		t.Errorf("of nothing known: %q", s)
	}
}
