// Package openfile opens the files that readers read, and reads streams. A reader takes
// regular files alone, of a size that has a limit: a device such as /dev/zero has no
// end, and a named pipe keeps whoever opens it waiting. Both would look like a hang.
// Streams, which callers open, are read up to the same limits.
package openfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Limits of the size of files that are read as a whole, in bytes.
const (
	Text  = 64 << 20  // lists and tables
	Media = 1 << 30   // one picture, sound or point cloud
	Array = 1<<31 - 1 // a data set in one file
	Any   = 0         // no limit: the reader takes only the parts that it is asked for
)

// Open opens the file at path, following links, and returns its size. It is an
// error unless the file is a regular one of at most limit bytes; [Any] is no limit.
func Open(path string, limit int64) (*os.File, int64, error) {
	// Before the file is opened, since to open a named pipe can take for ever.
	info, err := os.Stat(path)
	if err != nil {
		return nil, 0, err
	}
	if err := check(path, info, limit); err != nil {
		return nil, 0, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	// Again, since another file may have taken its name.
	if info, err = f.Stat(); err == nil {
		err = check(path, info, limit)
	}
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	return f, info.Size(), nil
}

// Read returns the content of a file that [Open] opens, with a limit other than [Any].
func Read(path string, limit int64) ([]byte, error) {
	f, _, err := Open(path, limit)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return All(f, limit)
}

// All reads r from where it is to its end. It is an error if that is more than limit
// bytes, which must not be [Any]: a stream can have no end. Of a regular file the error
// comes before anything is read. An error of r comes back as it is.
func All(r io.Reader, limit int64) ([]byte, error) {
	size := int64(0)
	if f, ok := r.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			if size = info.Size(); size > limit {
				return nil, fmt.Errorf("it has %d bytes, the limit for such a file is %d", size, limit)
			}
		}
	}
	raw := make([]byte, 0, max(size+1, firstRead)) // one more than size, to see the end
	r = Steady(r)
	for {
		n, err := r.Read(raw[len(raw):min(int64(cap(raw)), limit+1)])
		raw = raw[:len(raw)+n]
		switch {
		case int64(len(raw)) > limit:
			return nil, fmt.Errorf("it has more than %d bytes, the limit for such a file", limit)
		case err == io.EOF:
			return raw, nil
		case err != nil:
			return nil, err
		}
		if len(raw) == cap(raw) {
			raw = append(raw, 0)[:len(raw)]
		}
	}
}

// firstRead is the room for a stream of unknown length, in bytes, before it grows.
const firstRead = 4096

// Steady returns r with [io.ErrNoProgress] where it gives nothing for ever, and says
// nothing.
func Steady(r io.Reader) io.Reader { return &steady{r} }

type steady struct{ r io.Reader }

// maxEmptyReads is how often in a row a stream may give nothing, as in package bufio.
const maxEmptyReads = 100

func (s *steady) Read(b []byte) (n int, err error) {
	for range maxEmptyReads {
		if n, err = s.r.Read(b); n > 0 || err != nil || len(b) == 0 {
			return n, err
		}
	}
	return 0, io.ErrNoProgress
}

// check reports what is wrong with a file of the name path, or nil.
func check(path string, info fs.FileInfo, limit int64) error {
	kind := ""
	switch mode := info.Mode(); {
	case mode.IsRegular():
		if limit == Any || info.Size() <= limit {
			return nil
		}
		return &fs.PathError{Op: "open", Path: path, Err: fmt.Errorf("it has %d bytes, the limit for such a file is %d", info.Size(), limit)}
	case mode.IsDir():
		kind = "a folder"
	case mode&fs.ModeNamedPipe != 0:
		kind = "a named pipe"
	case mode&fs.ModeSocket != 0:
		kind = "a socket"
	case mode&fs.ModeDevice != 0:
		kind = "a device"
	default:
		kind = "something else"
	}
	return &fs.PathError{Op: "open", Path: path, Err: errors.New("it is " + kind + ", expected a regular file")}
}
