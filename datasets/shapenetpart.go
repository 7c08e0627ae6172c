package datasets

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gopathway/pathway/internal/openfile"
	"github.com/gopathway/pathway/internal/plaintext"
)

// This file: ShapeNetPart (Yi et al., 2016), 16,881 shapes of 16 categories, their points
// labelled with 50 parts.

// shapeNetParts are the first part and the number of parts of each category.
var shapeNetParts = map[string][2]int{
	"Airplane": {0, 4}, "Bag": {4, 2}, "Cap": {6, 2}, "Car": {8, 4}, "Chair": {12, 4}, "Earphone": {16, 3}, "Guitar": {19, 3}, "Knife": {22, 2},
	"Lamp": {24, 4}, "Laptop": {28, 2}, "Motorbike": {30, 6}, "Mug": {36, 2}, "Pistol": {38, 3}, "Rocket": {41, 3}, "Skateboard": {44, 3}, "Table": {47, 3},
}

// LoadShapeNetPart reads shapes with parts as ShapeNetPart has them in its
// release with normals:
//
//	dir/synsetoffset2category.txt               lines "category folder"
//	dir/train_test_split/shuffled_train_file_list.json   and val, test: ["shape_data/folder/id", ...]
//	dir/<folder>/<id>.txt                       lines "x y z nx ny nz part"
//
// or in the release before, where parts are numbered from 1 in each category:
//
//	dir/<folder>/points/<id>.pts                lines "x y z"
//	dir/<folder>/points_label/<id>.seg          lines "part"
//
// Categories are numbered as the first file lists them. If all are
// ShapeNetPart's, their parts are those of the benchmark, 0 to 49, whether or
// not they occur. A set of one's own may use other names: then the parts of a
// category are those that occur in it. In the older layout they are renumbered,
// so that a category's begin after the largest of the category before. Without
// a list of validation shapes val is nil. Normals are passed over.
//
// Points with a coordinate that is not finite are left out with their parts, and told
// of in Notes. A file that is missing or cannot be read, or a part out of range is an
// error that names the file and the line.
func LoadShapeNetPart(ctx context.Context, dir string, o PointOptions) (train, val, test *PartClouds, err error) {
	r := &partReader{dir: dir, options: o.within(ctx), category: map[string]int{}}
	if err := r.readCategories(); err != nil {
		return nil, nil, nil, err
	}
	var sets [3]*PartClouds
	for i, part := range []string{"train", "val", "test"} {
		if part == "val" && !isFile(r.listPath(part)) {
			continue
		}
		if sets[i], err = r.readList(ctx, part); err != nil {
			return nil, nil, nil, err
		}
	}
	if err := r.number(sets[:]); err != nil {
		return nil, nil, nil, err
	}
	return sets[0], sets[1], sets[2], nil
}

// partReader reads sets whose parts are at first numbered as in the files.
type partReader struct {
	dir      string
	options  PointOptions
	names    []string
	category map[string]int // by folder
	official bool           // all categories are ShapeNetPart's
	older    bool           // a shape in the older layout was found
	newer    bool           // and one in the newer
}

func isFile(path string) bool {
	st, err := os.Stat(path)
	return err == nil && st.Mode().IsRegular()
}

func (r *partReader) listPath(part string) string {
	return filepath.Join(r.dir, "train_test_split", "shuffled_"+part+"_file_list.json")
}

// readCategories reads the names of categories and their folders.
func (r *partReader) readCategories() error {
	path := filepath.Join(r.dir, "synsetoffset2category.txt")
	raw, err := openfile.Read(path, openfile.Text)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("datasets: %w%s (clouds with parts are read in ShapeNetPart's layout: synsetoffset2category.txt, train_test_split/shuffled_train_file_list.json and folders of shapes)", err, r.near())
	}
	if err != nil {
		return fmt.Errorf("datasets: %w", err)
	}
	r.official = true
	lines := newText(raw)
	for f := lines.fields(""); f != nil; f = lines.fields("") {
		fail := func(format string, args ...any) error {
			return fmt.Errorf("datasets: %s: %w", path, lines.errorf(format, args...))
		}
		if len(f) != 2 {
			return fail("found %d words, expected a category and its folder", len(f))
		}
		if _, twice := r.category[f[1]]; twice || slices.Contains(r.names, f[0]) {
			return fail("category %s or folder %s is there twice", quote(f[0]), quote(f[1]))
		}
		if !isName(f[1]) {
			return fail("%s is no name of a folder", quote(f[1]))
		}
		r.category[f[1]] = len(r.names)
		r.names = append(r.names, f[0])
		if _, ok := shapeNetParts[f[0]]; !ok {
			r.official = false
		}
	}
	if len(r.names) == 0 {
		return fmt.Errorf("datasets: %s: no categories", path)
	}
	return nil
}

