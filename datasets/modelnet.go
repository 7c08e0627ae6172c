package datasets

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// This file: ModelNet (Wu et al., 2015), shapes of 10 or 40 classes, as meshes (OFF) or
// as clouds made of them, and folders of shapes that are like it.

// LoadModelNet reads labelled shapes from class folders that are split as
// ModelNet's are, or before the classes, or not at all; then all are for training:
//
//	dir/<class>/train/<shape>     and test
//	dir/train/<class>/<shape>     and test
//	dir/<class>/<shape>
//
// or from the release with normals, modelnet40_normal_resampled:
//
//	dir/modelnet40_shape_names.txt          a class a line; also modelnet10
//	dir/modelnet40_train.txt                a shape a line, such as chair_0001; and test
//	dir/<class>/<shape>.txt                 lines "x,y,z,nx,ny,nz"
//
// Parts may be written as Train or TEST, and the validation set is the test set if there
// is none. Shapes are files that [ReadPointCloud] reads; .txt files are taken in folders
// that have no others. Classes are sorted by name, except those of the release, which
// are in the order of its list. Of a mesh it takes [MeshPoints] points of the surface,
// or o.Surface if that is more; which ones depends on the number of the file within its
// part. Hidden files, folders of other names and files of other types are left out,
// and told of in Notes; a class without training files, a part without files, or a
// file that cannot be read is an error that names it.
func LoadModelNet(ctx context.Context, dir string, o PointOptions) (train, test *PointClouds, err error) {
	o = o.within(ctx)
	trainFiles, testFiles, err := listShapes(dir)
	if err != nil {
		return nil, nil, err
	}
	if train, err = readShapes(ctx, trainFiles, o); err != nil {
		return nil, nil, err
	}
	train.Name = "train"
	test = &PointClouds{}
	if testFiles != nil {
		if test, err = readShapes(ctx, testFiles, o); err != nil {
			return nil, nil, err
		}
	}
	test.Name, test.Classes = "test", train.Classes
	return train, test, nil
}

