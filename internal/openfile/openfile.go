// Package openfile opens the files that readers read. A reader takes regular
// files alone, of a size that has a limit: a device such as /dev/zero has no end,
// and a named pipe keeps whoever opens it waiting. Both would look like a hang.
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

// Read returns the content of a file that [Open] opens.
func Read(path string, limit int64) ([]byte, error) {
	f, size, err := Open(path, limit)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw := make([]byte, size)
	n, err := io.ReadFull(f, raw)
	if errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF { // it was cut since
		err = nil
	}
	if err != nil {
		return nil, err
	}
	return raw[:n], nil
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
