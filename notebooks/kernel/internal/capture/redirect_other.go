//go:build !unix

package capture

import (
	"log"
	"os"
)

// Where descriptors cannot be redirected, the variables of package os are: what prints
// through them is seen.

func redirect(fd int, w *os.File) (restore func() error, err error) {
	v := &os.Stdout
	if fd == 2 {
		v = &os.Stderr
		log.SetOutput(w)
	}
	old := *v
	*v = w
	return func() error {
		*v = old
		if fd == 2 {
			log.SetOutput(old)
		}
		return nil
	}, nil
}
