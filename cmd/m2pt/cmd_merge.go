package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
)

// This file: m2pt merge.

func newMergeCmd() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:     "merge MODEL --out DIR",
		Short:   "Fold pathways into plain weights; outputs keep their bits",
		Example: "  m2pt merge pathway --out merged",
		Args:    exactArgs(1, "the model to merge"),
		RunE: action(func(cmd *cobra.Command, args []string) error {
			return merge(cmd, args[0], out)
		}),
	}
	groupOutput.common(cmd.Flags(), func(fs *pflag.FlagSet) {
		fs.StringVar(&out, "out", "", "`folder` to write the merged model to")
	})
	require(cmd, "out")
	return cmd
}

// merge merges the pathways of the model at path, and writes the result to the folder
// out.
func merge(cmd *cobra.Command, path, out string) error {
	m, err := loadModel(path)
	if err != nil {
		return err
	}
	if len(m.Config.Paths) == 0 {
		return fmt.Errorf("%s has no pathways to merge", path)
	}
	file := filepath.Join(out, m2pt.ModelFile)
	if err := keepModels("--out", file, path); err != nil {
		return err
	}
	if err := firstError(keepRun("--out", out), keepFolders("--out", out, path), writable("--out", out)); err != nil {
		return err
	}
	merged := m.Merge()
	if err := os.MkdirAll(out, 0o777); err != nil {
		return err
	}
	if err := merged.Save(file); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%d parameters merged into %d, written to %s\n", nn.CountParams(m.Net), nn.CountParams(merged.Net), file)
	return nil
}

// exactArgs returns a check of the number of arguments. Its error says what they are.
func exactArgs(n int, what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != n {
			return usagef("got %d arguments, want %s", len(args), what)
		}
		return nil
	}
}
