package main

import (
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// This file: where links lead. A link in a source is relative to it, as on GitHub. On the
// site it leads to the page that is made of the file, to a copy of the file, or to
// the repository.

const repository = "https://github.com/gopathway/pathway"

// resolve returns the address for a link of page p. One that leads nowhere is a problem
// of the build.
func (s *Site) resolve(p *Page, dest string, picture bool) string {
	if strings.HasPrefix(dest, "#") || strings.Contains(dest, "://") || strings.HasPrefix(dest, "mailto:") {
		return dest
	}
	file, fragment, _ := strings.Cut(dest, "#")
	if fragment != "" {
		fragment = "#" + fragment
	}
	unescaped, err := url.PathUnescape(file)
	if err != nil {
		s.problem("%s: the link %s: %v", p.Source, dest, err)
		return dest
	}
	target := path.Join(path.Dir(p.Source), unescaped)
	if to := s.bySource[target]; to != nil {
		return relative(p.Out, to.Out) + fragment
	}
	info, err := os.Stat(s.file(target))
	switch {
	case err != nil || strings.HasPrefix(target, ".."):
		s.problem("%s: the link %s leads to %s, which does not exist", p.Source, dest, target)
		return dest
	case info.IsDir():
		return repository + "/tree/main/" + target
	}
	inDocs, ok := strings.CutPrefix(target, "docs/")
	if !picture && (!ok || path.Ext(target) == ".go") {
		return repository + "/blob/main/" + target + fragment
	}
	name := inDocs
	if !ok {
		name = "files/" + target
	}
	data, err := os.ReadFile(s.file(target))
	if err != nil {
		s.problem("%s: %v", p.Source, err)
	}
	s.assets[name] = data
	return relative(p.Out, name)
}

// relative returns the address of a path of the site on the page at another.
func relative(from, to string) string {
	rel, err := filepath.Rel(path.Dir(from), to)
	if err != nil {
		panic(err) // both are relative
	}
	return (&url.URL{Path: filepath.ToSlash(rel)}).EscapedPath()
}
