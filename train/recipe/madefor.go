package recipe

import (
	"fmt"
	"strconv"
	"strings"
)

// This file: the sizes of models and data that a recipe was made for. They tell people
// and change no training: a recipe that pretrained models of a billion weights need may
// do less for a small one than no recipe at all.

// MadeFor is the sizes that a recipe was made for. The zero value says nothing, and
// everything fits it.
type MadeFor struct {
	Dim     Range `yaml:"dim" json:"dim" want:"[0, 1000000000]" help:"smallest and largest width of a model; a largest of 0: no limit"`
	Depth   Range `yaml:"depth" json:"depth" want:"[0, 1000000000]" help:"smallest and largest number of its blocks"`
	Samples Range `yaml:"samples" json:"samples" want:"[0, 1000000000]" help:"smallest and largest number of training samples"`
}

// Range is the smallest and the largest of some whole numbers; a largest of 0 is no
// limit. It is [100, 2000] in a file, 100,2000 as text.
type Range [2]int

// Size is the size of a model and of the data that it is trained on.
type Size struct {
	Dim     int // width of a token
	Depth   int // transformer blocks
	Samples int // for training
}

// has reports whether n lies in the range.
func (v Range) has(n int) bool { return n >= v[0] && (v[1] == 0 || n <= v[1]) }

// near reports whether n lies in the range or outside by a factor of two at most.
func (v Range) near(n int) bool { return n >= v[0]/2 && (v[1] == 0 || n/2 <= v[1]) }

// String describes the range in words, such as "384 to 1280".
func (v Range) String() string {
	switch {
	case v[1] == 0 && v[0] == 0:
		return "any"
	case v[1] == 0:
		return fmt.Sprintf("%d or more", v[0])
	case v[0] == 0:
		return fmt.Sprintf("up to %d", v[1])
	case v[0] == v[1]:
		return strconv.Itoa(v[0])
	}
	return fmt.Sprintf("%d to %d", v[0], v[1])
}

// Fits reports whether m was made for models and data of size s. The model must lie
// within it. The number of samples may lie outside by a factor of two, since nothing
// changes at any one number.
func (m MadeFor) Fits(s Size) bool {
	return m.Dim.has(s.Dim) && m.Depth.has(s.Depth) && m.Samples.near(s.Samples)
}

// Misfit says in words in what s differs from what m was made for, as in "was made for
// models 384 to 1280 wide; this one is 64 wide". It is empty if m fits s.
func (m MadeFor) Misfit(s Size) string {
	var want, is []string
	if !m.Dim.has(s.Dim) {
		want, is = append(want, fmt.Sprintf("%v wide", m.Dim)), append(is, fmt.Sprintf("%d wide", s.Dim))
	}
	if !m.Depth.has(s.Depth) {
		want, is = append(want, fmt.Sprintf("%v blocks deep", m.Depth)), append(is, fmt.Sprintf("%d deep", s.Depth))
	}
	var made, found []string
	if len(want) > 0 {
		made = append(made, "models "+strings.Join(want, " and "))
		found = append(found, "this one is "+strings.Join(is, " and "))
	}
	if !m.Samples.near(s.Samples) {
		made = append(made, fmt.Sprintf("%v training samples", m.Samples))
		found = append(found, fmt.Sprintf("there are %d", s.Samples))
	}
	if len(made) == 0 {
		return ""
	}
	if len(made) == 2 {
		found[1] += " samples"
	}
	return "was made for " + strings.Join(made, " and for ") + "; " + strings.Join(found, ", and ")
}

// Misfit returns a line for people if r, which is called name, was made for models or
// data of another size than s: what it was made for, what is trained by it, and which
// of the recipes that come with the package fit, of the same modality and purpose. The
// purpose p counts where name is the user's own, or what is taken if none is named. The line is empty if r fits.
//
//	recipe image-finetune was made for models 384 to 1280 wide; this one is 64 wide: image-finetune-small fits it
func (r *Recipe) Misfit(name, modality string, p Purpose, s Size) string {
	what := r.MadeFor.Misfit(s)
	if what == "" {
		return ""
	}
	if b, ok := Describe(name); ok && name != NameFor(modality, p == Pretraining) {
		p = b.Purpose
	}
	text := "recipe " + name + " " + what
	switch fit := Fitting(modality, p, s); len(fit) {
	case 0:
		return text
	case 1:
		return text + ": " + fit[0] + " fits it"
	default:
		return text + ": " + strings.Join(fit, " or ") + " fit it"
	}
}

// parseRange reads "100,2000", also in the brackets that files have.
func parseRange(text string) (v Range, err error) {
	first, second, err := cutPair(text)
	if err != nil {
		return v, err
	}
	if v[0], err = strconv.Atoi(first); err == nil {
		v[1], err = strconv.Atoi(second)
	}
	return v, err
}
