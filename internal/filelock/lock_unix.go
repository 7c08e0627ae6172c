//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package filelock

import (
	"errors"
	"os"
	"syscall"
)

// Supported says whether files can be locked here.
const Supported = true

// Take locks an open file, unless another open file holds its lock. The system lets go
// when the file is closed, or the process ends, however it ends. A file system without
// locks is no error: it must not keep anyone from working.
func Take(f *os.File) error {
	if errors.Is(syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB), syscall.EWOULDBLOCK) {
		return ErrHeld
	}
	return nil
}
