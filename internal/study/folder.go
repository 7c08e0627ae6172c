package study

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/gopathway/pathway/internal/atomicfile"
	"github.com/gopathway/pathway/internal/filelock"
)

// This file: the folder of a study, and the study that it belongs to.

// studyFile is the content of study.json. The hash tells a damaged file from that of
// another study.
type studyFile struct {
	Format int     `json:"format"`
	Hash   string  `json:"hash"`
	Config *Config `json:"config"`
}

const format = 1

// hash returns the checksum of all that decides which cells a study has and how they
// are compared. The budget does not.
func (c *Config) hash() string {
	sum := sha256.Sum256(mustJSON(c))
	return hex.EncodeToString(sum[:])
}

// folder is a study's folder on disk.
type folder struct{ path string }

func (f folder) study() string              { return filepath.Join(f.path, "study.json") }
func (f folder) work(name string) string    { return filepath.Join(f.path, "work", name) }
func (f folder) cells() string              { return filepath.Join(f.path, "cells") }
func (f folder) cellFile(id string) string  { return filepath.Join(f.cells(), id+".json") }
func (f folder) cellDir(id string) string   { return filepath.Join(f.cells(), id) }
func (f folder) failure(id string) string   { return filepath.Join(f.cells(), id+".failed") }
func (f folder) artefacts() string          { return filepath.Join(f.path, "artefacts") }
func (f folder) artefact(key string) string { return filepath.Join(f.artefacts(), key) }

// open makes the folder of a study unless it is there, and locks it against other
// processes until release is called.
func (f folder) open(c *Config) (release func(), err error) {
	if err := os.MkdirAll(f.path, 0o777); err != nil {
		return nil, err
	}
	// Put nothing, not even a lock, into a folder of someone else.
	if err := f.mustBeOurs(); err != nil {
		return nil, err
	}
	unlock, err := filelock.Lock(filepath.Join(f.path, "lock"))
	if errors.Is(err, filelock.ErrHeld) {
		return nil, fmt.Errorf("%s: another process is at work on this study", f.path)
	}
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			unlock()
		}
	}()
	had, err := f.load()
	if errors.Is(err, fs.ErrNotExist) {
		if err := writeJSON(f.study(), studyFile{format, c.hash(), c}); err != nil {
			return nil, err
		}
	} else if err != nil {
		return nil, err
	} else if had.hash() != c.hash() {
		return nil, &OtherStudyError{Folder: f.path, Differences: differences(had, c)}
	}
	for _, dir := range []string{f.cells(), f.artefacts()} {
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return nil, err
		}
	}
	return unlock, f.clean()
}

// mustBeOurs refuses a folder that holds something and is not a study's.
func (f folder) mustBeOurs() error {
	entries, err := os.ReadDir(f.path)
	isStudy := func(e fs.DirEntry) bool { return e.Name() == filepath.Base(f.study()) }
	if slices.ContainsFunc(entries, isStudy) {
		return nil
	}
	for _, e := range entries {
		if e.Name() != "lock" && !leftover.MatchString(e.Name()) {
			return fmt.Errorf("%s holds %s but no study.json: want a new or empty folder, or one of this study", f.path, e.Name())
		}
	}
	return err
}

// OtherStudyError refuses a folder that holds the cells of another study.
type OtherStudyError struct {
	Folder      string
	Differences []string // such as "seeds[2]: 3 in the folder, 4 now"
}

func (e *OtherStudyError) Error() string {
	return fmt.Sprintf("%s belongs to another study; take another folder, or undo what differs:\n  %s",
		e.Folder, strings.Join(e.Differences, "\n  "))
}

// load reads the study that a folder belongs to.
func (f folder) load() (*Config, error) {
	data, err := os.ReadFile(f.study())
	if err != nil {
		return nil, err
	}
	var s studyFile
	if err := strictJSON(data, &s); err != nil {
		return nil, fmt.Errorf("%s is damaged: %w", f.study(), err)
	}
	if s.Format != format {
		return nil, fmt.Errorf("%s has format %d, want %d", f.study(), s.Format, format)
	}
	if s.Config == nil || s.Config.hash() != s.Hash {
		return nil, fmt.Errorf("%s is damaged: its hash is not that of its config", f.study())
	}
	return s.Config, nil
}

// leftover matches the names of files that a killed process was writing.
var leftover = regexp.MustCompile(`\.tmp\d*$`)

// clean removes what a killed process was writing. The lock is held, so no process is
// writing now.
func (f folder) clean() error {
	for _, dir := range []string{f.path, f.cells(), f.artefacts()} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if leftover.MatchString(e.Name()) {
				if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// writeJSON writes v as an indented file, whole or not at all.
func writeJSON(path string, v any) error {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return atomicfile.WriteBytes(path, append(data, '\n'))
}

// strictJSON decodes one value that ends with the data. Numbers of settings keep
// their digits.
func strictJSON(data []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("more after the end")
	}
	return nil
}
