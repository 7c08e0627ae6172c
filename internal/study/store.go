package study

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/gopathway/pathway/internal/atomicfile"
)

// This file: finished and failed cells in files.

// stored is the content of a finished cell's file. SHA256 is the checksum of the other
// fields.
type stored struct {
	Format      int     `json:"format"`
	Cell        Cell    `json:"cell"`
	WallSeconds float64 `json:"wall_seconds"` // all that the cell took, for estimates
	Result      Result  `json:"result"`
	SHA256      string  `json:"sha256"`
}

func (s stored) sum() string {
	s.SHA256 = ""
	sum := sha256.Sum256(mustJSON(s))
	return hex.EncodeToString(sum[:])
}

// save writes a finished cell and forgets that it ever failed.
func (f folder) save(cell Cell, wall float64, r Result) error {
	var s stored
	// Take the checksum of what will be read: JSON replaces bytes that are not UTF-8.
	if err := strictJSON(mustJSON(stored{Format: format, Cell: cell, WallSeconds: wall, Result: r}), &s); err != nil {
		return err
	}
	s.SHA256 = s.sum()
	if err := writeJSON(f.cellFile(cell.ID), s); err != nil {
		return err
	}
	return removeIfThere(f.failure(cell.ID))
}

// read returns a finished cell: nil if there is none, a *damagedError if its
// file can't be trusted.
func (f folder) read(cell Cell) (*stored, error) {
	path := f.cellFile(cell.ID)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var s stored
	if err := strictJSON(data, &s); err != nil {
		return nil, &damagedError{path, err}
	}
	switch {
	case s.Format != format:
		return nil, &damagedError{path, fmt.Errorf("format %d, want %d", s.Format, format)}
	case s.SHA256 != s.sum():
		return nil, &damagedError{path, errors.New("its checksum is another")}
	case s.Cell.content() != cell.content():
		return nil, &damagedError{path, errors.New("it is another cell's")}
	}
	if err := s.Result.check(f.cellDir(cell.ID)); err != nil {
		return nil, &damagedError{path, err}
	}
	return &s, nil
}

// damagedError says that a cell's file is not what was written.
type damagedError struct {
	path string
	err  error
}

func (e *damagedError) Error() string { return fmt.Sprintf("%s is damaged: %v", e.path, e.err) }
func (e *damagedError) Unwrap() error { return e.err }

// saveFailure notes why a cell failed.
func (f folder) saveFailure(cell Cell, reason error) error {
	return atomicfile.WriteBytes(f.failure(cell.ID), []byte(reason.Error()+"\n"))
}

// failureOf returns why a cell failed when it was last tried, or "".
func (f folder) failureOf(cell Cell) string {
	data, err := os.ReadFile(f.failure(cell.ID))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(data))
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// emptyDir makes dir an empty folder.
func emptyDir(dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	return os.MkdirAll(dir, 0o777)
}
