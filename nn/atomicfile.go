package nn

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
)

// Files that are written whole or not at all: a temporary name in the same
// directory, synced, then renamed over the old file, and the directory
// synced. A crash or a full disk leaves the old file as it was.

// writeAtomic makes write's output the content of path. After an error the
// old file is whole and the temporary one is gone.
func writeAtomic(path string, write func(w io.Writer) error) error {
	if fi, err := os.Stat(path); err == nil && !fi.Mode().IsRegular() {
		return fmt.Errorf("%s is not a regular file (%v)", path, fi.Mode().Type())
	}
	// The name's number only keeps two writers apart. The mode leaves the
	// permissions to the umask, which os.CreateTemp does not.
	temp := path + ".tmp" + strconv.FormatUint(rand.Uint64(), 36)
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	if err = fillFile(f, write); err == nil {
		err = os.Rename(temp, path)
	}
	if err != nil {
		os.Remove(temp)
		return err
	}
	return syncDir(filepath.Dir(path))
}

// fillFile writes f, syncs and closes it.
func fillFile(f *os.File, write func(w io.Writer) error) error {
	w := bufio.NewWriterSize(f, 1<<20)
	err := write(w)
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// syncDir makes a rename in dir survive a power cut, where the system can.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // directories cannot be opened for syncing
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		err = nil // some file systems sync no directories
	}
	return errors.Join(err, d.Close())
}
