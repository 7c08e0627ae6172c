package formatlist

import (
	"maps"
	"strings"
	"testing"
)

// This file: every claim of the list has its proof, and every proof its claim.

// reads prove claims of what is read, by the name of the format and the claim.
var reads = merged(imageReads, maskReads, soundReads, cloudReads, videoReads, arrayReads, settingReads)

// refusals prove claims of what is refused: each returns errors, which must name the file.
var refusals = merged(imageRefusals, maskRefusals, soundRefusals, cloudRefusals, videoRefusals, arrayRefusals, settingRefusals)

func merged[V any](parts ...map[string]V) map[string]V {
	all := map[string]V{}
	for _, p := range parts {
		for k := range p {
			if _, twice := all[k]; twice {
				panic("two proofs of " + k)
			}
		}
		maps.Copy(all, p)
	}
	return all
}

func TestClaimsOfFormats(t *testing.T) {
	claimed := map[string]bool{}
	claim := func(f Format, text string) string {
		key := f.Name + ": " + text
		if claimed[key] {
			t.Errorf("claimed twice: %s", key)
		}
		claimed[key] = true
		return key
	}
	for _, g := range Groups() {
		for _, f := range g.Formats {
			if len(f.Read)+len(f.Refused) == 0 {
				t.Errorf("%s: no claim", f.Name)
			}
			for _, c := range f.Read {
				key := claim(f, c)
				t.Run(key, func(t *testing.T) {
					prove, ok := reads[key]
					if !ok {
						t.Fatal("nothing shows that this is read")
					}
					w := &workshop{t: t, dir: t.TempDir()}
					if prove(w); w.checks == 0 {
						t.Error("the proof compares nothing")
					}
				})
			}
			for _, c := range f.Refused {
				key := claim(f, c)
				t.Run(key, func(t *testing.T) {
					prove, ok := refusals[key]
					if !ok {
						t.Fatal("nothing shows that this is refused")
					}
					checkRefusals(t, prove(&workshop{t: t, dir: t.TempDir()}))
				})
			}
		}
	}
	for key := range reads {
		if !claimed[key] {
			t.Errorf("a proof of what nobody claims: %s", key)
		}
	}
	for key := range refusals {
		if !claimed[key] {
			t.Errorf("a proof of what nobody claims: %s", key)
		}
	}
}

// checkRefusals wants errors that name what cannot be read and say why.
func checkRefusals(t *testing.T, all []refusal) {
	t.Helper()
	if len(all) == 0 {
		t.Error("nothing was refused")
	}
	for _, r := range all {
		if r.err == nil {
			t.Errorf("%s: it is read", r.name)
			continue
		}
		text := r.err.Error()
		if !strings.Contains(text, r.name) {
			t.Errorf("%s: the error does not name it: %s", r.name, text)
		}
		text = strings.ReplaceAll(text, r.name, "") // which may hold the words, too
		for _, word := range r.words {
			if !strings.Contains(text, word) {
				t.Errorf("%s: the error does not say %q: %s", r.name, word, text)
			}
		}
	}
}
