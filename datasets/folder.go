package datasets

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
)

// This file: class folders, dir/<class>/<file>, the layout that images, sounds and
// videos share. With dir/train/<class> and dir/test/<class> (or val instead of
// test) the folder says which samples are for testing; parts has the other names.

// classFolder is the content of one folder of class folders.
type classFolder struct {
	dir     string
	classes []string // sorted
	files   []string // paths, by class and then by name
	labels  []int    // of files
	left    leftOut  // entries that are no samples
}

// labelled returns the names of a set of f's files; readFiles adds the labels.
func (f *classFolder) labelled() Labelled {
	return Labelled{Name: filepath.Base(f.dir), Classes: f.classes}
}

// parts are the names that folders of the parts of a set have, in lower case.
var parts = map[string]string{
	"train": "train", "training": "train",
	"test": "test", "testing": "test",
	"val": "val", "valid": "val", "validation": "val", "dev": "val",
}

// partNames lists them for messages.
const partNames = "train or training, test or testing, val, valid, validation or dev, in any case"

// partOf returns the part of a set that a folder's name stands for: train, test or val;
// "": none.
func partOf(name string) string { return parts[strings.ToLower(name)] }

// leftBehind are files and folders that systems put beside those of people, in lower case.
var leftBehind = []string{"__macosx", "thumbs.db", "desktop.ini", "lost+found", "$recycle.bin", "system volume information", "@eadir"}

// passedOver reports names that programs leave behind, and hidden ones.
func passedOver(name string) bool {
	return strings.HasPrefix(name, ".") || slices.Contains(leftBehind, strings.ToLower(name))
}

// splitFolders returns the folders of the training and the test part of dir; the
// validation part serves if there is no test part. Without a split, train is dir itself
// and test is empty. Two folders for one part are an error.
func splitFolders(dir string) (train, test string, err error) {
	found, err := findParts(dir)
	switch {
	case err != nil:
		return "", "", err
	case found["train"] == "":
		return dir, "", nil
	case found["test"] == "":
		return found["train"], found["val"], nil
	}
	return found["train"], found["test"], nil
}

// findParts returns the folders of the parts of dir; none unless one is for training, and
// all others are for other parts.
func findParts(dir string) (map[string]string, error) {
	subs, err := subfolders(dir)
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	var twice error
	for _, s := range subs {
		part := partOf(s)
		if part == "" {
			return nil, nil // "train" is a class among others
		}
		if found[part] != "" && twice == nil {
			twice = twoParts(dir, filepath.Base(found[part]), s, part)
		}
		found[part] = filepath.Join(dir, s)
	}
	if found["train"] == "" {
		return nil, nil
	}
	if twice != nil {
		return nil, twice
	}
	return found, nil
}

// twoParts tells that two folders of dir can be the same part.
func twoParts(dir, a, b, part string) error {
	return fmt.Errorf("datasets: %s: both %s and %s can be the %s part; leave one of them there", dir, a, b, part)
}

// nearMiss says which layout a folder without samples of its own may have been meant
// for; "": none.
func nearMiss(dir string, classes []string) string {
	for _, c := range classes {
		if partOf(c) != "" || likePart(c) {
			return fmt.Sprintf("; is %s a part of the set? The parts are known by the names %s, if train is there and all other folders are parts", filepath.Join(dir, c), partNames)
		}
	}
	if len(classes) == 1 {
		if subs, err := subfolders(filepath.Join(dir, classes[0])); err == nil && len(subs) > 0 {
			return fmt.Sprintf("; it holds folders: is %s the set?", filepath.Join(dir, classes[0]))
		}
	}
	return ""
}

// likePart reports whether a name has that of a part in it, such as seg_train, test-set or
// training_set.
func likePart(name string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune("_-. ", r) }), func(word string) bool { return partOf(word) != "" })
}

// listClasses lists the files of dir/<class>/ that have one of the given
// extensions (lower case, with the dot). Names that start with a dot are
// ignored, and so are other files. A class without files is an error.
func listClasses(dir string, exts ...string) (*classFolder, error) {
	return listClassesBut(dir, nil, exts...)
}

// listClassesBut is listClasses without the folders named in leave.
func listClassesBut(dir string, leave []string, exts ...string) (*classFolder, error) {
	return listSamples(dir, leave, strings.Join(exts, " ")+" files", func(_ string, e os.DirEntry) bool {
		return !e.IsDir() && hasExt(e.Name(), exts)
	})
}

