package golden

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestOwnSet checks that the module's own set is whole: every required family
// has cases, and the files are those of the manifest.
func TestOwnSet(t *testing.T) {
	dir := filepath.Join(root(t), filepath.FromSlash(ownDir))
	text, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Files []struct {
			Name, Tensors, Cases, SHA256 string
			CasesSHA256                  string         `json:"cases_sha256"`
			N                            int            `json:"n_cases"`
			Ops                          map[string]int `json:"ops"`
		} `json:"files"`
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range manifest.Files {
		names = append(names, f.Name)
		cases, err := load(t, dir, f.Name)
		if err != nil || len(cases) != f.N || f.N == 0 {
			t.Errorf("%s: %d cases, %v, want %d", f.Name, len(cases), err, f.N)
		}
		ops := map[string]int{}
		for _, c := range cases {
			ops[c.Op]++
		}
		for op, n := range f.Ops {
			if ops[op] != n {
				t.Errorf("%s: %d cases of %s, want %d", f.Name, ops[op], op, n)
			}
		}
		for name, want := range map[string]string{f.Tensors: f.SHA256, f.Cases: f.CasesSHA256} {
			data, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Error(err)
				continue
			}
			if got := sha256.Sum256(data); hex.EncodeToString(got[:]) != want {
				t.Errorf("%s: SHA-256 is %x, want %s", name, got, want)
			}
		}
	}
	for _, family := range Required {
		if !slices.Contains(names, family) {
			t.Errorf("no cases of family %s", family)
		}
	}
}
