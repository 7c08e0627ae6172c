package picture_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/picture"
)

// A batch of images on one sheet, with the names of their classes, in a file.
func Example() {
	set := synthetic.Images(6, 1)
	x := datasets.NewBatch(set, []int{0, 1, 2, 3, 4, 5})
	sheet := picture.Pixels(x, picture.PixelOptions{Columns: 3, Captions: []string{"a", "b", "c", "d", "e", "f"}})
	dir, err := os.MkdirTemp("", "pictures")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := picture.WritePNG(filepath.Join(dir, "batch.png"), sheet); err != nil {
		log.Fatal(err)
	}
	fmt.Println(x.Shape(), "on a sheet wider than high:", sheet.Bounds().Dx() > sheet.Bounds().Dy())
	// Output: [6 1 28 28] on a sheet wider than high: true
}
