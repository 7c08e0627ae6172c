package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/m2pt"
)

// modelSize are the flags that shape a new model. Auxiliary and target must
// agree in dim and depth; the defaults do.
type modelSize struct {
	dim, depth, heads int
	patch             [2]int // image
	audioPatch        [2]int // time, mel bins
	dropPath, dropout float64
}

func (s *modelSize) register(f *pflag.FlagSet) {
	f.IntVar(&s.dim, "dim", 64, "width of a token")
	f.IntVar(&s.depth, "depth", 6, "number of transformer blocks")
	f.IntVar(&s.heads, "heads", 4, "attention heads")
	f.IntVar(&s.patch[0], "patch", 4, "side of an image patch, in pixels")
	f.Float64Var(&s.dropPath, "drop-path", 0, "stochastic depth of the last block")
	f.Float64Var(&s.dropout, "dropout", 0, "dropout")
	s.audioPatch = [2]int{8, 16}
}

// complete sets what follows from the flags.
func (s *modelSize) complete() { s.patch[1] = s.patch[0] }

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
	switch m := m2pt.Modality(s); m {
	case m2pt.Image, m2pt.Audio:
		return m, nil
	}
	return "", usagef("--modality is %q, want %q or %q", s, m2pt.Image, m2pt.Audio)
}