// readShapes reads the files of one part.
func readShapes(ctx context.Context, f *classFolder, o PointOptions) (*PointClouds, error) {
	s := &PointClouds{Labelled: Labelled{Classes: f.classes}}
	skipped, err := readEach(ctx, len(f.files), func(i int) (*PointCloud, error) {
		return o.read(f.files[i], uint64(i))
	}, func(i int, c *PointCloud) error {
		s.Clouds, s.Label = append(s.Clouds, c.lean()), append(s.Label, f.labels[i])
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.note(f.left.notes(f.dir, len(f.files))...)
	s.note(unreadable(len(f.files), skipped)...)
	s.note(droppedPoints(f.dir, s.Clouds)...)
	if len(skipped) > 0 {
		return s, keptAll(f.dir, f.classes, f.labels, s.Label)
	}
	return s, nil
}

// listShapes lists the files of both parts; test is nil if there are none.
func listShapes(dir string) (train, test *classFolder, err error) {
	for _, release := range []string{"modelnet40", "modelnet10"} {
		if isFile(filepath.Join(dir, release+"_shape_names.txt")) {
			return listRelease(dir, release)
		}
	}
	subs, err := subfolders(dir)
	if err != nil {
		return nil, nil, err
	}
	trainDir, testDir, err := splitFolders(dir)
	if err != nil {
		return nil, nil, err
	}
	if trainDir != dir {
		if inside, err := subfolders(trainDir); err == nil && len(inside) > 0 {
			return listSplitFirst(trainDir, testDir)
		}
	}
	for _, class := range subs {
		p, err := partsOfClass(filepath.Join(dir, class))
		if err != nil {
			return nil, nil, err
		}
		if p.train != "" || p.test != "" {
			return listSplitInside(dir, subs)
		}
	}
	train = &classFolder{dir: dir}
	if err := train.countLoose(func(_ string, e os.DirEntry) bool { return hasExt(e.Name(), cloudExts) }); err != nil {
		return nil, nil, err
	}
	for _, class := range subs {
		if !hasShapes(filepath.Join(dir, class)) {
			// Such as a folder of pictures or notes.
			train.left.addN("in "+class+", which has no shapes", filesIn(filepath.Join(dir, class)))
			continue
		}
		if err := train.addShapes(filepath.Join(dir, class), class); err != nil {
			return nil, nil, err
		}
	}
	if len(train.files) == 0 {
		return nil, nil, fmt.Errorf("datasets: %s: no shapes in class folders found%s; expected <class>/train/<shape>, train/<class>/<shape>, <class>/<shape>, or modelnet40_normal_resampled with its lists, where shapes are %s", dir, nearLayout(dir, subs), strings.Join(cloudExts, ", "))
	}
	return train, nil, nil
}

// nearLayout says what a folder that has no known layout nearly has.
func nearLayout(dir string, subs []string) string {
	for _, sub := range subs {
		if t, _, err := listShapes(filepath.Join(dir, sub)); err == nil && len(t.files) > 0 {
			return " (give its folder " + sub + ", which has some)"
		}
	}
	if hasShapes(dir) { // last: a .txt file may be notes about what lies in a folder
		return " (the files lie in no class folder)"
	}
	return ""
}

// listSplitFirst lists train/<class> and test/<class>.
func listSplitFirst(trainDir, testDir string) (train, test *classFolder, err error) {
	list := func(dir string) (*classFolder, error) {
		f := &classFolder{dir: dir}
		classes, err := subfolders(dir)
		if err != nil {
			return nil, err
		}
		for _, class := range classes {
			if err := f.addShapes(filepath.Join(dir, class), class); err != nil {
				return nil, err
			}
		}
		if len(classes) == 0 {
			return nil, fmt.Errorf("datasets: %s: no class folders found", dir)
		}
		return f, nil
	}
	if train, err = list(trainDir); err != nil || testDir == "" {
		return train, nil, err
	}
	if test, err = list(testDir); err != nil {
		return nil, nil, err
	}
	return train, test, test.relabel(train.classes)
}

// listSplitInside lists <class>/train and <class>/test of the classes that have
// either.
func listSplitInside(dir string, classes []string) (train, test *classFolder, err error) {
	train, test = &classFolder{dir: dir}, &classFolder{dir: dir}
	for _, class := range classes {
		in := filepath.Join(dir, class)
		p, err := partsOfClass(in)
		if err != nil {
			return nil, nil, err
		}
		if p.train == "" && p.test == "" {
			train.left.addN("in "+class+", which has no folder train", filesIn(in))
			continue
		}
		if p.train == "" {
			return nil, nil, fmt.Errorf("datasets: class folder %s: there is no folder %s", in, filepath.Join(in, "train"))
		}
		for _, other := range p.others {
			train.left.addN("in "+filepath.Join(class, other), filesIn(filepath.Join(in, other)))
		}
		train.left.addN("beside the folders of "+class, p.beside)
		if err := train.addShapes(filepath.Join(in, p.train), class); err != nil {
			return nil, nil, err
		}
		if p.test == "" {
			continue
		}
		label := len(train.classes) - 1
		for len(test.classes) < label {
			test.classes = append(test.classes, "") // of classes without test files
		}
		if err := test.addShapes(filepath.Join(in, p.test), class); err != nil {
			return nil, nil, err
		}
	}
	test.classes = train.classes
	if len(test.files) == 0 {
		test = nil
	}
	return train, test, nil
}

// classParts is the content of a class folder that has the parts in it.
type classParts struct {
	train, test string   // names of folders; "": there is none
	others      []string // folders that are neither
	beside      int      // files that lie in none
}

// partsOfClass finds the parts of a class. The validation part serves if there is no test
// part. Two folders for one part are an error.
func partsOfClass(dir string) (p classParts, err error) {
	subs, err := subfolders(dir)
	if err != nil {
		return p, err
	}
	found := map[string]string{}
	for _, s := range subs {
		part := partOf(s)
		if part == "" {
			continue
		}
		if found[part] != "" {
			return p, twoParts(dir, found[part], s, part)
		}
		found[part] = s
	}
	p.train, p.test = found["train"], found["test"]
	if p.test == "" {
		p.test = found["val"]
	}
	for _, s := range subs {
		if s != p.train && s != p.test {
			p.others = append(p.others, s)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return p, fmt.Errorf("datasets: class folder: %w", err)
	}
	for _, e := range entries {
		if !passedOver(e.Name()) && !slices.Contains(subs, e.Name()) {
			p.beside++
		}
	}
	return p, nil
}

// listRelease lists modelnet40_normal_resampled.
func listRelease(dir, release string) (train, test *classFolder, err error) {
	names, err := readNames(filepath.Join(dir, release+"_shape_names.txt"))
	if err != nil {
		return nil, nil, err
	}
	label := map[string]int{}
	for i, name := range names {
		if !isName(name) {
			return nil, nil, fmt.Errorf("datasets: %s: %s is no name of a folder", filepath.Join(dir, release+"_shape_names.txt"), quote(name))
		}
		label[name] = i
	}
	list := func(part string) (*classFolder, error) {
		path := filepath.Join(dir, release+"_"+part+".txt")
		shapes, err := readNames(path)
		if err != nil {
			return nil, err
		}
		f := &classFolder{dir: dir, classes: names}
		for _, shape := range shapes {
			class := shape[:max(strings.LastIndexByte(shape, '_'), 0)]
			at, ok := label[class]
			if !ok || !isName(shape) {
				return nil, fmt.Errorf("datasets: %s: shape %s is of no class in %s_shape_names.txt", path, quote(shape), release)
			}
			f.files, f.labels = append(f.files, filepath.Join(dir, class, shape+".txt")), append(f.labels, at)
		}
		return f, nil
	}
	if train, err = list("train"); err != nil {
		return nil, nil, err
	}
	if !isFile(filepath.Join(dir, release+"_test.txt")) {
		return train, nil, nil
	}
	test, err = list("test")
	return train, test, err
}

// readNames reads a file of a name a line. None, or one that occurs twice, is an error.
func readNames(path string) ([]string, error) {
	lines, err := readText(path)
	if err != nil {
		return nil, err
	}
	var names []string
	seen := map[string]bool{}
	for line, ok := lines.next(); ok; line, ok = lines.next() {
		name := strings.TrimSpace(line)
		if name == "" {
			continue
		}
		if seen[name] {
			return nil, fmt.Errorf("datasets: %s: %w", path, lines.errorf("%s is listed twice", quote(name)))
		}
		seen[name] = true
		names = append(names, name)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("datasets: %s: no names", path)
	}
	return names, nil
}

// hasShapes reports whether dir has files of shapes.
func hasShapes(dir string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	for _, e := range entries {
		if !e.IsDir() && e.Name()[0] != '.' && (hasExt(e.Name(), cloudExts) || hasExt(e.Name(), []string{".txt"})) {
			return true
		}
	}
	return false
}

// addShapes adds the files of one folder as those of a new class.
func (f *classFolder) addShapes(dir, class string) error {
	entries, err := os.ReadDir(dir) // sorted by name
	if err != nil {
		return fmt.Errorf("datasets: class folder: %w", err)
	}
	exts := cloudExts
	files := func() (files []string) {
		for _, e := range entries {
			if !e.IsDir() && e.Name()[0] != '.' && hasExt(e.Name(), exts) {
				files = append(files, filepath.Join(dir, e.Name()))
			}
		}
		return files
	}
	found := files()
	if len(found) == 0 {
		exts = []string{".txt"}
		found = files()
	}
	if len(found) == 0 {
		return fmt.Errorf("datasets: class folder %s: no %s or .txt files found among its %d entries", dir, strings.Join(cloudExts, ", "), len(entries))
	}
	for _, e := range entries {
		switch {
		case e.Name()[0] == '.':
		case e.IsDir():
			f.left.addN("in subfolders", filesIn(filepath.Join(dir, e.Name())))
		case !hasExt(e.Name(), exts):
			f.left.addFile(e.Name())
		}
	}
	label := len(f.classes)
	f.classes = append(f.classes, class)
	for _, file := range found {
		f.files, f.labels = append(f.files, file), append(f.labels, label)
	}
	return nil
}
