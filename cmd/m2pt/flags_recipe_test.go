package main

import (
	"io"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/train/recipe"
)

// fieldFlags returns a set with the flags of r's fields.
func fieldFlags(r *recipe.Recipe) *pflag.FlagSet {
	fs := pflag.NewFlagSet("test", pflag.ContinueOnError)
	fs.SetOutput(io.Discard)
	bindRecipe(fs, r)
	return fs
}

// Every field that the struct has, found by walking it, has a flag with help, and
// giving the flag changes that field and no other. What a recipe was made for has none.
func TestEveryRecipeFieldHasAFlag(t *testing.T) {
	n := 0
	var walk func(rt reflect.Type, prefix string, index []int)
	walk = func(rt reflect.Type, prefix string, index []int) {
		for i := 0; i < rt.NumField(); i++ {
			f := rt.Field(i)
			name := prefix + strings.ReplaceAll(f.Tag.Get("yaml"), "_", "-")
			at := append(append([]int(nil), index...), i)
			if f.Type.Kind() == reflect.Struct {
				walk(f.Type, name+"-", at)
				continue
			}
			n++
			if strings.HasPrefix(name, "made-for-") {
				if base := recipe.Default(); fieldFlags(&base).Lookup(name) != nil {
					t.Errorf("--%s changes no training", name)
				}
				continue
			}
			r, want, base := recipe.Default(), recipe.Default(), recipe.Default()
			switch name {
			case "lr":
				want.BaseLR = 0
			case "base-lr":
				want.LR = 0
			}
			field, text := reflect.ValueOf(&want).Elem().FieldByIndex(at), ""
			switch f.Type.Kind() {
			case reflect.Int:
				text = "77"
				field.SetInt(77)
			case reflect.Uint64:
				text = "18446744073709551615"
				field.SetUint(math.MaxUint64)
			case reflect.Float64:
				text = "0.375"
				field.SetFloat(0.375)
			case reflect.Bool:
				text = "true"
				field.SetBool(true)
			default:
				text = "0.375,0.5"
				field.Set(reflect.ValueOf(recipe.Pair{0.375, 0.5}))
			}
			if want == r {
				t.Errorf("%s: the value is the default", name)
			}
			fs := fieldFlags(&base)
			if flag := fs.Lookup(name); flag == nil || flag.Usage == "" {
				t.Errorf("no flag --%s, or no help", name)
				continue
			}
			if err := fs.Parse([]string{"--" + name + "=" + text}); err != nil {
				t.Errorf("--%s=%s: %v", name, text, err)
				continue
			}
			if err := applyRecipe(fs, &r); err != nil {
				t.Error(err)
			}
			if r != want || base != want {
				t.Errorf("--%s=%s gives %+v\nwant %+v", name, text, r, want)
			}
		}
	}
	walk(reflect.TypeOf(recipe.Recipe{}), "", nil)
	if n != len(recipe.Fields()) {
		t.Errorf("%d fields in the struct, %d in Fields", n, len(recipe.Fields()))
	}
}

// A flag that was given wins over the file; others do not.
func TestRecipeFlagsAndFile(t *testing.T) {
	base := recipe.Default()
	fs := fieldFlags(&base)
	err := fs.Parse([]string{"--batch", "16", "--image-flip=false", "--betas", "[0.8, 0.9]", "--lr", "0.01", "--mae-norm-pix-loss", "--drop-path=0"})
	if err != nil {
		t.Fatal(err)
	}
	r, err := recipe.Load("image-finetune")
	if err != nil {
		t.Fatal(err)
	}
	want := *r
	want.Batch, want.Image.Flip, want.Betas, want.LR, want.BaseLR, want.MAE.NormPixLoss, want.DropPath = 16, false, recipe.Pair{0.8, 0.9}, 0.01, 0, true, 0
	if err := applyRecipe(fs, r); err != nil {
		t.Fatal(err)
	}
	if *r != want || r.LayerDecay != 0.65 {
		t.Errorf("got %+v\nwant %+v", *r, want)
	}

	fs = fieldFlags(&base)
	if err := fs.Parse([]string{"--lr", "1", "--base-lr", "1"}); err != nil {
		t.Fatal(err)
	}
	if err := applyRecipe(fs, r); err == nil || !strings.Contains(err.Error(), "--lr and --base-lr exclude each other") {
		t.Errorf("got %v", err)
	}
	// A set without flags of fields changes nothing.
	if err := applyRecipe(pflag.NewFlagSet("none", pflag.ContinueOnError), r); err != nil {
		t.Error(err)
	}
}

func TestBadRecipeFlags(t *testing.T) {
	for arg, want := range map[string]string{
		"--layer-decay=x":  `invalid argument "x" for "--layer-decay" flag: want a number`,
		"--epochs=1.5":     "want a whole number",
		"--image-flip=ja":  "want true or false",
		"--betas=0.9":      "want two numbers",
		"--betas=0.9,b":    "want two numbers",
		"--seed=-1":        "want a whole number from 0 on",
		"--layer-deacy=.1": "unknown flag",
	} {
		base := recipe.Default()
		if err := fieldFlags(&base).Parse([]string{arg}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %s", arg, err, want)
		}
		if base != recipe.Default() {
			t.Errorf("%s changed the recipe", arg)
		}
	}
	// A flag with the name of a field that takes any text.
	fs := pflag.NewFlagSet("other", pflag.ContinueOnError)
	fs.String("epochs", "", "")
	r := recipe.Default()
	if err := fs.Parse([]string{"--epochs=many"}); err != nil {
		t.Fatal(err)
	}
	if err := applyRecipe(fs, &r); err == nil || !strings.Contains(err.Error(), `--epochs is "many", want a whole number`) {
		t.Errorf("got %v", err)
	}
}
