package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// This file: which licence a text is. It goes by sentences that the licence has and
// others do not.

// license is one that is known.
type license struct {
	name      string // as SPDX has it
	permitted bool
	phrases   []string // all of them are in the text, in lower case and with single spaces
}

// known are the licences that are told apart. Where a phrase of one is in another, the
// narrower one comes first.
var known = []license{
	{"GPL-2.0-or-later, AGPL or LGPL", false, []string{"gnu", "general public license", "terms and conditions for copying, distribution and modification"}},
	{"GPL-3.0, AGPL or LGPL", false, []string{"gnu", "general public license version 3"}},
	{"FTL", true, []string{"the freetype project license"}},
	{"Apache-2.0", true, []string{"apache license version 2.0, january 2004"}},
	{"Apache-2.0", true, []string{"licensed under the apache license, version 2.0"}},
	{"MPL-2.0", true, []string{"mozilla public license version 2.0"}},
	{"CC-BY-4.0", true, []string{"creative commons attribution 4.0 international public license"}},
	{"CC-BY-4.0", true, []string{"licensed under the creative commons attribution 4.0 international license"}},
	{"OFL-1.1", true, []string{"sil open font license version 1.1"}},
	{"Unlicense", true, []string{"this is free and unencumbered software released into the public domain"}},
	{"ISC", true, []string{"permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted"}},
	{"ISC", true, []string{"permission to use, copy, modify, and distribute this software for any purpose with or without fee is hereby granted"}},
	{"BSD-3-Clause", true, []string{"redistributions of source code must retain", "redistributions in binary form must reproduce", "may be used to endorse or promote products"}},
	{"BSD-2-Clause", true, []string{"redistributions of source code must retain", "redistributions in binary form must reproduce"}},
	{"MIT", true, []string{"permission is hereby granted, free of charge, to any person obtaining a copy", "the above copyright notice and this permission notice shall be included"}},
}

var spaces = regexp.MustCompile(`[\s*/#]+`)

// classify returns the licences of which a text holds the phrases.
func classify(text string) []license {
	text = spaces.ReplaceAllString(strings.ToLower(text), " ")
	var found []license
	for _, l := range known {
		if !slices.ContainsFunc(l.phrases, func(p string) bool { return !strings.Contains(text, p) }) {
			if l.name == "BSD-2-Clause" && slices.ContainsFunc(found, func(f license) bool { return f.name == "BSD-3-Clause" }) {
				continue
			}
			found = append(found, l)
		}
	}
	return found
}

// chosen are the files of those modules that offer a choice of licences: the ones we
// take.
var chosen = map[string][]string{
	"github.com/golang/freetype": {"LICENSE", "licenses/ftl.txt"},
}

// legal matches the names of files with licences, and of notices, which go with them.
var legal = regexp.MustCompile(`(?i)^(un)?(licen[cs]e|copying|copyright|patents|notice)`)

// promise matches those of them that must hold a licence that is known.
var promise = regexp.MustCompile(`(?i)^(un)?(licen[cs]e|copying)`)

// read finds the files with licences of m, and which those are. Folders of licences,
// such as THIRD_PARTY_LICENSES, belong to it.
func (m *Module) read() error {
	if m.Dir == "" {
		return fmt.Errorf("%s: it is not in the module cache: run go mod download", m.Path)
	}
	if m.files = chosen[m.Path]; m.files == nil {
		entries, err := os.ReadDir(m.Dir)
		if err != nil {
			return err
		}
		for _, e := range entries {
			switch {
			case !e.IsDir() && legal.MatchString(e.Name()):
				m.files = append(m.files, e.Name())
			case e.IsDir() && strings.Contains(strings.ToLower(e.Name()), "license"):
				inside, err := os.ReadDir(filepath.Join(m.Dir, e.Name()))
				if err != nil {
					return err
				}
				for _, f := range inside {
					m.files = append(m.files, e.Name()+"/"+f.Name())
				}
			}
		}
	}
	for _, file := range m.files {
		data, err := os.ReadFile(filepath.Join(m.Dir, file))
		if err != nil {
			return err
		}
		found := classify(string(data))
		own := !strings.Contains(file, "/") || chosen[m.Path] != nil // not of what the module has taken from others
		if own && len(found) == 0 && chosen[m.Path] == nil && promise.MatchString(file) {
			return fmt.Errorf("%s: %s is no licence that is known", m.Path, file)
		}
		for _, l := range found {
			if !l.permitted {
				return fmt.Errorf("%s: %s is %s, which is not permitted", m.Path, file, l.name)
			}
			if own && !slices.Contains(m.licenses, l.name) {
				m.licenses = append(m.licenses, l.name)
			}
		}
	}
	if len(m.licenses) == 0 {
		return fmt.Errorf("%s: none of its files is a licence that is known", m.Path)
	}
	return nil
}
