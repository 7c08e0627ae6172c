package atomicfile

import (
	"errors"
	"os"
	"sync"

	"github.com/gopathway/pathway/internal/filelock"
)

// This file: what a process does with its files when it must end before they are
// written.

// ErrAbandoned is the error of writers after Abandon.
var ErrAbandoned = errors.New("abandoned, for the process ends")

// writing holds the temporary files of the writers at work.
var writing struct {
	sync.Mutex
	files map[*os.File]bool
	ended bool
}

// begun registers a temporary file; the function that it returns takes it off.
func begun(f *os.File) (done func()) {
	writing.Lock()
	defer writing.Unlock()
	if writing.files == nil {
		writing.files = map[*os.File]bool{}
	}
	writing.files[f] = true
	return func() {
		writing.Lock()
		defer writing.Unlock()
		delete(writing.files, f)
	}
}

// replace closes f and gives it the name path, unless Abandon was called.
func replace(f *os.File, path string) error {
	writing.Lock()
	defer writing.Unlock()
	if writing.ended {
		return ErrAbandoned
	}
	if !filelock.Supported { // there an open file may not be renamed
		if err := f.Close(); err != nil {
			return err
		}
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	f.Close() // it is synced; a second Close is harmless
	return nil
}

// Abandon removes the temporary files of all writers at work. From then on no file is
// replaced. A process calls it before it ends while writers are at work.
func Abandon() {
	writing.Lock()
	defer writing.Unlock()
	writing.ended = true
	for f := range writing.files {
		os.Remove(f.Name())
	}
}

// resume undoes Abandon, for tests.
func resume() {
	writing.Lock()
	defer writing.Unlock()
	writing.ended = false
}
