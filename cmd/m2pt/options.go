package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
)

// threadsFlag registers --threads.
func threadsFlag(cmd *cobra.Command) *int {
	return cmd.Flags().Int("threads", 0, "threads; 0: all processors (results do not depend on it)")
}

// setThreads applies --threads.
func setThreads(n int) error {
	if n < 0 {
		return usagef("--threads is %d, want 0 (all) or more", n)
	}
	if n > 0 {
		runtime.GOMAXPROCS(n)
	}
	parallel.SetLimit(n)
	return nil
}

// prepareOut makes the folder of a run. With overwrite, what an earlier run
// left there is removed; files of others are left alone.
func prepareOut(dir string, overwrite bool) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	if !overwrite {
		return nil
	}
	for _, name := range []string{checkpointFile, m2pt.ModelFile, metricsCSV, metricsJSON} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("--overwrite: %w", err)
		}
	}
	return nil
}

// parseModality checks --modality.
func parseModality(s string) (m2pt.Modality, error) {
	row, err := pipeline.Lookup(m2pt.Modality(s))
	return row.Name, optionUsage(err)
}

// optionUsage turns an option of package pipeline into the flag of its name. Other
// errors, and nil, stay as they are.
func optionUsage(err error) error {
	var o *pipeline.OptionError
	if errors.As(err, &o) {
		return usagef("--%s: %w", o.Option, o.Err)
	}
	return err
}
