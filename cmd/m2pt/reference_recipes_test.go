package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/train/recipe"
)

// This file: docs/reference/recipes.md, made of the fields of package recipe, their doc
// comments, and what the flags know of where a field has an effect.

const recipesIntro = `# Recipes

A recipe says how a model is trained: everything about a run except the model and the
data. It is a small YAML or JSON file (` + "`--recipe FILE`" + `), or one of those that come along
(` + "`m2pt recipes`" + `). Every field that is not in a file has the default below. Every field
but those of ` + "`made_for`" + ` is a flag, too: ` + "`image.rand_augment.n`" + ` is ` + "`--image-rand-augment-n`" + `.

This document is made of package ` + "`train/recipe`" + `: run
` + "`go test ./cmd/m2pt -run TestReference -update`" + ` after a change.

*Concerns* names the models that a field has an effect on; a recipe may hold fields for
several. Numbers written as a and b are two numbers, ` + "`[a, b]`" + ` in a file and ` + "`a,b`" + ` as a flag.
`

func TestReferenceRecipes(t *testing.T) {
	docs := fieldDocs(t)
	var b strings.Builder
	b.WriteString(recipesIntro)
	def := recipe.Default()
	section := "-"
	for _, f := range recipe.Fields() {
		head, _, nested := strings.Cut(f.Path, ".")
		if !nested {
			head = ""
		}
		if head != section {
			section = head
			title := "All models"
			if head != "" {
				title = "`" + head + "`"
			}
			fmt.Fprintf(&b, "\n## %s\n\n%s| field | takes | default | concerns | what it does |\n|---|---|---|---|---|\n", title, sectionHelp(head))
		}
		doc := docs[f.Path]
		what := strings.ToUpper(f.Help[:1]) + f.Help[1:] + "."
		if len(doc) > len(f.Help)+20 { // otherwise it says the same
			what += " " + doc
		}
		row(&b, "`"+f.Path+"`", takes(f), "`"+f.Get(&def)+"`", concerns(f), escaped(what))
	}
	b.WriteString("\n## Recipes that come along\n\n| name | for | what it is | made for models and data of |\n|---|---|---|---|\n")
	for _, builtin := range recipe.Builtins() {
		r, err := recipe.Load(builtin.Name)
		if err != nil {
			t.Fatal(err)
		}
		row(&b, "`"+builtin.Name+"`", string(builtin.Purpose), builtin.About, madeFor(r))
	}
	checkReference(t, "recipes.md", []byte(b.String()))
}

// takes says which values a field takes.
func takes(f recipe.Field) string {
	kind := map[string]string{"int": "a whole number", "uint": "a whole number", "float": "a number", "bool": "true or false", "pair": "two numbers", "range": "two whole numbers"}[f.Type]
	if f.Range == "" {
		return kind
	}
	return kind + ", " + f.Range
}

// concerns says which models a field has an effect on.
func concerns(f recipe.Field) string {
	if f.Descriptive {
		return "nothing: tells people"
	}
	g := fieldGroup(f.Path)
	var of []string
	if m := g.modality(); m != "" {
		of = append(of, string(m))
	}
	for _, m := range someModalities[recipeFlag(f)] {
		of = append(of, string(m))
	}
	// What package recipe refuses for a modality does not concern it.
	if len(of) == 0 {
		for _, m := range m2pt.Modalities() {
			if !refusedFor(f, string(m)) {
				of = append(of, string(m))
			}
		}
		if len(of) == len(m2pt.Modalities()) {
			of = []string{"all"}
		}
	}
	text := strings.Join(of, ", ")
	switch g {
	case groupMasked:
		text += "; masked autoencoders"
	case groupPathway:
		text += "; models with a pathway"
	}
	return text
}

// refusedFor reports whether a recipe that uses the field is refused for a modality, and
// one that does not is accepted.
func refusedFor(f recipe.Field, modality string) bool {
	mixing := recipe.Default() // which mix_prob switches on and off
	mixing.Mixup, mixing.MixProb = 0.2, 0
	for _, r := range []recipe.Recipe{recipe.Default(), mixing} {
		for _, text := range []string{"0.5", "1", "true"} {
			if f.Set(&r, text) == nil && r.Validate() == nil && r.ValidateFor(modality) != nil {
				return true
			}
		}
	}
	return false
}

// sectionHelp says what a section is about.
func sectionHelp(name string) string {
	t := reflect.TypeOf(recipe.Recipe{})
	for i := range t.NumField() {
		if f := t.Field(i); f.Tag.Get("yaml") == name && f.Type.Kind() == reflect.Struct {
			help := f.Tag.Get("help")
			return strings.ToUpper(help[:1]) + help[1:] + ".\n\n"
		}
	}
	return ""
}

// madeFor says which sizes a recipe was made for.
func madeFor(r *recipe.Recipe) string {
	var parts []string
	for _, f := range recipe.Fields() {
		if !f.Descriptive {
			continue
		}
		def := recipe.Default()
		if v := f.Get(r); v != f.Get(&def) {
			least, most, _ := strings.Cut(v, ",")
			text := least + " to " + most
			if most == "0" {
				text = least + " and more"
			}
			parts = append(parts, strings.TrimPrefix(f.Path, "made_for.")+" "+text)
		}
	}
	return strings.Join(parts, ", ")
}

// fieldDocs returns the doc comments of the fields of recipes, by their paths.
func fieldDocs(t *testing.T) map[string]string {
	files, err := filepath.Glob("../../train/recipe/*.go")
	if err != nil {
		t.Fatal(err)
	}
	structs := map[string]*ast.StructType{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok {
				if s, ok := spec.Type.(*ast.StructType); ok {
					structs[spec.Name.Name] = s
				}
			}
			return true
		})
	}
	docs := map[string]string{}
	var walk func(s *ast.StructType, prefix string)
	walk = func(s *ast.StructType, prefix string) {
		for _, f := range s.Fields.List {
			if f.Tag == nil {
				continue
			}
			path := prefix + reflect.StructTag(strings.Trim(f.Tag.Value, "`")).Get("yaml")
			if id, ok := f.Type.(*ast.Ident); ok && structs[id.Name] != nil {
				walk(structs[id.Name], path+".")
				continue
			}
			docs[path] = strings.Join(strings.Fields(f.Doc.Text()), " ")
		}
	}
	walk(structs["Recipe"], "")
	if len(docs) != len(recipe.Fields()) {
		t.Errorf("the source has %d fields, want the %d of recipe.Fields", len(docs), len(recipe.Fields()))
	}
	return docs
}
