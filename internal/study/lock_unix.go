//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package study

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// lock takes the file for this process; the system lets go when the process
// ends, however it ends.
func lock(path string) (release func(), err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		f.Close()
		return nil, fmt.Errorf("%s: another process is at work on this study", filepath.Dir(path))
	}
	// A file system without locks must not keep a study from running.
	return func() { f.Close() }, nil
}
