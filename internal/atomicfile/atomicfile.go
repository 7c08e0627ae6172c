// Package atomicfile writes files that are either whole or absent: under a
// temporary name in the same folder, synced, then renamed. After a crash, an
// error or a full disk the file that was there before is still there.
package atomicfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gopathway/pathway/internal/filelock"
)

// Write makes path hold what write writes. On any failure the temporary file
// is removed and path is left as it was. Only a regular file is replaced: a
// rename over a device such as /dev/null would take it away.
func Write(path string, write func(io.Writer) error) (err error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a regular file", path)
	}
	f, err := create(path)
	if err != nil {
		return err
	}
	defer begun(f)()
	defer func() {
		if err != nil {
			f.Close() // a second Close is harmless
			os.Remove(f.Name())
		}
	}()
	b := bufio.NewWriterSize(f, 1<<16)
	if err := write(b); err != nil {
		return err
	}
	if err := b.Flush(); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := replace(f, path); err != nil {
		return err
	}
	syncDir(filepath.Dir(path))
	return nil
}

// WriteBytes makes path hold data; see Write.
func WriteBytes(path string, data []byte) error {
	return Write(path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// maxTemporaries bounds how many writers of one path there may be at a time.
const maxTemporaries = 10000

// create opens a new file next to path, with the permissions os.Create gives, and
// locks it. It removes what killed writers of path have left: temporary files that no
// one holds the lock of.
func create(path string) (*os.File, error) {
	for i := 0; removeStale(fmt.Sprintf("%s.tmp%d", path, i)); i++ {
	}
	for i := 0; ; i++ {
		name := fmt.Sprintf("%s.tmp%d", path, i)
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if errors.Is(err, fs.ErrExist) && i < maxTemporaries-1 {
			continue
		}
		if err != nil {
			return nil, err
		}
		// Between its making and its lock the file looks like one that was left behind.
		if filelock.Take(f) == nil && filelock.Names(name, f) {
			return f, nil
		}
		f.Close()
	}
}

// removeStale removes a temporary file whose writer has ended.
func removeStale(name string) bool {
	if !filelock.Supported {
		return false
	}
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return false
	}
	defer f.Close()
	return filelock.Take(f) == nil && filelock.Names(name, f) && os.Remove(name) == nil
}

// syncDir makes the rename durable where folders can be synced; where they
// can't, such as on Windows, the rename is as durable as the system makes it.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		d.Close()
	}
}
