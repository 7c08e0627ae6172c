package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/train/recipe"
)

// This file: flags that change single fields of a recipe.

// recipeFlag returns the name of a field's flag: image.rand_augment.n has
// --image-rand-augment-n.
func recipeFlag(f recipe.Field) string {
	return strings.NewReplacer(".", "-", "_", "-").Replace(f.Path)
}

// bindRecipe adds a flag for every field of a recipe. A flag that is given changes r;
// its default is what r holds now. It panics if fs has a flag of such a name already.
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
		flag := fs.VarPF(&recipeValue{r, f}, recipeFlag(f), "", f.Help)
		if f.Type == "bool" {
			flag.NoOptDefVal = "true"
		}
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
