package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/train"
	"github.com/gopathway/pathway/train/recipe"
)

// This file: flags of how a model is trained: --recipe, and a flag for every field of
// a recipe by which it trains, which goes before what the recipe's file says.

// recipeFlags say how a model is trained.
type recipeFlags struct {
	name      string         // of a recipe, or its file
	fields    *recipe.Recipe // what the flags of single fields set
	noAugment bool
}

func (r *recipeFlags) register(fs *pflag.FlagSet) {
	groupOptimizer.common(fs, func(fs *pflag.FlagSet) {
		fs.StringVar(&r.name, "recipe", "", "how to train: a YAML or JSON `file`, or a name that m2pt recipes lists (default: the one of the modality)")
	})
	fields := recipe.Default()
	r.fields = &fields
	bindRecipe(fs, r.fields)
	groupAugment.more(fs, func(fs *pflag.FlagSet) {
		fs.BoolVar(&r.noAugment, "no-augment", false, "train on the samples as they are")
	})
}

// load returns the recipe for models of a modality, with the changes that flags make.
// Whether it suits the model is for check to say.
func (r *recipeFlags) load(fs *pflag.FlagSet, o train.Objective, m m2pt.Modality) (recipe.Recipe, error) {
	read, err := recipe.For(string(m), o == train.ObjectiveMAE)
	if r.name != "" {
		read, err = recipe.Load(r.name)
	}
	if err != nil {
		return recipe.Recipe{}, usagef("--recipe: %w", err)
	}
	if err := applyRecipe(fs, read); err != nil {
		return recipe.Recipe{}, usageError{err}
	}
	if r.noAugment {
		return read.WithoutAugmentation(), nil
	}
	return *read, nil
}

// misfit returns a line that tells if the recipe r was made for models or data of
// another size than a model of configuration c and samples to train on; "" if it fits.
// pretrained: it begins with weights of another model.
func (f *recipeFlags) misfit(r recipe.Recipe, c m2pt.Config, samples int, pretrained bool) string {
	e := c.Encoder()
	size := recipe.Size{Dim: e.Dim, Depth: e.Depth, Samples: samples}
	name, purpose := f.name, recipe.PurposeOf(c.Masked != nil, pretrained)
	if name == "" {
		if len(recipe.Fitting(string(c.Modality), purpose, size)) == 0 {
			return "" // no one has asked for this one, and there is no better one
		}
		name = recipe.NameFor(string(c.Modality), c.Masked != nil)
	}
	return r.Misfit(name, string(c.Modality), purpose, size)
}

// checkRecipe reports what a model cannot follow in a recipe.
func checkRecipe(r recipe.Recipe, o train.Objective, m m2pt.Modality, t pipeline.Task) error {
	var err error
	switch {
	case o == train.ObjectiveMAE:
		err = train.CheckMasked(m, r)
	case t == pipeline.Segment:
		err = train.CheckSegmenter(r)
	}
	if err == nil {
		err = r.ValidateFor(string(m))
	}
	if err != nil {
		return usageError{err}
	}
	return nil
}

// recipeFlag returns the name of a field's flag: image.rand_augment.n has
// --image-rand-augment-n.
func recipeFlag(f recipe.Field) string {
	return strings.NewReplacer(".", "-", "_", "-").Replace(f.Path)
}

// commonFields are the fields that most people set.
var commonFields = []string{"epochs", "batch", "lr", "weight_decay", "seed"}

// fieldGroups are the groups of fields by their paths, or by the beginnings of paths
// that end in a dot. The first that fits counts; other fields are the optimizer's.
var fieldGroups = []struct {
	path  string
	group group
}{
	{"point.points", groupPoint},
	{"video.frames", groupVideo},
	{"video.stride", groupVideo},
	{"image.", groupAugmentImage},
	{"audio.", groupAugmentAudio},
	{"point.", groupAugmentPoint},
	{"video.", groupAugmentVideo},
	{"mixup", groupAugment},
	{"cutmix", groupAugment},
	{"mix_prob", groupAugment},
	{"mae.", groupMasked},
	{"label_smoothing", groupRegularization},
	{"drop_path", groupRegularization},
	{"dropout", groupRegularization},
	{"lambda_lr", groupPathway},
	{"eval_every", groupOutput},
}

// fieldGroup returns the group of a field's flag.
func fieldGroup(path string) group {
	for _, g := range fieldGroups {
		if path == g.path || strings.HasSuffix(g.path, ".") && strings.HasPrefix(path, g.path) {
			return g.group
		}
	}
	return groupOptimizer
}

// bindRecipe adds a flag for every field of a recipe by which it trains. A flag that is
// given changes r. It panics if fs has a flag of such a name already.
//
// Flags are parsed before a command reads the recipe that they change, so a command
// binds them to some recipe, reads the file and lets applyRecipe change what it read:
//
//	base := recipe.Default()
//	bindRecipe(cmd.Flags(), &base)
//	...
//	r, err := recipe.Load(name)
//	err = applyRecipe(cmd.Flags(), r)
func bindRecipe(fs *pflag.FlagSet, r *recipe.Recipe) {
	for _, f := range recipe.Fields() {
		if f.Descriptive {
			continue
		}
		g := fieldGroup(f.Path)
		add := g.more
		if slices.Contains(commonFields, f.Path) {
			add = g.common
		}
		add(fs, func(fs *pflag.FlagSet) {
			flag := fs.VarPF(&recipeValue{r, f}, recipeFlag(f), "", f.Help)
			flag.DefValue = "" // what the recipe says, which the help does not know
			if f.Type == "bool" {
				flag.NoOptDefVal = "true"
			}
		})
	}
}

// applyRecipe changes the fields of r whose flags were given on the command line, and
// no others. It does not validate the result.
func applyRecipe(fs *pflag.FlagSet, r *recipe.Recipe) error {
	if fs.Changed("lr") && fs.Changed("base-lr") {
		return errors.New("--lr and --base-lr exclude each other")
	}
	for _, f := range recipe.Fields() {
		flag := fs.Lookup(recipeFlag(f))
		if flag == nil || !flag.Changed {
			continue
		}
		if err := f.Set(r, flag.Value.String()); err != nil {
			return fmt.Errorf("--%s is %q, %w", flag.Name, flag.Value, err)
		}
	}
	return nil
}

// recipeValue is a field of a recipe as a pflag.Value.
type recipeValue struct {
	recipe *recipe.Recipe
	field  recipe.Field
}

// Set implements pflag.Value.
func (v *recipeValue) Set(text string) error { return v.field.Set(v.recipe, text) }

// String implements pflag.Value.
func (v *recipeValue) String() string { return v.field.Get(v.recipe) }

// Type implements pflag.Value. Help shows it beside the flag.
func (v *recipeValue) Type() string {
	if v.field.Type == "pair" {
		return "float,float"
	}
	return v.field.Type
}
