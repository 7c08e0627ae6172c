package train

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gopathway/pathway/internal/filelock"
	"github.com/gopathway/pathway/m2pt"
)

// This file: the folder of a run.

// Names of the files that a run writes to its folder, besides m2pt.ModelFile.
const (
	CheckpointFile = "checkpoint.safetensors" // the state to resume from
	MetricsCSV     = "metrics.csv"            // the figures of the epochs
	MetricsJSON    = "metrics.json"           // the same, with all that an evaluation measures
)

// prepareFolder makes the folder of a run. With overwrite it removes the files
// of an earlier run, and leaves files of other names alone.
func prepareFolder(dir string, overwrite bool) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	if !overwrite {
		return nil
	}
	release, err := lockFolder(dir)
	if err != nil {
		return err
	}
	defer release()
	for _, name := range []string{CheckpointFile, m2pt.ModelFile, MetricsCSV, MetricsJSON} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("removing an earlier run: %w", err)
		}
	}
	return nil
}

// lockFile is there while a run is at work in its folder.
const lockFile = "lock"

// lockFolder keeps other processes from training in the folder of a run.
func lockFolder(dir string) (release func(), err error) {
	release, err = filelock.Lock(filepath.Join(dir, lockFile))
	if errors.Is(err, filelock.ErrHeld) {
		return nil, fmt.Errorf("%s: another run is at work in this folder", dir)
	}
	return release, err
}

// LoadModel reads a model that a run wrote; path is the file or the folder of the
// run. It is m2pt.Load with an error that says so when the folder holds no model
// yet.
func LoadModel(path string) (*m2pt.Model, error) {
	m, err := m2pt.Load(path)
	if errors.Is(err, fs.ErrNotExist) {
		if info, statErr := os.Stat(path); statErr == nil && info.IsDir() {
			return nil, fmt.Errorf("%s holds no %s: has the run that writes it ended?", path, m2pt.ModelFile)
		}
	}
	if err != nil && isTorch(path) {
		return nil, fmt.Errorf("%s is a PyTorch file (.pth): want a model that m2pt wrote, %s or its folder", path, m2pt.ModelFile)
	}
	return m, err
}

// isTorch reports whether a file begins as those of torch.save do: a zip archive, or in
// old versions a pickle.
func isTorch(path string) bool {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	var head [4]byte
	if _, err := io.ReadFull(f, head[:]); err != nil {
		return false
	}
	return string(head[:]) == "PK\x03\x04" || head[0] == 0x80 && head[1] >= 2 && head[1] <= 5
}
