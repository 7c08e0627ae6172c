package doctest

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// This file: the test of all documents, and the test of that test.

const module = "github.com/gopathway/pathway"

// standard are the packages outside the module that snippets may use.
var standard = []string{"bytes", "context", "encoding/json", "errors", "flag", "fmt", "io", "log", "math",
	"math/rand/v2", "net/http", "os", "os/signal", "path/filepath", "runtime", "slices", "strings", "sync", "time"}

// preambles declare what the snippets of a document, or of a package's doc
// comments, take for granted. Keep them few: a reader has to guess them, too.
var preambles = map[string]string{
	"README.md": `
		var auxiliary *nn.ViT
		var x *tensor.Tensor
		ctx := context.Background()`,
	"docs/explanation/pathway.md": `
		var target, auxiliary *nn.ViT
		var err error`,
	"docs/explanation/tape.md": `
		tape := autograd.NewTape()`,
	"docs/howto/fine-tune.md": `
		ctx := context.Background()`,
	"docs/howto/profile.md": `
		var tape *autograd.Tape`,
	"docs/howto/predict.md": `
		var recorded []float32
		var net *nn.ViT
		ctx := context.Background()`,
	"autograd": `
		var model interface { Forward(*autograd.Var) *autograd.Var }
		var opt interface { ZeroGrad(); Step() }
		var batches []struct { X *tensor.Tensor; Labels []int }
		var read func(i int) (x *tensor.Tensor, labels []int)
		var x *tensor.Tensor`,
	"datasets/augment": `
		var set *datasets.Images
		var seed, epochs uint64
		var x *tensor.Tensor
		var idx []int`,
	"pipeline": `
		var rng *tensor.RNG`,
	"plot/training": `
		var h train.History`,
	"train": `
		var config m2pt.Config
		var set, test datasets.Set
		var corpus *pipeline.Corpus
		var dir string
		ctx, r := context.Background(), train.Options{}.Recipe`,
}

// public returns the import paths of the packages that users import, and
// their folders.
func public(t *testing.T) (paths, dirs []string) {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", "{{.Name}}\t{{.ImportPath}}\t{{.Dir}}", module+"/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		f := strings.Split(line, "\t")
		if f[0] == "main" || strings.Contains(f[1], "/internal/") {
			continue
		}
		paths, dirs = append(paths, f[1]), append(dirs, f[2])
	}
	return paths, dirs
}

func TestSnippetsCompile(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	paths, dirs := public(t)
	var sources []Source
	used := map[string]bool{}
	add := func(file string, blocks ...Block) {
		name, err := filepath.Rel(root, file)
		if err != nil {
			t.Fatal(err)
		}
		name = filepath.ToSlash(name)
		used[name] = true
		sources = append(sources, Source{Preamble: preambles[name], Snippets: blocks})
	}
	files, err := MarkdownFiles(root)
	if err != nil {
		t.Fatal(err)
	}
	inMarkdown := 0
	for _, file := range files {
		blocks, err := Fences(file)
		if err != nil {
			t.Fatal(err)
		}
		var snippets []Block
		for _, b := range blocks {
			if b.Lang == "go" {
				snippets = append(snippets, b)
			}
		}
		inMarkdown += len(snippets)
		if len(snippets) > 0 {
			add(file, snippets...)
		}
	}
	isGo := goPattern(paths)
	inComments := 0
	for _, dir := range dirs {
		blocks, err := Comments(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range blocks {
			if isGo.MatchString(b.Text) {
				add(dir, b)
				inComments++
			}
		}
	}
	if inMarkdown < 3 || inComments < 2 {
		t.Errorf("only %d snippets in Markdown and %d in comments were found", inMarkdown, inComments)
	}
	for name := range preambles {
		if !used[name] && !(Packaged(root) && strings.HasPrefix(name, "docs/")) {
			t.Errorf("preamble of %s: there is no snippet", name)
		}
	}
	if err := Compile(root, append(paths, standard...), sources); err != nil {
		t.Error(err)
	}
}

// goPattern matches the indented blocks of comments that are meant as Go: with
// a declaration, or with a name of one of the packages.
func goPattern(paths []string) *regexp.Regexp {
	var names []string
	for _, p := range paths {
		names = append(names, regexp.QuoteMeta(packageName(p)))
	}
	return regexp.MustCompile(`:=|\b(` + strings.Join(names, "|") + `)\.[A-Z]`)
}

// What is wrong in a snippet is found, and named by the line of the document.
func TestBadSnippetsAreFound(t *testing.T) {
	document := filepath.Join(t.TempDir(), "bad.md")
	snippet := func(line int, text string) Source {
		return Source{Snippets: []Block{{File: document, Line: line, Lang: "go", Text: text}}}
	}
	paths, _ := public(t)
	later := snippet(60, "x := tensor.New(1)\n")
	later.Snippets = append(later.Snippets, Block{File: document, Line: 70, Text: "x.Fill(\"no\")\n"})
	err := Compile("../..", append(paths, standard...), []Source{
		snippet(10, "x := tensor.New(2)\ny := tensor.NoSuchFunction(x)\n"),
		snippet(20, "x := unknown\n"),
		snippet(30, "for ... {\n}\n"),
		snippet(40, "for i := 0; i < 2; i++ {\n\tx := i\n}\n"),
		snippet(50, "func f() *tensor.Tensor {\n\treturn 1\n}\n"),
		later,
		snippet(80, "package main\n\nfunc main() { return 1 }\n"),
		snippet(90, "}\nfunc g() {\n"),
	})
	if err == nil {
		t.Fatal("nothing was found")
	}
	for _, where := range []string{"11:", "20:", "30:", "41:", "51:", "70:", "82:", "90:"} {
		if !strings.Contains(err.Error(), "bad.md:"+where) {
			t.Errorf("no problem at bad.md:%s in\n%v", where, err)
		}
	}
	good := Source{Preamble: "var auxiliary nn.Module", Snippets: []Block{
		{File: document, Line: 1, Text: "x := tensor.New(1)\nerr := errors.New(\"a\")\n"},
		{File: document, Line: 5, Text: "x, y := 1, x.Size()\n"},
		{File: document, Line: 9, Text: "type pair struct{ a, b *tensor.Tensor }\nfunc f() { fmt.Println(pair{}) }\n"},
		{File: document, Line: 15, Text: "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(1) }\n"},
	}}
	if err := Compile("../..", append(paths, standard...), []Source{good}); err != nil {
		t.Errorf("good snippets: %v", err)
	}
}

func TestFencesAndSpans(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.md")
	text := "Text `one` and `two\nwords`.\n```go\nx := 1\n\ny := 2\n```\n`three`\n```\nm2pt `x`\n```\n"
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	fences, err := Fences(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(fences) != 2 || fences[0] != (Block{file, 4, "go", "x := 1\n\ny := 2\n"}) || fences[1] != (Block{file, 10, "", "m2pt `x`\n"}) {
		t.Errorf("fences %+v", fences)
	}
	spans, err := Spans(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(spans) != 3 || spans[0] != (Block{file, 1, "", "one"}) || spans[1] != (Block{file, 1, "", "two words"}) || spans[2] != (Block{file, 8, "", "three"}) {
		t.Errorf("spans %+v", spans)
	}
	if err := os.WriteFile(file, []byte("```go\nx := 1\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Fences(file); err == nil || !strings.HasSuffix(err.Error(), "a.md:1: the block does not end") {
		t.Errorf("error %v", err)
	}
}
