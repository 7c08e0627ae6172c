package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/train/recipe"
)

// This file: m2pt recipes.

func newRecipesCmd() *cobra.Command {
	var modality m2pt.Modality
	cmd := &cobra.Command{
		Use:   "recipes [NAME]",
		Short: "List the recipes that come along, or print one",
		Long: `List the recipes that come along, which --recipe takes by name: what each is for, and the
sizes of models and data that it was made for. Models and data of other sizes may do
better by another one.

With NAME, print that recipe as it is, to begin a file of one's own with. The file of a
recipe is checked and printed with all fields, those too that it does not mention.`,
		Example: `  m2pt recipes --modality image
  m2pt recipes image-finetune > mine.yaml
  m2pt recipes mine.yaml`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("got %d arguments, want the name or the file of one recipe, or none", len(args))
			}
			return nil
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return recipe.Names(), cobra.ShellCompDirectiveDefault // it may be a file
		},
	}
	fs := cmd.Flags()
	groupData.common(fs, func(fs *pflag.FlagSet) {
		fs.StringVar((*string)(&modality), "modality", "", "list the recipes of one modality alone: "+modalityNames())
	})
	cmd.RunE = action(func(cmd *cobra.Command, args []string) error {
		given := fs.Changed("modality")
		switch {
		case len(args) == 1 && given:
			return usagef("--modality has no effect with the name of a recipe")
		case len(args) == 1:
			return printRecipe(cmd.OutOrStdout(), args[0])
		}
		if given {
			if _, err := pipeline.Lookup(modality); err != nil {
				return optionUsage(err)
			}
		}
		return listRecipes(cmd.OutOrStdout(), modality)
	})
	return cmd
}

// printRecipe prints a recipe that comes along as it is, and that of a file with all
// fields.
func printRecipe(w io.Writer, nameOrPath string) error {
	if text, ok := recipe.Text(nameOrPath); ok {
		_, err := w.Write(text)
		return err
	}
	r, err := recipe.Load(nameOrPath)
	if errors.Is(err, fs.ErrNotExist) {
		return usageError{err}
	}
	if err != nil {
		return err
	}
	return r.Write(w)
}

// listRecipes lists the recipes of a modality, of all if it is "": a line of what each
// was made for, and below it one of what it is. The list fits 80 columns.
func listRecipes(w io.Writer, m m2pt.Modality) error {
	rows := [][]string{{"NAME", "MODALITY", "PURPOSE", "WIDTH", "DEPTH", "SAMPLES"}}
	about := []string{""}
	for _, b := range recipe.Builtins() {
		if m != "" && b.Modality != string(m) {
			continue
		}
		rows = append(rows, []string{b.Name, b.Modality, string(b.Purpose), sizes(b.MadeFor.Dim), sizes(b.MadeFor.Depth), sizes(b.MadeFor.Samples)})
		about = append(about, b.About)
	}
	if len(rows) == 1 {
		_, err := fmt.Fprintf(w, "no recipe of %s comes along: its models are trained as an empty recipe says\n", m)
		return err
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], len(cell))
		}
	}
	for i, row := range rows {
		line := ""
		for j, cell := range row {
			line += fmt.Sprintf("%-*s  ", widths[j], cell)
		}
		line = strings.TrimRight(line, " ") + "\n"
		if about[i] != "" {
			line += "  " + about[i] + "\n"
		}
		if _, err := io.WriteString(w, line); err != nil {
			return err
		}
	}
	return nil
}

// sizes writes a range in a few columns, such as 384-1280, or 10000+ for no upper limit.
func sizes(v recipe.Range) string {
	switch {
	case v == recipe.Range{}:
		return "any"
	case v[1] == 0:
		return fmt.Sprintf("%d+", v[0])
	case v[0] == v[1]:
		return fmt.Sprint(v[0])
	}
	return fmt.Sprintf("%d-%d", v[0], v[1])
}
