package download

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Extract unpacks the regular files of an archive (.tar.gz, .tgz or .zip), with
// their folders, into the new folder dir, which appears whole or not at all. Only names
// that begin with prefix are kept; they lose its folders. It is an error if a name would
// leave dir, if the files have more than limit bytes together, or if check finds one in
// the folder that it is given; check may be nil.
func Extract(archive, dir, prefix string, limit int64, check func(dir string) error) (err error) {
	if _, err := os.Stat(dir); err == nil {
		return fmt.Errorf("%s is there already", dir)
	}
	temp := dir + ".part"
	if err := os.RemoveAll(temp); err != nil { // what an extraction that was cut off has left
		return err
	}
	if err := os.MkdirAll(temp, 0o777); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.RemoveAll(temp)
			err = fmt.Errorf("%s: %w", archive, err)
		}
	}()
	x := &extraction{dir: temp, prefix: prefix, left: limit}
	switch {
	case strings.HasSuffix(archive, ".zip"):
		err = x.zip(archive)
	case strings.HasSuffix(archive, ".tar.gz"), strings.HasSuffix(archive, ".tgz"):
		err = x.tar(archive)
	default:
		err = errors.New("not an archive (.tar.gz, .tgz or .zip)")
	}
	if err != nil {
		return err
	}
	if x.files == 0 {
		return errors.New("the archive holds no files of the set")
	}
	if check != nil {
		if err := check(temp); err != nil {
			return err
		}
	}
	return os.Rename(temp, dir)
}

// extraction is one call of Extract.
type extraction struct {
	dir    string
	prefix string
	left   int64 // how many more bytes may be written
	files  int
}

func (x *extraction) tar(archive string) error {
	f, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	r := tar.NewReader(z)
	for {
		h, err := r.Next()
		if err == io.EOF {
			// The checksum of the compressed data comes last: read to the end.
			_, err := io.Copy(io.Discard, z)
			return err
		}
		if err != nil {
			return err
		}
		if h.Typeflag == tar.TypeReg {
			if err := x.write(h.Name, r); err != nil {
				return err
			}
		}
	}
}

func (x *extraction) zip(archive string) error {
	z, err := zip.OpenReader(archive)
	if err != nil {
		return err
	}
	defer z.Close()
	for _, f := range z.File {
		if !f.Mode().IsRegular() {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
		err = x.write(f.Name, r)
		r.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// write unpacks one file.
func (x *extraction) write(name string, r io.Reader) error {
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return fmt.Errorf("%q would be outside of the folder", name)
	}
	inside := filepath.ToSlash(filepath.Clean(name))
	if !strings.HasPrefix(inside, x.prefix) {
		return nil
	}
	path := filepath.Join(x.dir, inside[strings.LastIndex(x.prefix, "/")+1:])
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	w, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	n, err := io.Copy(w, io.LimitReader(r, x.left+1))
	if closing := w.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if x.left -= n; x.left < 0 {
		return fmt.Errorf("%s: the archive holds more than it should", name)
	}
	x.files++
	return nil
}
