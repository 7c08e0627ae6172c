//go:build unix

package capture

import (
	"os"

	"golang.org/x/sys/unix"
)

// The descriptors themselves are redirected, so that nothing that writes to them is missed.

func redirect(fd int, w *os.File) (restore func() error, err error) {
	saved, err := unix.Dup(fd)
	if err != nil {
		return nil, err
	}
	unix.CloseOnExec(saved)
	if err := unix.Dup2(int(w.Fd()), fd); err != nil {
		return nil, err
	}
	return func() error {
		defer unix.Close(saved)
		return unix.Dup2(saved, fd)
	}, nil
}
