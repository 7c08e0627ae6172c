package datasets

import (
	"archive/zip"
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/fuzzcost"
)

// This file: fuzz targets of files that hold a data set or say what is in it: records,
// lists, tables.

// zipped is an archive.
func zipped(t testing.TB, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, raw := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(raw)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// FuzzCIFAR reads records of CIFAR-10, of one label, and of CIFAR-100, of two.
func FuzzCIFAR(f *testing.F) {
	f.Add(append([]byte{2}, make([]byte, cifarPixels)...))
	f.Add(append([]byte{2, 3}, make([]byte, cifarPixels)...))
	f.Add(append([]byte{200}, make([]byte, cifarPixels)...))
	f.Add([]byte{1, 2, 3})
	f.Fuzz(func(t *testing.T, raw []byte) {
		fuzzcost.Check(t, len(raw), fuzzcost.Limit{Bytes: 1 << 16, PerByte: 8}, func() {
			for before, classes := range []int{10, 100} {
				s := &Images{Labelled: Labelled{Classes: make([]string, classes)}, C: 3, H: cifarSide, W: cifarSide}
				if err := addCIFAR(s, raw, before); err != nil {
					continue
				}
				if len(s.Pixels) != cifarPixels*s.Len() || s.Len() != len(raw)/(before+cifarRecord) {
					t.Errorf("%d pixels of %d images from %d bytes", len(s.Pixels), s.Len(), len(raw))
				}
				for i, l := range s.Label {
					if l < 0 || l >= classes || s.Image(i)[0] != raw[i*(before+cifarRecord)+before+1] {
						t.Errorf("record %d: label %d, pixel %d", i, l, s.Image(i)[0])
					}
				}
			}
		})
	})
}

// listNames are the files that FuzzLists is read as.
var listNames = []string{"batches.meta.txt", "emnist-letters-mapping.txt", "labels.txt", "colors.txt", "modelnet40_shape_names.txt", "testing_list.txt", "synsetoffset2category.txt", "esc50.csv"}

// FuzzLists reads a text as each of the lists and tables of data sets. An error names the
// file; without one, what was read is sound.
func FuzzLists(f *testing.F) {
	for _, seed := range []string{
		"airplane\nbird\n", "1 65 97\n2 66 98\n", "0 ground\n1 big thing\n255 ignore\n", "# colours\n255 0 9 red thing\n0 0 0 ignore\n", "name,r,g,b\ncar,0,0,142\n", "road:128,64,128::\n",
		"chair\nnight_stand\n", "yes/a.wav\nno/b.wav\n", "Airplane 02691156\nBag 02773838\n", "filename,fold,target,category\na.wav,1,0,dog\nb.wav,2,1,\"wet, rain\"\n",
		"\xff\xfe1\x00 \x002\x00\n\x00", "\xef\xbb\xbf0 a\r1 b\r", "/",
	} {
		f.Add([]byte(seed))
	}
	dir := f.TempDir()
	paths := make([]string, len(listNames))
	for i, name := range listNames {
		paths[i] = filepath.Join(dir, name)
		if name == "esc50.csv" {
			paths[i] = filepath.Join(dir, "meta", name)
		}
		if err := os.MkdirAll(filepath.Dir(paths[i]), 0o777); err != nil {
			f.Fatal(err)
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, path := range paths {
			if err := os.WriteFile(path, raw, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		check := func(i int, read func() error) {
			t.Helper()
			var err error
			fuzzcost.Check(t, len(raw), fuzzcost.Limit{Bytes: 1 << 20, PerByte: 400}, func() { err = read() })
			if err != nil && !strings.Contains(err.Error(), paths[i]) {
				t.Errorf("the error does not name %s: %v", paths[i], err)
			}
		}
		check(0, func() error {
			names, err := cifarClasses(paths[0], 2)
			if err == nil && len(names) != 2 {
				t.Errorf("classes %q", names)
			}
			return err
		})
		check(1, func() error {
			names, err := emnistNames(paths[1])
			for l, name := range names {
				if l < 0 || l > 255 || len([]rune(name)) != 1 {
					t.Errorf("label %d is %q", l, name)
				}
			}
			return err
		})
		for i, read := range []func(r *maskReader, path string) error{
			func(r *maskReader, path string) error { _, err := r.readLabels(path); return err },
			(*maskReader).readColours,
		} {
			check(2+i, func() error {
				r := &maskReader{names: map[string]uint8{"ignore": IgnoreMask}, table: make([]uint8, MaxMaskValue+1), listed: make([]bool, MaxMaskValue+1)}
				err := read(r, paths[2+i])
				if err == nil && (len(r.classes) == 0 || len(r.classes) > IgnoreMask || slices.Contains(r.classes, "")) {
					t.Errorf("classes %q", r.classes)
				}
				return err
			})
		}
		check(4, func() error {
			names, err := readNames(paths[4])
			if err == nil && (len(names) == 0 || slices.Contains(names, "")) {
				t.Errorf("names %q", names)
			}
			return err
		})
		check(5, func() error {
			part := map[string]int{}
			err := readList(paths[5], 2, part)
			for name, to := range part {
				if to != 2 || !filepath.IsLocal(name) {
					t.Errorf("%q is in part %d", name, to)
				}
			}
			return err
		})
		check(6, func() error {
			r := &partReader{dir: dir, category: map[string]int{}}
			err := r.readCategories()
			for folder, c := range r.category {
				if !filepath.IsLocal(folder) || err == nil && c >= len(r.names) {
					t.Errorf("folder %q is of category %d of %d", folder, c, len(r.names))
				}
			}
			return err
		})
		check(7, func() error {
			parts, err := listESC50(dir, 1)
			if err != nil {
				return err
			}
			for _, p := range parts {
				for i, file := range p.files {
					if filepath.Dir(file) != filepath.Join(dir, "audio") || p.labels[i] >= len(p.classes) {
						t.Errorf("file %q of class %d of %d", file, p.labels[i], len(p.classes))
					}
				}
			}
			return nil
		})
	})
}

// FuzzReleaseLists reads the lists of modelnet40_normal_resampled, and that of
// ShapeNetPart.
func FuzzReleaseLists(f *testing.F) {
	f.Add("chair\nnight_stand\n", "chair_0001\nnight_stand_0002\n", `["shape_data/a/b"]`)
	f.Add("..\n", ".._1\n", `["a/../b", "/"]`)
	f.Add("a\na\n", "_\n", "[null, 1]")
	dir := f.TempDir()
	list := filepath.Join(dir, "train_test_split", "shuffled_train_file_list.json")
	if err := os.MkdirAll(filepath.Dir(list), 0o777); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, classes, shapes, split string) {
		for path, text := range map[string]string{"modelnet40_shape_names.txt": classes, "modelnet40_train.txt": shapes} {
			if err := os.WriteFile(filepath.Join(dir, path), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(list, []byte(split), 0o666); err != nil {
			t.Fatal(err)
		}
		fuzzcost.Check(t, len(classes)+len(shapes)+len(split), fuzzcost.Limit{Bytes: 1 << 20, PerByte: 800}, func() {
			train, _, err := listRelease(dir, "modelnet40")
			switch {
			case err != nil && !strings.Contains(err.Error(), filepath.Join(dir, "modelnet40_")):
				t.Errorf("the error names no file: %v", err)
			case err == nil:
				for i, file := range train.files {
					if rel, err := filepath.Rel(dir, file); err != nil || !filepath.IsLocal(rel) || train.labels[i] >= len(train.classes) {
						t.Errorf("shape %q of class %d of %d", file, train.labels[i], len(train.classes))
					}
				}
			}
			r := &partReader{dir: dir, category: map[string]int{"a": 0}, names: []string{"A"}}
			if _, err := r.readList(context.Background(), "train"); err == nil || !strings.Contains(err.Error(), dir) {
				t.Errorf("shapes that are not there are read, or no file is named: %v", err)
			}
		})
	})
}