// near names a folder below that has the layout; "": none has.
func (r *partReader) near() string {
	subs, _ := subfolders(r.dir)
	for _, sub := range subs {
		if isFile(filepath.Join(r.dir, sub, "synsetoffset2category.txt")) {
			return fmt.Sprintf("; is %s the set?", filepath.Join(r.dir, sub))
		}
	}
	return ""
}

// isName reports whether a name from a file stays within its folder.
func isName(name string) bool {
	return name != "" && name != "." && name != ".." && !strings.ContainsAny(name, `/\:`)
}

// readList reads the shapes of one part of the split.
func (r *partReader) readList(ctx context.Context, part string) (*PartClouds, error) {
	path := r.listPath(part)
	raw, err := openfile.Read(path, openfile.Text)
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	var list []string
	if err := json.Unmarshal(plaintext.UTF8(raw), &list); err != nil {
		return nil, fmt.Errorf("datasets: %s: expected a list of names: %w", path, err)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("datasets: %s: no shapes", path)
	}
	s := &PartClouds{PointClouds: PointClouds{Labelled: Labelled{Name: part, Classes: r.names}}}
	shapes := make([]shapeFile, len(list))
	for i, entry := range list {
		words := strings.Split(entry, "/")
		if len(words) < 2 {
			return nil, fmt.Errorf("datasets: %s: found %s, expected shape_data/folder/id", path, quote(entry))
		}
		folder, id := words[len(words)-2], words[len(words)-1]
		category, ok := r.category[folder]
		if !ok || !isName(id) {
			return nil, fmt.Errorf("datasets: %s: %s is of no folder in synsetoffset2category.txt", path, quote(entry))
		}
		shapes[i] = shapeFile{folder, id, category}
	}
	read := func(i int) (shape, error) { return r.readShape(shapes[i]) }
	skipped, err := readEach(ctx, len(shapes), read, func(i int, one shape) error {
		s.Clouds, s.Parts, s.Label = append(s.Clouds, one.cloud), append(s.Parts, one.parts), append(s.Label, shapes[i].category)
		r.older, r.newer = r.older || one.older, r.newer || !one.older
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.note(unreadable(len(shapes), skipped)...)
	s.note(droppedPoints(r.dir, s.Clouds)...)
	return s, nil
}

// shapeFile names a shape of the lists.
type shapeFile struct {
	folder, id string
	category   int
}

// shape is what the files of a shape hold.
type shape struct {
	cloud *PointCloud
	parts []uint8
	older bool // in the older layout
}

// readShape reads one shape in either layout.
func (r *partReader) readShape(f shapeFile) (shape, error) {
	base := filepath.Join(r.dir, f.folder)
	path := filepath.Join(base, f.id+".txt")
	first, count := 0, math.MaxUint8+1
	if r.official {
		first, count = shapeNetParts[r.names[f.category]][0], shapeNetParts[r.names[f.category]][1]
	}
	points := filepath.Join(base, "points", f.id+".pts")
	if !isFile(path) && isFile(points) {
		cloud, _, dropped, err := r.readColumns(points, 3, -1, 0, 0)
		if err != nil {
			return shape{}, err
		}
		labels := filepath.Join(base, "points_label", f.id+".seg")
		_, parts, _, err := r.readColumns(labels, 1, 0, 1, count)
		if err != nil {
			return shape{}, err
		}
		if n := cloud.Len() + len(dropped); len(parts) != n {
			return shape{}, fmt.Errorf("datasets: %s: %d parts for the %d points of %s", labels, len(parts), n, points)
		}
		own := parts[:0]
		for i, part := range parts {
			if len(dropped) > 0 && dropped[0] == i {
				dropped = dropped[1:]
				continue
			}
			own = append(own, part+uint8(first)-1) // from 0 on; number renumbers those of another set
		}
		return shape{cloud.lean(), own, true}, nil
	}
	cloud, parts, _, err := r.readColumns(path, 7, 6, first, count)
	if err != nil {
		return shape{}, err
	}
	return shape{cloud.lean(), parts, false}, nil
}

// readColumns reads lines of width numbers. The first three are a point, unless
// width is less. Column part is one of count parts, from first on, unless part
// is negative. It returns the numbers of the points that have no place, too.
func (r *partReader) readColumns(path string, width, part, first, count int) (*PointCloud, []uint8, []int, error) {
	var parts []uint8
	list := pointList{limit: r.options.limit()}
	cloud, err := readCloud(path, r.options.limit(), func(raw []byte, limit int) (*PointCloud, error) {
		lines := newText(raw)
		for f := lines.fields(""); f != nil; f = lines.fields("") {
			if len(f) != width {
				return nil, lines.errorf("found %d numbers, expected %d", len(f), width)
			}
			if width >= 3 {
				before := list.len()
				if err := list.addLine(&lines, f); err != nil {
					return nil, err
				}
				if part >= 0 && list.len() == before {
					continue // the point has no place: its part has none
				}
			}
			if part < 0 {
				continue
			}
			v, err := strconv.ParseFloat(f[part], 64) // "12.000000" in the newer layout
			if err != nil || v != math.Trunc(v) || v < float64(first) || v >= float64(first+count) || v > math.MaxUint8 {
				return nil, lines.errorf("found part %s, expected %d to %d", quote(f[part]), first, min(first+count-1, math.MaxUint8))
			}
			parts = append(parts, uint8(v))
		}
		if width < 3 && len(parts) > 0 {
			return nil, nil
		}
		return list.cloud()
	})
	return cloud, parts, list.dropped, err
}

// number tells the sets which parts each category has. Unless the parts are
// those of ShapeNetPart, it renumbers the older layout's, which begin anew in
// each category.
func (r *partReader) number(sets []*PartClouds) error {
	if r.older && r.newer {
		return fmt.Errorf("datasets: %s: some shapes are <folder>/<id>.txt, others <folder>/points/<id>.pts; want one layout", r.dir)
	}
	partsOf := make([][]int, len(r.names))
	if r.official {
		for c, name := range r.names {
			for p := 0; p < shapeNetParts[name][1]; p++ {
				partsOf[c] = append(partsOf[c], shapeNetParts[name][0]+p)
			}
		}
	} else {
		found := make([][math.MaxUint8 + 1]bool, len(r.names))
		eachShape(sets, func(category int, parts []uint8) {
			for _, p := range parts {
				found[category][p] = true
			}
		})
		offset := make([]int, len(r.names))
		next := 0
		for c := range partsOf {
			if r.older {
				offset[c] = next
			}
			for p, have := range found[c] {
				if have {
					partsOf[c] = append(partsOf[c], offset[c]+p)
					next = offset[c] + p + 1
				}
			}
		}
		if next > math.MaxUint8+1 && r.older {
			return fmt.Errorf("datasets: %s: %d parts in all, more than %d", r.dir, next, math.MaxUint8+1)
		}
		eachShape(sets, func(category int, parts []uint8) {
			for i := range parts {
				parts[i] += uint8(offset[category])
			}
		})
	}
	for _, s := range sets {
		if s != nil {
			s.PartsOf = partsOf
		}
	}
	return nil
}

// eachShape calls f for every shape.
func eachShape(sets []*PartClouds, f func(category int, parts []uint8)) {
	for _, s := range sets {
		if s == nil {
			continue
		}
		for i, c := range s.Label {
			f(c, s.Parts[i])
		}
	}
}
