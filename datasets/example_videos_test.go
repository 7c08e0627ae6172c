package datasets_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/gopathway/pathway/datasets"
)

// A clip may be a folder of numbered frames; a model is given some of them.
func ExampleReadVideo() {
	dir, done := folder()
	defer done()
	for i := 0; i < 12; i++ {
		write(grey(uint8(i), 0), dir, fmt.Sprintf("frame%d.png", i))
	}
	clip, err := datasets.ReadVideo(context.Background(), dir, 1, 0, 0)
	if err != nil {
		log.Fatal(err)
	}
	clip.Frames, clip.Stride = 4, 2
	fmt.Println(clip.NumFrames(0), clip.Shape(), clip.Frame(0, 11))
	x := datasets.NewBatch(clip, []int{0})
	for f := 0; f < 4; f++ { // from the middle part of the clip
		fmt.Print(" ", int(255*x.At(0, 0, f, 0, 0)+0.5))
	}
	fmt.Println()
	// Output:
	// 12 [1 4 1 2] [11 0]
	//  2 4 6 8
}

// Class folders of clips; here of GIFs that are written first.
func ExampleLoadVideoFolder() {
	dir, done := folder()
	defer done()
	clips := &datasets.Videos{
		Labelled: datasets.Labelled{Label: []int{0, 1}, Classes: []string{"jump", "walk"}},
		C:        1, H: 1, W: 2, Clips: [][]uint8{{0, 255, 255, 0}, {0, 0, 0, 100, 0, 200}},
	}
	for i, class := range clips.Classes {
		if err := os.Mkdir(filepath.Join(dir, class), 0o755); err != nil {
			log.Fatal(err)
		}
		if err := datasets.WriteGIF(filepath.Join(dir, class, "a.gif"), clips, i); err != nil {
			log.Fatal(err)
		}
	}
	train, test, err := datasets.LoadVideoFolder(context.Background(), dir, 1, 0, 0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(train.Classes, train.NumFrames(0), train.NumFrames(1), train.Frame(1, 2), test == nil)
	// Output: [jump walk] 2 3 [0 200] true
}
