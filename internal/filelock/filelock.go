// Package filelock locks files against other processes. A lock ends with its process,
// so a process that is killed locks no one out.
package filelock

import (
	"errors"
	"os"
)

// ErrHeld says that someone else holds the lock.
var ErrHeld = errors.New("another process holds the lock")

// Lock makes the file path and locks it until release is called, which removes it. It
// is ErrHeld if someone else has it locked, this process included.
func Lock(path string) (release func(), err error) {
	for {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
		if err != nil {
			return nil, err
		}
		if err := Take(f); err != nil {
			f.Close()
			return nil, err
		}
		if !Supported {
			f.Close()
			os.Remove(path)
			return func() {}, nil
		}
		if Names(path, f) {
			return func() { os.Remove(path); f.Close() }, nil
		}
		f.Close() // its holder removed it before the lock was ours
	}
}

// Names reports whether path still leads to the open file f.
func Names(path string, f *os.File) bool {
	at, err1 := os.Stat(path)
	is, err2 := f.Stat()
	return err1 == nil && err2 == nil && os.SameFile(at, is)
}
