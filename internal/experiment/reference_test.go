package experiment

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/doctest"
	"github.com/gopathway/pathway/internal/study"
)

// This file: docs/reference/studies.md, made of the comments of the fields that a study's
// file fills.

var update = flag.Bool("update", false, "write docs/reference/studies.md")

const referenceIntro = `# Study files

What the YAML (or JSON) file of ` + "`m2pt study FILE`" + ` holds. [Compare fairly](../howto/study.md) has
whole examples. An unknown key, and a value of another type or out of range, is an error
that names the line.

This document is made of the source: run ` + "`go test ./internal/experiment -update`" + ` after a change.
`

const settingsIntro = `
## settings

A study, an experiment and an arm may have ` + "`settings`" + `. The nearest one counts, key by key and
whole: an arm's ` + "`recipe`" + ` replaces the study's ` + "`recipe`" + `, and nothing of that is left. A setting
has the name of the flag of ` + "`m2pt train`" + ` that does the same, with underscores.

| key | default | meaning |
|---|---|---|
`

// TestReference compares the document with the source, and writes it with -update.
func TestReference(t *testing.T) {
	doctest.Generated(t, "../..", "docs/reference/studies.md", referenceText(t), *update, "go test ./internal/experiment -update")
}

func referenceText(t *testing.T) []byte {
	var b strings.Builder
	b.WriteString(referenceIntro)
	read := readKeys(t)
	for _, part := range []struct{ title, about, structure, reader string }{
		{"The study", "The keys of the file itself.", "Config", "config"},
		{"experiments", "Each compares arms with a baseline, on targets and sizes. Holm's correction runs over all comparisons of an experiment.", "Experiment", "experiment"},
		{"arms", "Each is one way to train.", "Arm", "arm"},
	} {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| key | default | meaning |\n|---|---|---|\n", part.title, part.about)
		fields := fieldsOf(t, "../study/config.go", part.structure)
		var names []string
		for _, f := range fields {
			row(&b, f, nil)
			names = append(names, f.key)
		}
		if !slices.Equal(names, read[part.reader]) {
			t.Errorf("%s documents %v, and the reader knows %v", part.title, names, read[part.reader])
		}
	}
	b.WriteString("\n### Kinds of arms\n\n| kind | what it does |\n|---|---|\n")
	about := kindsOf(t)
	for _, k := range kinds {
		if about[k] == "" {
			t.Errorf("the comment of the package does not say what an arm of kind %s does", k)
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", k, sentence(about[k]))
	}
	b.WriteString(settingsIntro)
	defaults, err := settingsOf(study.Cell{})
	if err != nil {
		t.Fatal(err)
	}
	value := reflect.ValueOf(*defaults)
	for i, f := range fieldsOf(t, "settings.go", "settings") {
		row(&b, f, value.Field(i).Interface())
	}
	return []byte(b.String())
}

// field is a key of a study's file.
type field struct{ key, about string }

// fieldsOf returns the fields of a structure, each with its comment.
func fieldsOf(t *testing.T, file, structure string) (fields []field) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	spec := f.Scope.Lookup(structure).Decl.(*ast.TypeSpec)
	for _, x := range spec.Type.(*ast.StructType).Fields.List {
		if x.Tag == nil {
			continue // not of the file
		}
		key, _, _ := strings.Cut(reflect.StructTag(strings.Trim(x.Tag.Value, "`")).Get("json"), ",")
		if key == "-" {
			key = strings.ToLower(x.Names[0].Name)
		}
		about := strings.Join(strings.Fields(x.Doc.Text()), " ")
		if about == "" {
			t.Errorf("%s: nothing says what the key %s means", file, key)
		}
		fields = append(fields, field{key, about})
	}
	return fields
}

// readKeys returns the keys that the reader of a study's file knows, by its methods.
func readKeys(t *testing.T) map[string][]string {
	f, err := parser.ParseFile(token.NewFileSet(), "../study/read.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string][]string{}
	for _, d := range f.Decls {
		d, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		ast.Inspect(d, func(n ast.Node) bool {
			if kv, ok := n.(*ast.KeyValueExpr); ok && fmt.Sprint(kv.Key) == "Name" {
				keys[d.Name.Name] = append(keys[d.Name.Name], strings.Trim(kv.Value.(*ast.BasicLit).Value, `"`))
			}
			return true
		})
	}
	return keys
}

// kindsOf returns what the comment of the package says of each kind.
func kindsOf(t *testing.T) map[string]string {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	about := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^//\t(\w+) +(.*)$`).FindAllStringSubmatch(string(text), -1) {
		about[m[1]] = m[2]
	}
	return about
}

// row writes a key. Its default stands in the comment, or is a value that is not zero.
func row(b *strings.Builder, f field, value any) {
	about, def, _ := strings.Cut(f.about, " Default: ")
	if v := reflect.ValueOf(value); def == "" && value != nil && v.Kind() != reflect.Map && v.Kind() != reflect.Slice {
		def = "`" + fmt.Sprint(value) + "`"
	}
	fmt.Fprintf(b, "| `%s` | %s | %s |\n", f.key, strings.TrimSuffix(def, "."), strings.ReplaceAll(about, "|", `\|`))
}

// sentence makes a sentence of words.
func sentence(words string) string {
	return strings.ToUpper(words[:1]) + words[1:] + "."
}
