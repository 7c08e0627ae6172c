// Command pathway-kernel runs Go notebooks, with this library compiled in: as a kernel of
// Jupyter, or by itself. It needs no Go compiler and no network.
package main

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/gopathway/pathway/notebooks/kernel/internal/jupyter"
	"github.com/gopathway/pathway/notebooks/kernel/internal/notebook"
)

func main() {
	if err := rootCommand().Execute(); err != nil {
		fmt.Fprintln(os.Stderr, "pathway-kernel:", err)
		os.Exit(1)
	}
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "pathway-kernel",
		Short:         "Go notebooks with the library compiled in",
		SilenceErrors: true, SilenceUsage: true,
	}
	root.AddCommand(installCommand(), runCommand(), &cobra.Command{
		Use:   "serve CONNECTION_FILE",
		Short: "Serve a notebook, as Jupyter starts it",
		Args:  cobra.ExactArgs(1),
		RunE:  func(cmd *cobra.Command, args []string) error { return jupyter.Serve(args[0]) },
	})
	return root
}

func runCommand() *cobra.Command {
	var o notebook.Options
	cmd := &cobra.Command{
		Use:   "run NOTEBOOK.ipynb...",
		Short: "Execute notebooks without Jupyter",
		Long: "Execute notebooks without Jupyter, each in its own folder, and write the outputs into them. With --check the files " +
			"stay as they are, and outputs that differ from those in them are an error: text is compared exactly, PNG pictures " +
			"by their pixels. A cell with the tag nbval-ignore-output is executed, but not compared; one with the tag " +
			"raises-exception may fail.",
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			failed := 0
			for _, path := range args {
				begun := time.Now()
				if err := notebook.Run(path, o); err != nil {
					fmt.Fprintln(cmd.ErrOrStderr(), err)
					failed++
					continue
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s: %.1f s\n", path, time.Since(begun).Seconds())
			}
			if failed > 0 {
				return fmt.Errorf("%d of %d notebooks failed", failed, len(args))
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&o.Check, "check", false, "compare the outputs with those in the files, which stay as they are")
	cmd.Flags().DurationVar(&o.Timeout, "timeout", 10*time.Minute, "end a cell, and with it its notebook, after this time (0: never)")
	return cmd
}
