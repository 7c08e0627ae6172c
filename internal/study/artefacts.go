package study

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// This file: what cells share, such as pretrained models.

// artefacts builds what cells share, once per study.
type artefacts struct {
	folder folder
	runner Runner
	mu     sync.Mutex
	failed map[string]error // by key, in this run: no other cell tries again
}

// have reports whether the artefact of a key is there.
func (a *artefacts) have(key string) (bool, error) {
	_, err := os.Stat(a.folder.artefact(key))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// build makes the artefact of a key in another folder and renames that, so that the
// artefact is there whole or not at all.
func (a *artefacts) build(ctx context.Context, key string, progress Progress) error {
	a.mu.Lock()
	err := a.failed[key]
	a.mu.Unlock()
	if err != nil {
		return err
	}
	dir := a.folder.artefact(key)
	aside := dir + ".tmp"
	if err := emptyDir(aside); err != nil {
		return &folderError{err}
	}
	work := a.folder.work("artefact-" + key)
	if err := os.MkdirAll(work, 0o777); err != nil {
		return &folderError{err}
	}
	if err := a.runner.Build(ctx, key, aside, work, progress); err != nil {
		if ctx.Err() == nil {
			os.RemoveAll(work) // a new try begins anew
			err = fmt.Errorf("artefact %s: %w", key, err)
			a.mu.Lock()
			a.failed[key] = err
			a.mu.Unlock()
		}
		return err
	}
	if err := syncTree(aside); err != nil {
		return &folderError{err}
	}
	if err := os.Rename(aside, dir); err != nil {
		return &folderError{err}
	}
	os.RemoveAll(work) // its artefact is stored; a rest of it does no harm
	return nil
}

// folderError is a failure of the engine's own files, which ends a run: the
// next cell would meet it too.
type folderError struct{ err error }

func (e *folderError) Error() string { return e.err.Error() }
func (e *folderError) Unwrap() error { return e.err }

// syncTree flushes the files of a folder to the disk. A rename that makes them count
// comes after.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			return err
		}
		return errors.Join(f.Sync(), f.Close())
	})
}
