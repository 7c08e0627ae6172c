package main

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// This file: a site, from its sources to the files that are written.

// Site is the documentation, ready to be written.
type Site struct {
	root, notebooks string
	pages           []*Page
	bySource        map[string]*Page
	assets          map[string][]byte // by path within the site
	problems        []error
}

// Page is one page.
type Page struct {
	Source  string // the path within the repository
	Out     string // the path within the site
	Section string // of the menu; "" for what the menu does not show
	Title   string
	Body    template.HTML
	TOC     []heading
	index   []entry
}

type heading struct {
	Level    int
	ID, Text string
}

// Label is the page's name in the menu.
func (p *Page) Label() string {
	if l := labels[p.Source]; l != "" {
		return l
	}
	return p.Title
}

// Build reads all sources of the repository in root. Notebooks come from the folder
// notebooks of the repository, or from another one.
func Build(root, notebooks string) (*Site, error) {
	if notebooks == "" {
		notebooks = filepath.Join(root, "notebooks")
	}
	s := &Site{root: root, notebooks: notebooks, bySource: map[string]*Page{}, assets: map[string][]byte{}}
	if err := s.plan(); err != nil {
		return nil, err
	}
	for _, p := range s.pages {
		text, err := os.ReadFile(s.file(p.Source))
		if err != nil {
			return nil, err
		}
		if path.Ext(p.Source) == ".ipynb" {
			err = s.renderNotebook(p, text)
		} else {
			err = s.renderMarkdown(p, text)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Source, err)
		}
	}
	if err := s.fillLists(); err != nil {
		return nil, err
	}
	if err := s.layout(); err != nil {
		return nil, err
	}
	return s, errors.Join(s.problems...)
}

func (s *Site) add(p *Page) {
	p.Out = address(p.Source)
	s.pages = append(s.pages, p)
	s.bySource[p.Source] = p
}

// file returns where a path of the repository lies on this machine.
func (s *Site) file(p string) string {
	if rest, ok := strings.CutPrefix(p, "notebooks/"); ok {
		return filepath.Join(s.notebooks, filepath.FromSlash(rest))
	}
	return filepath.Join(s.root, filepath.FromSlash(p))
}

func (s *Site) problem(format string, args ...any) {
	s.problems = append(s.problems, fmt.Errorf(format, args...))
}

// Files returns all that is written, by path.
func (s *Site) Files() (map[string][]byte, error) {
	files := map[string][]byte{}
	for name, data := range s.assets {
		files[name] = data
	}
	for i, p := range s.pages {
		var b bytes.Buffer
		if err := pageTemplate.Execute(&b, s.view(i)); err != nil {
			return nil, fmt.Errorf("%s: %w", p.Source, err)
		}
		files[p.Out] = b.Bytes()
	}
	return files, nil
}

// Write writes the site into a folder. Files of an earlier one are overwritten.
func (s *Site) Write(out string) error {
	files, err := s.Files()
	if err != nil {
		return err
	}
	for name, data := range files {
		to := filepath.Join(out, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(to, data, 0o666); err != nil {
			return err
		}
	}
	return nil
}
