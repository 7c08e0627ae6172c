package download

import (
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// This file: checks of what an archive has been unpacked to, for those that have no
// checksum of their own.

// checkable reports whether check knows anything about the files of the set.
func (s Set) checkable() bool { return s.Contents != "" || s.Count > 0 }

// check returns an error unless the folder dir holds the files of the set, as far as it
// is known which those are.
func (s Set) check(dir string) error {
	if s.Contents != "" {
		got, err := contents(dir)
		if err == nil && got != s.Contents {
			err = fmt.Errorf("its files are not those of the set: their checksum is %s, want %s", got, s.Contents)
		}
		return err
	}
	if s.Count == 0 {
		return nil
	}
	n := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && strings.EqualFold(filepath.Ext(path), s.Ext) {
			n++
		}
		return err
	})
	if err == nil && n != s.Count {
		err = fmt.Errorf("it holds %d files %s, want %d", n, s.Ext, s.Count)
	}
	return err
}

// contents returns the checksum of a folder: the SHA-256 of lines "<SHA-256>  <name>",
// one for each file, in the order of their names. The same number is had by
//
//	find . -type f -printf '%P\n' | LC_ALL=C sort | xargs sha256sum | sha256sum
func contents(dir string) (string, error) {
	var names []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		names = append(names, filepath.ToSlash(name))
		return err
	})
	if err != nil {
		return "", err
	}
	slices.Sort(names)
	all := sha256.New()
	for _, name := range names {
		sum, err := fileSum(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(all, "%x  %s\n", sum, name)
	}
	return fmt.Sprintf("sha256:%x", all.Sum(nil)), nil
}

// fileSum returns the SHA-256 of a file.
func fileSum(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return nil, err
	}
	return h.Sum(nil), nil
}
