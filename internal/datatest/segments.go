package datatest

import (
	"encoding/json"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/picture"
)

// This file: data sets with a class for every pixel or point.

// Masks writes synthetic scenes as folders of images and masks and returns
// the folder.
func Masks(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for part, n := range map[string]int{"train": 24, "val": 8} {
		set := synthetic.Scenes(n, uint64(n))
		for i := 0; i < n; i++ {
			name := fmt.Sprintf("%02d.png", i)
			img := &image.Gray{Pix: set.Image(i), Stride: set.W, Rect: image.Rect(0, 0, set.W, set.H)}
			classes := make([]int, len(set.Mask(i)))
			for k, v := range set.Mask(i) {
				classes[k] = int(v)
			}
			for sub, p := range map[string]image.Image{"images": img, "masks": picture.Classes(classes, set.H, set.W, len(set.Classes))} {
				path := filepath.Join(dir, sub, part, name)
				if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
					t.Fatal(err)
				}
				if err := picture.WritePNG(path, p); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	return dir
}

// Parts writes synthetic shapes with parts in ShapeNetPart's layout and
// returns the folder.
func Parts(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	set := synthetic.Parts(36, 1)
	lists := map[string][]string{}
	var categories strings.Builder
	for _, c := range set.Classes {
		fmt.Fprintf(&categories, "%s folder-of-%s\n", c, c)
	}
	WriteFile(t, filepath.Join(dir, "synsetoffset2category.txt"), []byte(categories.String()))
	for i, cloud := range set.Clouds {
		part := []string{"train", "train", "val", "test"}[i/9]
		folder, id := "folder-of-"+set.Classes[set.Label[i]], fmt.Sprintf("%03d", i)
		lists[part] = append(lists[part], "shape_data/"+folder+"/"+id)
		var b strings.Builder
		for k, p := 0, cloud.Points.Data(); k < 128; k++ {
			fmt.Fprintf(&b, "%g %g %g 0 0 1 %d.000000\n", p[3*k], p[3*k+1], p[3*k+2], set.Parts[i][k])
		}
		WriteFile(t, filepath.Join(dir, folder, id+".txt"), []byte(b.String()))
	}
	for part, list := range lists {
		text, err := json.Marshal(list)
		if err != nil {
			t.Fatal(err)
		}
		WriteFile(t, filepath.Join(dir, "train_test_split", "shuffled_"+part+"_file_list.json"), text)
	}
	return dir
}
