package study_test

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/internal/study/studytest"
)

// oneCell is a study of one cell.
const oneCell = `name: one
seeds: [1]
experiments:
  - {name: one, targets: [image], arms: [{name: plain, settings: {epochs: 2, gain: 0.1}}]}
`

// Whichever bit of study.json or of a cell's file changes, the folder is refused, the
// cell is absent because its file is damaged, or the change says nothing: another blank,
// a capital in the name of a field, a digit of a number beyond what a float64 holds.
func TestFlippedBitsOfAStudy(t *testing.T) {
	out := t.TempDir()
	studytest.MustRun(t, out, oneCell, &studytest.Fake{})
	want, err := study.Read(out)
	if err != nil || len(want.Results) != 1 {
		t.Fatalf("%+v, %v", want, err)
	}
	id := want.Config.Cells()[0].ID
	for _, path := range []string{filepath.Join(out, "study.json"), filepath.Join(out, "cells", id+".json")} {
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		silent := 0
		for bit := 0; bit < 8*len(whole); bit += 3 { // others in every byte
			damaged := append([]byte(nil), whole...)
			damaged[bit/8] ^= 1 << (bit % 8)
			if err := os.WriteFile(path, damaged, 0o666); err != nil {
				t.Fatal(err)
			}
			got, err := study.Read(out)
			if err != nil || len(got.Absent) == 1 && got.Absent[0].Reason == "its file is damaged" {
				continue
			}
			silent++
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s: nothing tells of bit %d of byte %d, %q", filepath.Base(path), bit%8, bit/8, whole[max(bit/8-10, 0):min(bit/8+10, len(whole))])
			}
			c, w := damaged[bit/8], whole[bit/8]
			letter := w >= 'a' && w <= 'z' && c == w-'a'+'A'
			blank := w == ' ' || w == '\n'
			digit := w >= '0' && w <= '9' // the last of many
			if !letter && !blank && !digit {
				t.Errorf("%s: bit %d of byte %d, %q, changes nothing", filepath.Base(path), bit%8, bit/8, whole[max(bit/8-10, 0):min(bit/8+10, len(whole))])
			}
		}
		t.Logf("%s: %d of %d flips change nothing", filepath.Base(path), silent, (8*len(whole)+2)/3)
		if err := os.WriteFile(path, whole, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