// listSamples lists the entries of dir/<class>/ for which take returns true. It
// leaves out hidden ones and the classes in leave. Errors call the entries what.
func listSamples(dir string, leave []string, what string, take func(path string, e os.DirEntry) bool) (*classFolder, error) {
	classes, err := subfolders(dir)
	if err != nil {
		return nil, err
	}
	classes = slices.DeleteFunc(classes, func(c string) bool { return slices.Contains(leave, c) })
	f := &classFolder{dir: dir, classes: classes}
	if len(classes) == 0 {
		loose, others, err := looseFiles(dir, take)
		if err != nil {
			return nil, err
		}
		others.addN("of a type that is read", loose)
		return nil, fmt.Errorf("datasets: %s: no class folders found%s, expected one folder of %s for each class", dir, others.found(), what)
	}
	if err := f.countLoose(take); err != nil {
		return nil, err
	}
	for label, c := range classes {
		sub := filepath.Join(dir, c)
		entries, err := os.ReadDir(sub)
		if err != nil {
			return nil, fmt.Errorf("datasets: class folder: %w", err)
		}
		before := len(f.files)
		for _, e := range entries {
			path := filepath.Join(sub, e.Name())
			if passedOver(e.Name()) {
				continue
			}
			if !take(path, e) {
				if e.IsDir() {
					f.left.addN("in subfolders", filesIn(path))
				} else {
					f.left.addFile(e.Name())
				}
				continue
			}
			f.files = append(f.files, path)
			f.labels = append(f.labels, label)
		}
		if len(f.files) == before {
			near := nearMiss(dir, classes)
			if n := filesIn(sub); near == "" && n > 0 && f.left.count["in subfolders"] > 0 {
				near = fmt.Sprintf("; its subfolders hold %d files: they belong in %s itself", n, sub)
			}
			return nil, fmt.Errorf("datasets: class folder %s: no %s found among its %d entries%s", sub, what, len(entries), near)
		}
	}
	return f, nil
}

// countLoose counts the files beside the class folders that could be samples.
func (f *classFolder) countLoose(take func(path string, e os.DirEntry) bool) error {
	loose, _, err := looseFiles(f.dir, take)
	f.left.addN("beside the class folders", loose)
	return err
}

// looseFiles counts the files in dir itself for which take returns true, and the others.
func looseFiles(dir string, take func(path string, e os.DirEntry) bool) (taken int, others leftOut, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return 0, others, fmt.Errorf("datasets: %w", err)
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		switch {
		case passedOver(e.Name()) || isFolder(path):
		case take(path, e):
			taken++
		default:
			others.addFile(e.Name())
		}
	}
	return taken, others, nil
}

// relabel makes f, the test part, use the classes of the training part.
func (f *classFolder) relabel(classes []string) error {
	index := map[string]int{}
	for i, c := range classes {
		index[c] = i
	}
	to := make([]int, len(f.classes))
	for i, c := range f.classes {
		k, ok := index[c]
		if !ok {
			return fmt.Errorf("datasets: class folder %s: the training set has no such class, it has %s", filepath.Join(f.dir, c), strings.Join(classes, ", "))
		}
		to[i] = k
	}
	for i, l := range f.labels {
		f.labels[i] = to[l]
	}
	f.classes = classes
	return nil
}

// listSplit lists the training part and, if there is one, the test part of
// dir.
func listSplit(dir string, exts ...string) (train, test *classFolder, err error) {
	trainDir, testDir, err := splitFolders(dir)
	if err != nil {
		return nil, nil, err
	}
	train, err = listClasses(trainDir, exts...)
	if err != nil || testDir == "" {
		return train, nil, err
	}
	test, err = listClasses(testDir, exts...)
	if err != nil {
		return nil, nil, err
	}
	return train, test, test.relabel(train.classes)
}

// subfolders returns the names of the folders in dir, sorted, following
// symbolic links and leaving out what is passed over.
func subfolders(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	var names []string
	for _, e := range entries {
		if passedOver(e.Name()) {
			continue
		}
		if st, err := os.Stat(filepath.Join(dir, e.Name())); err == nil && st.IsDir() {
			names = append(names, e.Name())
		}
	}
	sort.Strings(names)
	return names, nil
}

func hasExt(name string, exts []string) bool {
	e := strings.ToLower(filepath.Ext(name))
	for _, x := range exts {
		if e == x {
			return true
		}
	}
	return false
}

// isFolder reports whether there is a folder at the joined path.
func isFolder(path ...string) bool {
	st, err := os.Stat(filepath.Join(path...))
	return err == nil && st.IsDir()
}

// filesIn returns the number of files in a folder and in those below it, hidden ones
// aside, as far as maxDeep folders down.
func filesIn(dir string) int { return filesBelow(dir, maxDeep) }

// maxDeep bounds how deep files are counted that are not read.
const maxDeep = 8

func filesBelow(dir string, deep int) int {
	entries, err := os.ReadDir(dir)
	if err != nil || deep == 0 {
		return 0
	}
	n := 0
	for _, e := range entries {
		switch {
		case passedOver(e.Name()):
		case e.IsDir():
			n += filesBelow(filepath.Join(dir, e.Name()), deep-1)
		default:
			n++
		}
	}
	return n
}
