package datasets

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gopathway/pathway/internal/openfile"
)

// LoadEMNIST reads one split of EMNIST, such as letters or balanced, from the files in
// dir, in dir/gzip or in dir/EMNIST/raw, each with or without .gz:
//
//	emnist-<split>-train-images-idx3-ubyte  emnist-<split>-train-labels-idx1-ubyte
//	emnist-<split>-test-images-idx3-ubyte   emnist-<split>-test-labels-idx1-ubyte
//	emnist-<split>-mapping.txt              lines "label code ...", optional
//
// The files hold images whose rows and columns are exchanged: they are exchanged back.
// Classes are named by the characters of the mapping, or by the labels. Files of several
// splits are an error. Source: Cohen, Afshar, Tapson, van Schaik (2017).
func LoadEMNIST(ctx context.Context, dir string) (train, test *Images, err error) {
	where, split := emnistFolder(dir)
	if where == "" {
		return nil, nil, fmt.Errorf("datasets: %s: no emnist-<split>-train-images-idx3-ubyte found there", dir)
	}
	if strings.Contains(split, ",") {
		return nil, nil, fmt.Errorf("datasets: %s: found the splits %s of EMNIST, expected one: move the files of one to a folder of their own", where, split)
	}
	if train, err = loadMNISTPart(ctx, where, "emnist-"+split+"-train"); err != nil {
		return nil, nil, err
	}
	if test, err = loadMNISTPart(ctx, where, "emnist-"+split+"-test"); err != nil {
		return nil, nil, err
	}
	if train.H != test.H || train.W != test.W || train.H != train.W {
		return nil, nil, fmt.Errorf("datasets: %s: training images are %dx%d and test images %dx%d, expected one square size",
			where, train.H, train.W, test.H, test.W)
	}
	names, err := emnistNames(filepath.Join(where, "emnist-"+split+"-mapping.txt"))
	if err != nil {
		return nil, nil, err
	}
	// The labels of some splits begin at 1: classes are those that occur.
	var occur [256]bool
	for _, s := range []*Images{train, test} {
		for _, l := range s.Label {
			occur[l] = true
		}
	}
	var classes []string
	var index [256]int
	for l, there := range occur {
		if !there {
			continue
		}
		name, ok := names[l]
		if !ok {
			name = strconv.Itoa(l)
		}
		index[l], classes = len(classes), append(classes, name)
	}
	for _, s := range []*Images{train, test} {
		s.Classes = classes
		for i, l := range s.Label {
			s.Label[i] = index[l]
			transpose(s.Image(i), s.H)
		}
	}
	return train, test, nil
}

// transpose exchanges the rows and the columns of a square image.
func transpose(px []uint8, side int) {
	for y := 0; y < side; y++ {
		for x := 0; x < y; x++ {
			px[y*side+x], px[x*side+y] = px[x*side+y], px[y*side+x]
		}
	}
}

// emnistFolder returns the folder in or below dir that has files of EMNIST, and the
// splits that they are of.
func emnistFolder(dir string) (where, split string) {
	for _, sub := range rawFolders(dir) {
		entries, err := os.ReadDir(sub)
		if err != nil {
			continue
		}
		var splits []string
		for _, e := range entries {
			rest, ok := strings.CutPrefix(e.Name(), "emnist-")
			name, _, found := strings.Cut(rest, "-train-images")
			if !found {
				name, _, found = strings.Cut(rest, "-test-images")
			}
			if ok && found && !slices.Contains(splits, name) {
				splits = append(splits, name)
			}
		}
		if len(splits) > 0 {
			return sub, strings.Join(splits, ", ")
		}
	}
	return "", ""
}

// emnistNames reads the characters that labels stand for; none if there is no such file.
func emnistNames(path string) (map[int]string, error) {
	raw, err := openfile.Read(path, openfile.Text)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	names := map[int]string{}
	lines := newText(raw)
	for f := lines.fields(""); f != nil; f = lines.fields("") {
		var n [2]uint64
		for i := range n {
			var err error
			if len(f) < 2 {
				err = strconv.ErrSyntax
			} else {
				n[i], err = strconv.ParseUint(f[i], 10, 8)
			}
			if err != nil {
				return nil, fmt.Errorf("datasets: %s: %w", path, lines.errorf("found %s, expected a label and the code of its character", quote(strings.Join(f, " "))))
			}
		}
		names[int(n[0])] = string(rune(n[1]))
	}
	return names, nil
}
