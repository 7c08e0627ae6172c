package main

import (
	"github.com/spf13/cobra"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/train/recipe"
)

// This file: what a shell offers for the values of flags.

// completeFlags makes shells offer the values of the flags of cmd that have a few, and
// those of its subcommands.
func completeFlags(cmd *cobra.Command) {
	for name, values := range map[string]func() []string{
		"modality": func() []string {
			var names []string
			for _, m := range pipeline.Modalities() {
				names = append(names, string(m))
			}
			return names
		},
		"task":       func() []string { return []string{string(pipeline.Classify), string(pipeline.Segment)} },
		"recipe":     recipe.Names,
		"objective":  func() []string { return []string{"mae", "labels"} },
		"invert":     func() []string { return []string{"auto", "yes", "no"} },
		"pos-resize": func() []string { return []string{string(nn.PosBicubic), string(nn.PosBicubicAntialias)} },
	} {
		if cmd.Flags().Lookup(name) == nil {
			continue
		}
		directive := cobra.ShellCompDirectiveNoFileComp
		if name == "recipe" {
			directive = cobra.ShellCompDirectiveDefault // it may be a file
		}
		err := cmd.RegisterFlagCompletionFunc(name, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return values(), directive
		})
		if err != nil {
			panic(err) // the flag is there, and has no other completion
		}
	}
	for _, sub := range cmd.Commands() {
		completeFlags(sub)
	}
}
