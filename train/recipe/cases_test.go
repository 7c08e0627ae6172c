package recipe

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// This file: recipes as people have them. Those of ../shared are read where they are
// there.

func sharedFile(t *testing.T, path ...string) string {
	t.Helper()
	file := filepath.Join(append([]string{"..", "..", "..", "shared"}, path...)...)
	if _, err := os.Stat(file); err != nil {
		t.Skipf("the case is not there: %v", err)
	}
	return file
}

func TestCase15(t *testing.T) {
	r, err := Load(sharedFile(t, "cases", "15-bom-json-recipe", "recipe.json"))
	if err != nil || r.Epochs != 3 || r.Batch != 4 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestCase24(t *testing.T) {
	r, err := Load(sharedFile(t, "cases", "24-yaml-octal", "recipe.yaml"))
	if err != nil || r.Epochs != 10 || r.Batch != 4 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestHostileRecipes(t *testing.T) {
	for _, name := range []string{"deep.yaml", "deep2.yaml", "alias.yaml", "st2.yaml"} {
		if _, err := Load(sharedFile(t, "cases-hostile", name)); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// A section may take fields from another; what it says itself goes before.
func TestMergeKeys(t *testing.T) {
	for text, want := range map[string][2]int{
		"<<: {epochs: 3, batch: 4}\n":                     {3, 4},
		"epochs: 5\n<<: {epochs: 3, batch: 4}\n":          {5, 4},
		"<<: {epochs: 3, batch: 4}\nepochs: 5\n":          {5, 4},
		"<<: [{epochs: 3}, {epochs: 7, batch: 4}]\n":      {3, 4},
		"<<: &a {batch: 4, <<: {epochs: 3}, epochs: 2}\n": {2, 4},
		"&a\n<<: *a\nepochs: 3\nbatch: 4\n":               {3, 4}, // of itself
	} {
		r, err := Parse("f.yaml", []byte(text))
		if err != nil || r.Epochs != want[0] || r.Batch != want[1] {
			t.Errorf("%q: %+v, %v", text, r, err)
		}
	}
	r, err := Parse("f.yaml", []byte("audio: &a {drop_time: 0.25}\nimage: {<<: {flip: true}}\nvideo: {}\n"))
	if err != nil || !r.Image.Flip {
		t.Errorf("%+v, %v", r, err)
	}
}
