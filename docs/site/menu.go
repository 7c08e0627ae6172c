package main

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// This file: which pages there are, in which order. A new page of docs/ gets its place
// here; a page without one fails the build.

// section is a part of the menu. Patterns are paths within the repository; one with
// a star stands for all files that match and are not named elsewhere.
type section struct {
	title    string
	patterns []string
}

var menu = []section{
	{"Start", []string{"docs/index.md", "docs/quickstart.md"}},
	{"Tutorials", []string{"docs/tutorials.md", "notebooks/*.ipynb", "examples/README*.md"}},
	{"How to", []string{
		"docs/howto/own-data.md",
		"docs/howto/fine-tune.md",
		"docs/howto/predict.md",
		"docs/howto/edge.md",
		"docs/howto/resume.md",
		"docs/howto/troubleshooting.md",
		"notebooks/README.md",
		"docs/howto/*.md",
		"docs/howto/modality.md",
		"CONTRIBUTING.md",
	}},
	{"Explanation", []string{
		"docs/explanation/pathway.md",
		"docs/explanation/tokens.md",
		"docs/explanation/bits.md",
		"docs/explanation/gemm.md",
		"docs/explanation/tape.md",
		"docs/explanation/*.md",
	}},
	{"Reference", []string{
		"docs/reference/packages.md",
		"docs/reference/*.md",
		"docs/formats.md",
		"docs/reference/in-and-out.md",
		"docs/reference/status.md",
		"SECURITY.md",
		"CHANGELOG.md",
	}},
	{"Measured", []string{
		"docs/results.md",
		"docs/benchmarks.md",
		"bench/README.md",
	}},
}

// beside are pages that others link to and that the menu does not show.
var beside = []string{"docs/studies/*/report.md"}

// labels are what the menu calls pages whose titles are too long for it.
var labels = map[string]string{
	"docs/index.md":       "Overview",
	"docs/tutorials.md":   "All tutorials",
	"CONTRIBUTING.md":     "Add an op, a kernel, a modality",
	"docs/formats.md":     "Formats and layouts",
	"examples/README.md":  "Examples",
	"bench/README.md":     "Benchmarks in detail",
	"notebooks/README.md": "Use notebooks",
}

// addresses of pages that do not follow from the path of their source.
var addresses = map[string]string{
	"CONTRIBUTING.md":     "howto/contributing.html",
	"CHANGELOG.md":        "reference/changelog.html",
	"SECURITY.md":         "reference/security.html",
	"notebooks/README.md": "howto/notebooks.html",
	"bench/README.md":     "benchmarks-in-detail.html",
	"examples/README.md":  "tutorials/examples.html",
}

// address returns the path of the page that is made from source.
func address(source string) string {
	if a := addresses[source]; a != "" {
		return a
	}
	p := strings.TrimSuffix(source, path.Ext(source)) + ".html"
	if rest, ok := strings.CutPrefix(p, "notebooks/"); ok {
		return "tutorials/" + rest
	}
	return strings.TrimPrefix(p, "docs/")
}

// plan finds the sources of all pages, in the menu's order.
func (s *Site) plan() error {
	named := map[string]bool{}
	for _, sec := range menu {
		for _, p := range sec.patterns {
			named[p] = true
		}
	}
	for _, sec := range menu {
		for _, pattern := range sec.patterns {
			found, err := s.glob(pattern)
			if err != nil {
				return err
			}
			if !strings.Contains(pattern, "*") {
				if len(found) == 0 {
					return fmt.Errorf("%s is in the menu and does not exist", pattern)
				}
			} else {
				found = slices.DeleteFunc(found, func(f string) bool { return named[f] })
			}
			for _, f := range found {
				s.add(&Page{Source: f, Section: sec.title})
			}
		}
	}
	for _, pattern := range beside {
		found, err := s.glob(pattern)
		if err != nil {
			return err
		}
		for _, f := range found {
			s.add(&Page{Source: f})
		}
	}
	for _, pattern := range []string{"docs/*.md", "docs/*/*.md"} {
		found, err := s.glob(pattern)
		if err != nil {
			return err
		}
		for _, f := range found {
			if s.bySource[f] == nil {
				return fmt.Errorf("%s has no place in the menu: give it one in docs/site/menu.go", f)
			}
		}
	}
	return nil
}

// glob returns the files of the repository that match, as slash paths.
func (s *Site) glob(pattern string) ([]string, error) {
	found, err := filepath.Glob(s.file(pattern))
	if err != nil {
		return nil, err
	}
	for i, f := range found {
		found[i] = path.Join(path.Dir(pattern), filepath.Base(f))
		if strings.Contains(path.Dir(pattern), "*") {
			rel, err := filepath.Rel(s.root, f)
			if err != nil {
				return nil, err
			}
			found[i] = filepath.ToSlash(rel)
		}
	}
	slices.Sort(found)
	return found, nil
}
