package recipe

import (
	"errors"
	"fmt"

	"github.com/spf13/pflag"
)

// BindFlags adds a flag for every field: --layer-decay, --image-shift,
// --image-rand-augment-n. A flag that is given changes r; its default is what r
// holds now. It panics if fs has a flag of such a name already.
//
// Since r's file is known only after the flags have been parsed, a command reads
// the file then and lets the flags win:
//
//	base := recipe.Default()
//	recipe.BindFlags(cmd.Flags(), &base)
//	...
//	r, err := recipe.Load(name)
//	err = recipe.ApplyFlags(cmd.Flags(), r)
func BindFlags(fs *pflag.FlagSet, r *Recipe) {
	for i := range allFields {
		f := &allFields[i]
		flag := fs.VarPF(&flagValue{r, f}, f.Flag, "", f.Help)
		if f.Type == "bool" {
			flag.NoOptDefVal = "true"
		}
	}
}

// ApplyFlags changes the fields of r whose flags were given on the command line,
// and leaves all others. The result is not validated yet.
func ApplyFlags(fs *pflag.FlagSet, r *Recipe) error {
	if fs.Changed("lr") && fs.Changed("base-lr") {
		return errors.New("--lr and --base-lr exclude each other")
	}
	for i := range allFields {
		f := &allFields[i]
		flag := fs.Lookup(f.Flag)
		if flag == nil || !flag.Changed {
			continue
		}
		if err := f.set(r, flag.Value.String()); err != nil {
			return fmt.Errorf("--%s is %q, %w", f.Flag, flag.Value, err)
		}
	}
	return nil
}

// flagValue is a field of a recipe as a pflag.Value.
type flagValue struct {
	recipe *Recipe
	field  *Field
}

// Set implements pflag.Value.
func (v *flagValue) Set(text string) error { return v.field.set(v.recipe, text) }

// String implements pflag.Value.
func (v *flagValue) String() string { return v.field.text(v.recipe) }

// Type implements pflag.Value: what help shows for the value.
func (v *flagValue) Type() string {
	if v.field.Type == "pair" {
		return "float,float"
	}
	return v.field.Type
}
