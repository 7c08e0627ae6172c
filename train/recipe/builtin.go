package recipe

import (
	"embed"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

// This file: the recipes that come with the package.

//go:embed builtin/*.yaml
var builtin embed.FS

// Purpose is what a recipe trains a model for.
type Purpose string

// The purposes of the recipes that come with the package.
const (
	FromScratch Purpose = "from scratch" // a classifier or segmenter that begins at random
	FineTuning  Purpose = "fine-tuning"  // one that begins with pretrained weights
	Pretraining Purpose = "pretraining"  // a masked autoencoder, without labels
)

// PurposeOf returns what a model is trained for that is a masked autoencoder or not, and
// that begins with pretrained weights or not.
func PurposeOf(masked, pretrained bool) Purpose {
	switch {
	case masked:
		return Pretraining
	case pretrained:
		return FineTuning
	}
	return FromScratch
}

// Builtin describes a recipe that comes with the package.
type Builtin struct {
	Name     string // such as image-finetune
	Modality string // such as image: what its name begins with
	Purpose  Purpose
	About    string // a line: what it is for and where it comes from
	MadeFor  MadeFor
}

// Builtins describes the recipes that come with the package, sorted by name. The slice
// is the caller's.
func Builtins() []Builtin { return slices.Clone(builtins()) }

var builtins = sync.OnceValue(func() []Builtin {
	paths, err := fs.Glob(builtin, "builtin/*.yaml")
	if err != nil {
		panic(err) // the pattern is right
	}
	var all []Builtin
	for _, p := range paths {
		all = append(all, describe(strings.TrimSuffix(path.Base(p), ".yaml")))
	}
	slices.SortFunc(all, func(a, b Builtin) int { return strings.Compare(a.Name, b.Name) })
	return all
})

// describe reads what a recipe of the package says of itself: in its name, which has
// its modality and purpose, in the first line of its comment, and in made_for.
func describe(name string) Builtin {
	text, _ := Text(name)
	r, err := Parse("recipe "+name, text)
	if err != nil {
		panic(err) // a test reads all
	}
	about, _, _ := strings.Cut(string(text), "\n")
	words := strings.Split(name, "-")
	b := Builtin{Name: name, Modality: words[0], Purpose: FromScratch, About: strings.TrimPrefix(about, "# "), MadeFor: r.MadeFor}
	switch {
	case slices.Contains(words, "mae"):
		b.Purpose = Pretraining
	case slices.Contains(words, "finetune"):
		b.Purpose = FineTuning
	}
	return b
}

// Describe returns the description of the recipe called name, if one of that name comes
// with the package.
func Describe(name string) (b Builtin, ok bool) {
	for _, b := range builtins() {
		if b.Name == name {
			return b, true
		}
	}
	return Builtin{}, false
}

// Names returns the names of the recipes that come with the package, sorted.
func Names() []string {
	var names []string
	for _, b := range builtins() {
		names = append(names, b.Name)
	}
	return names
}

// Fitting returns the names of those recipes of a modality and purpose that were made
// for models and data of size s, sorted.
func Fitting(modality string, p Purpose, s Size) []string {
	var names []string
	for _, b := range builtins() {
		if b.Modality == modality && b.Purpose == p && b.MadeFor.Fits(s) {
			names = append(names, b.Name)
		}
	}
	return names
}

// Text returns the file of the recipe called name, comments included.
func Text(name string) (text []byte, ok bool) {
	text, err := builtin.ReadFile("builtin/" + name + ".yaml")
	return text, err == nil
}

// NameFor returns the name of the recipe by which models of a modality, such as
// "image", or its masked autoencoders are trained if nothing else is said; "" where
// there is none.
func NameFor(modality string, masked bool) string {
	name := modality
	if masked {
		name += "-mae"
	}
	if _, ok := Describe(name); !ok {
		return ""
	}
	return name
}

// For returns the recipe that NameFor names, Default where there is none.
func For(modality string, masked bool) (*Recipe, error) {
	name := NameFor(modality, masked)
	if name == "" {
		r := Default()
		return &r, nil
	}
	return Load(name)
}
