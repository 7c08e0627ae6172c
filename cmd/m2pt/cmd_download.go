package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/internal/download"
	"github.com/gopathway/pathway/train"
)

// This file: m2pt download.

func newDownloadCmd() *cobra.Command {
	var dir string
	long := `Fetch a public data set from its authors' address, check it, and go on where an earlier
attempt stopped. Where a set cannot be fetched, the command says how to get it by hand
and where to put it; given again, it checks and unpacks what was put there.
`
	for _, s := range download.Sets {
		long += fmt.Sprintf("\n  %-15s %s", s.Name, s.About)
	}
	cmd := &cobra.Command{
		Use:     "download NAME...",
		Short:   "Fetch public data sets",
		Long:    long,
		Example: "  m2pt download mnist fsdd\n  m2pt download fsdd --dir spoken-digits",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("got 0 arguments, want the name of a data set, or several")
			}
			return nil
		},
		RunE: action(func(cmd *cobra.Command, args []string) error {
			if dir != "" && len(args) > 1 {
				return usagef("--dir is for one data set, found %d", len(args))
			}
			var sets []download.Set
			for _, name := range args {
				s, err := download.Find(name)
				if err != nil {
					return usageError{err}
				}
				sets = append(sets, s)
			}
			for _, s := range sets {
				where := dir
				if where == "" {
					where = downloadFolder(s.Name)
				}
				if err := fetchSet(cmd, s, where); err != nil {
					return err
				}
			}
			return nil
		}),
	}
	groupOutput.common(cmd.Flags(), func(fs *pflag.FlagSet) {
		fs.StringVar(&dir, "dir", "", "`folder` for the set (default data/NAME)")
	})
	return cmd
}

// downloadFolder returns the folder of a set unless --dir names another.
func downloadFolder(name string) string { return filepath.Join("data", name) }

// fetchSet brings s into dir and shows the progress of each file.
func fetchSet(cmd *cobra.Command, s download.Set, dir string) error {
	d := newDisplay(cmd.ErrOrStderr(), false)
	err := download.Default.Get(cmd.Context(), s, dir, func(f download.File) download.Progress {
		if !d.terminal {
			return nil
		}
		var bar *progressbar.ProgressBar
		return func(done, total int64) {
			if bar == nil {
				bar = progressbar.NewOptions64(max(total, -1),
					progressbar.OptionSetWriter(d.w),
					progressbar.OptionSetDescription(shorten(f.Name, max(d.width()-66, 4))),
					progressbar.OptionShowBytes(true),
					progressbar.OptionSetWidth(min(24, max(d.width()-55, 4))),
					progressbar.OptionThrottle(100*time.Millisecond),
					progressbar.OptionClearOnFinish(),
				)
			}
			_ = bar.Set64(done) // a bar that cannot be drawn must not end a run
		}
	})
	if cmd.Context().Err() != nil {
		d.printf("what has arrived is kept; the same command goes on\n")
		return train.ErrInterrupted
	}
	if err != nil {
		if errors.As(err, new(*download.FetchError)) {
			for _, line := range s.Instructions(dir) {
				fmt.Fprintln(cmd.ErrOrStderr(), line)
			}
		}
		return fmt.Errorf("%s: %w", s.Name, err)
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s is in %s\n", s.Name, dir)
	return nil
}
