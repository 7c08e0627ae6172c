package main

import (
	"flag"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// This file: the whole site, and sites that are wrong on purpose.

var (
	network = flag.Bool("network", false, "ask for every external link whether it is there")
	update  = flag.Bool("update", false, "write the list of external links")
)

func unescape(s string) string {
	if u, err := url.PathUnescape(s); err == nil {
		return u
	}
	return s
}

// built is the site of this repository, built once.
var built = sync.OnceValues(func() (map[string][]byte, error) {
	s, err := Build("../..", "")
	if err != nil {
		return nil, err
	}
	return s.Files()
})

func TestSite(t *testing.T) {
	files, err := built()
	if err != nil {
		t.Fatal(err)
	}
	problems, external := checkSite(files)
	for _, p := range problems {
		t.Error(p)
	}
	if len(files) < 50 {
		t.Errorf("only %d files", len(files))
	}
	index := files["assets/search-index.js"]
	if n := len(index); n < 10_000 || n > 400_000 {
		t.Errorf("the search index has %d bytes", n)
	}
	// A command of a block of code, and the report of a study.
	for _, want := range []string{"m2pt study recipes.yaml --out recipes", "settings: {recipe: {image: {recipe: mine.yaml", "studies/pathways/report.html"} {
		if !strings.Contains(string(index), want) {
			t.Errorf("the search index does not have %s", want)
		}
	}
	checkExternal(t, external)
	for _, l := range external {
		kind, file, ok := strings.Cut(strings.TrimPrefix(l, repository+"/"), "/main/")
		if !ok || !slices.Contains([]string{"blob", "tree", "edit"}, kind) {
			continue
		}
		file, _, _ = strings.Cut(file, "#")
		if _, err := os.Stat(filepath.Join("../..", file)); err != nil {
			t.Errorf("the link %s: %v", l, err)
		}
	}
}

// checkExternal wants the links that leave the site to be in the list of them, so
// that a new one is seen in review. -update writes the list. Those into the repository and to the documentation of
// its packages are checked as files when the site is built.
func checkExternal(t *testing.T, links []string) {
	t.Helper()
	own := func(l string) bool {
		return strings.HasPrefix(l, repository) || strings.HasPrefix(l, "https://pkg.go.dev/github.com/gopathway/pathway")
	}
	links = slices.DeleteFunc(slices.Clone(links), own)
	const list = "testdata/external-links.txt"
	if *update {
		if err := os.WriteFile(list, []byte(strings.Join(links, "\n")+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	known, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Fields(string(known))
	for _, l := range links {
		if !slices.Contains(want, l) {
			t.Errorf("%s is a new external link: look at it, then go test ./site -update", l)
		}
	}
	if !*network {
		return
	}
	client := http.Client{Timeout: 20 * time.Second}
	for _, l := range links {
		answer, err := client.Get(l)
		if err != nil {
			t.Errorf("%s: %v", l, err)
			continue
		}
		answer.Body.Close()
		if answer.StatusCode >= 400 {
			t.Errorf("%s: %s", l, answer.Status)
		}
	}
}

// A site goes into a folder as it is.
func TestWrite(t *testing.T) {
	out := filepath.Join(t.TempDir(), "a", "b")
	if err := run("../..", "", out, ""); err != nil {
		t.Fatal(err)
	}
	files, err := built()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(out, name))
		if err != nil || string(got) != string(want) {
			t.Fatalf("%s: %v", name, err)
		}
	}
}

// What is wrong with a page is found.
func TestWrongPagesAreFound(t *testing.T) {
	whole := func(body string) []byte {
		return []byte("<!DOCTYPE html><html><head><title>t</title></head><body><header></header><main><h1>t</h1>" + body + "</main></body></html>")
	}
	for _, c := range []struct{ body, want string }{
		{"<p>", "</main> ends"},
		{"<b><i></b></i>", "</b> ends"},
		{`<p id="a"></p><p id="a"></p>`, `two elements have the id "a"`},
		{`<p id="a b"></p>`, `the id "a b"`},
		{`<img src="x.png">`, "no alt text"},
		{`<img src="x.png" alt="x">`, "the link x.png leads to no file"},
		{`<img src="https://example.com/x.png" alt="x">`, "loaded from elsewhere"},
		{`<script src="//example.com/x.js"></script>`, "loaded from elsewhere"},
		{`<a href="http://example.com">x</a>`, "is not https"},
		{`<a href="other.html">x</a>`, "the link other.html leads to no file"},
		{`<a href="#nowhere">x</a>`, "leads to no place"},
		{`<h1>again</h1>`, "2 elements h1"},
	} {
		problems, _ := checkSite(map[string][]byte{"index.html": whole(c.body)})
		if !strings.Contains(strings.Join(problems, "\n"), c.want) {
			t.Errorf("%s: found %q, want %q", c.body, problems, c.want)
		}
	}
	problems, external := checkSite(map[string][]byte{
		"index.html": whole(`<a href="a/b.html#é">x</a> <a href="https://example.com">y</a> <br> <img src="p.png" alt="p">`),
		"a/b.html":   whole(`<p id="é"></p><a href="../index.html">x</a>`),
		"p.png":      {1},
		"q.png":      {1},
	})
	if !slices.Equal(problems, []string{"q.png: nothing leads there"}) || !slices.Equal(external, []string{"https://example.com"}) {
		t.Errorf("found %q, external %q", problems, external)
	}
}

// A source with a wrong link, and a page without a place in the menu, stop the build.
func TestWrongSourcesAreFound(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"docs/index.md", "# Home\n\n[x](nowhere.md)\n", "docs/index.md: the link nowhere.md leads to docs/nowhere.md, which does not exist"},
		{"docs/index.md", "# Home\n\n![x](no.png)\n", "which does not exist"},
		{"docs/index.md", "# Home\n\n[x](../../secret)\n", "which does not exist"},
		{"docs/index.md", "Home\n", "docs/index.md: no heading of the first level"},
		{"docs/other.md", "# Other\n", "docs/other.md has no place in the menu"},
		{"docs/quickstart.md", "", "docs/quickstart.md is in the menu and does not exist"},
		{"notebooks/1-a.ipynb", "{", "notebooks/1-a.ipynb"},
	} {
		root := t.TempDir()
		put := func(name, text string) {
			file := filepath.Join(root, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		for _, sec := range menu {
			for _, p := range sec.patterns {
				if !strings.Contains(p, "*") {
					put(p, "# Page\n")
				}
			}
		}
		put(c.name, c.text)
		if c.text == "" {
			if err := os.Remove(filepath.Join(root, c.name)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := Build(root, ""); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s with %q: error %v, want %q", c.name, c.text, err, c.want)
		}
	}
}
