package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Sentences of licences, broken and indented as files have them.
const (
	mit   = "MIT License\n\nPermission is hereby granted, free of charge, to any person\nobtaining a copy ...\nThe above copyright notice and this permission notice shall be\nincluded in all copies"
	bsd3  = "// Redistributions of source code must retain ...\n//   * Redistributions in binary form must\n// reproduce ... names may be used to endorse or\n// promote products"
	bsd2  = "Redistributions of source code must retain ... Redistributions in binary form must reproduce"
	gpl   = "GNU GENERAL PUBLIC LICENSE\n Version 2, June 1991\nTERMS AND CONDITIONS FOR COPYING, DISTRIBUTION AND MODIFICATION"
	agpl3 = "GNU AFFERO GENERAL PUBLIC LICENSE\nVersion 3, 19 November 2007 ... GNU General Public License\nversion 3"
)

func TestRead(t *testing.T) {
	for name, test := range map[string]struct {
		files map[string]string
		want  string // the licences, or "error: " and a part of it
	}{
		"MIT":             {map[string]string{"LICENSE": mit, "main.go": gpl}, "MIT"},
		"BSD, 3 clauses":  {map[string]string{"LICENSE.md": bsd3, "PATENTS": "a grant"}, "BSD-3-Clause"},
		"BSD, 2 clauses":  {map[string]string{"COPYING": bsd2}, "BSD-2-Clause"},
		"two":             {map[string]string{"LICENSE": mit, "LICENSE-BSD": bsd3}, "MIT, BSD-3-Clause"},
		"taken over":      {map[string]string{"LICENSE": mit, "THIRD_PARTY_LICENSES/Boost": "any text", "THIRD_PARTY_LICENSES/a": bsd3}, "MIT"},
		"GPL":             {map[string]string{"LICENSE": gpl}, "error: not permitted"},
		"AGPL":            {map[string]string{"COPYING": agpl3}, "error: not permitted"},
		"GPL, taken over": {map[string]string{"LICENSE": mit, "licenses/x": gpl}, "error: licenses/x is GPL"},
		"unknown":         {map[string]string{"LICENSE": "all rights reserved"}, "error: no licence that is known"},
		"one unknown":     {map[string]string{"LICENSE": mit, "LICENSE-COMMERCIAL": "pay"}, "error: LICENSE-COMMERCIAL is no licence that is known"},
		"none":            {map[string]string{"README": mit}, "error: none of its files"},
	} {
		dir := t.TempDir()
		for file, text := range test.files {
			path := filepath.Join(dir, file)
			if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		m := &Module{Path: "example.com/m", Dir: dir}
		err := m.read()
		if want, fails := strings.CutPrefix(test.want, "error: "); fails {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: error %v, want %q", name, err, want)
			}
		} else if got := strings.Join(m.licenses, ", "); err != nil || got != test.want {
			t.Errorf("%s: %q, %v, want %q", name, got, err, test.want)
		}
	}
}

func TestNotice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "NOTICE")
	if err := os.WriteFile(path, []byte("ours\n\n"+listBegins), 0o666); err != nil {
		t.Fatal(err)
	}
	modules := []*Module{{Path: "example.com/a", licenses: []string{"MIT"}}, {Path: "example.com/long", licenses: []string{"ISC"}}}
	if err := notice(path, modules, false); err == nil || !strings.Contains(err.Error(), "-update") {
		t.Errorf("of a list that lacks modules: %v", err)
	}
	if err := notice(path, modules, true); err != nil {
		t.Fatal(err)
	}
	if err := notice(path, modules, false); err != nil {
		t.Errorf("of a list that was written: %v", err)
	}
	if err := notice(path, modules[:1], false); err == nil {
		t.Error("a module that is linked no longer was not seen")
	}
}
