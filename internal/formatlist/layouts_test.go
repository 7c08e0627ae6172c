package formatlist

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
)

// This file: every layout of the list is read from a small folder, and every claim of what
// is passed over, or nearly that layout, has a folder that shows it.

// folder is the content of a folder, by path.
type folder map[string][]byte

// with returns f and more; a nil value removes a file.
func (f folder) with(more folder) folder {
	all := maps.Clone(f)
	for name, raw := range more {
		if all[name] = raw; raw == nil {
			delete(all, name)
		}
	}
	return all
}

// below returns f in a folder.
func (f folder) below(dir string) folder {
	all := folder{}
	for name, raw := range f {
		all[dir+"/"+name] = raw
	}
	return all
}

// renamed replaces parts of the names.
func (f folder) renamed(pairs ...string) folder {
	all := folder{}
	for name, raw := range f {
		all[strings.NewReplacer(pairs...).Replace(name)] = raw
	}
	return all
}

// layoutProof shows a layout.
type layoutProof struct {
	set                  folder
	train, test, classes int
	also                 []folder        // the same set in other ways
	left                 map[string]left // by claim
	near                 map[string]near
}

// left is what is passed over beside a set.
type left struct {
	add  folder
	told []string // parts of the notes; nil: there is no note
	more int      // samples for training that are added
}

// near is a folder that is nearly a set, and its error.
type near struct {
	change folder
	only   folder // instead of the set
	names  string // the file or folder in the error; "": the folder
	words  []string
}

var layoutProofs = merged(imageLayoutProofs, maskLayoutProofs, audioLayoutProofs, pointLayoutProofs, partLayoutProofs, videoLayoutProofs)

// load writes a folder and reads it.
func (l Layout) load(t *testing.T, f folder) (dir string, c *pipeline.Corpus, err error) {
	t.Helper()
	w := &workshop{t: t, dir: t.TempDir()}
	w.files(f)
	o := pipeline.Options{Unlabelled: l.Task == "pretrain", Points: 2} // clouds of more than a few points would be long
	if l.Task == "segment" {
		o.Task = pipeline.Segment
	}
	c, err = pipeline.Load(background, m2pt.Modality(l.Modality), w.dir, o)
	return w.dir, c, err
}

// check reads a folder and compares how many samples and classes there are.
func (l Layout) check(t *testing.T, what string, f folder, train, test, classes int) []string {
	t.Helper()
	_, c, err := l.load(t, f)
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return nil
	}
	tested := 0
	if c.Test != nil {
		tested = c.Test.Len()
	}
	if c.Train.Len() != train || tested != test || len(c.Classes) != classes {
		t.Errorf("%s: %d and %d samples of %d classes, want %d, %d of %d", what, c.Train.Len(), tested, len(c.Classes), train, test, classes)
	}
	return c.Notes
}

func TestLayouts(t *testing.T) {
	seen := map[string]bool{}
	for _, l := range Layouts() {
		seen[l.Name] = true
		t.Run(l.Name, func(t *testing.T) {
			p, ok := layoutProofs[l.Name]
			if !ok {
				t.Fatal("no folder shows this layout")
			}
			if notes := l.check(t, "the set", p.set, p.train, p.test, p.classes); len(notes) > 0 {
				t.Errorf("notes about the plain set: %q", notes)
			}
			if p.train >= 1000 && (!strings.Contains(l.Parts, thousands(int64(p.train))) || !strings.Contains(l.Parts, thousands(int64(p.test)))) {
				t.Errorf("the parts are not said to be %d and %d", p.train, p.test)
			}
			for i, f := range p.also {
				l.check(t, "the set in way "+string(rune('1'+i)), f, p.train, p.test, p.classes)
			}
			equalKeys(t, l.Left, p.left)
			equalKeys(t, l.Near, p.near)
			for claim, c := range p.left {
				notes := l.check(t, claim, p.set.with(c.add), p.train+c.more, p.test, p.classes)
				text := strings.Join(notes, "\n")
				if c.told == nil && len(notes) > 0 {
					t.Errorf("%s: %q", claim, notes)
				}
				if told := strings.Contains(claim, "counted") || strings.Contains(claim, "told") && !strings.Contains(claim, "untold"); told != (c.told != nil) {
					t.Errorf("%s: the proof is of another claim", claim)
				}
				for _, word := range c.told {
					if !strings.Contains(text, word) {
						t.Errorf("%s: notes %q do not say %q", claim, notes, word)
					}
				}
			}
			for claim, c := range p.near {
				f := p.set.with(c.change)
				if c.only != nil {
					f = c.only
				}
				dir, _, err := l.load(t, f)
				t.Run(claim, func(t *testing.T) {
					checkRefusals(t, []refusal{{filepath.Join(dir, filepath.FromSlash(c.names)), err, c.words}})
				})
			}
		})
	}
	for name := range layoutProofs {
		if !seen[name] {
			t.Errorf("a proof of a layout that is not listed: %s", name)
		}
	}
}

// equalKeys wants a proof for every claim, and a claim for every proof.
func equalKeys[V any](t *testing.T, claims []string, proofs map[string]V) {
	t.Helper()
	for _, c := range claims {
		if _, ok := proofs[c]; !ok {
			t.Errorf("nothing shows this: %s", c)
		}
	}
	for c := range proofs {
		if !slices.Contains(claims, c) {
			t.Errorf("a proof of what nobody claims: %s", c)
		}
	}
}
