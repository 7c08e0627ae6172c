package synthetic_test

import (
	"fmt"
	"log"

	"github.com/gopathway/pathway/datasets/synthetic"
)

func ExampleAudio() {
	clips := synthetic.Audio(16, 1)
	fmt.Println(clips.Len(), "clips at", clips.Rate)
	fmt.Println(clips.Classes)
	// Output:
	// 16 clips at 8000
	// [rising falling tremolo vibrato pulses hiss harmonic warble]
}

// Every point of a shape has a part.
func ExampleParts() {
	shapes := synthetic.Parts(4, 1)
	shapes.Points = 128
	fmt.Println(shapes.Classes, shapes.Shape(), len(shapes.Targets(nil, []int{0, 1})))
	// Output: [table lamp mug chair] [128 3] 256
}

// Digits move, and the label is the direction.
func ExampleMovingMNIST() {
	digits := synthetic.Images(20, 1) // in earnest those of datasets.LoadMNIST
	videos, err := synthetic.MovingMNIST(digits, 16, synthetic.MovingOptions{}, 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(videos.Len(), videos.Shape(), videos.Classes[:3])
	// Output: 16 [1 8 32 32] [right down-right down]
}

// Scenes are made of labelled digits, and the class of a pixel is the digit it
// belongs to.
func ExampleDigitScenes() {
	digits := synthetic.Images(20, 1)
	scenes, err := synthetic.DigitScenes(digits, 3, 64, 64, 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(scenes.Len(), scenes.Shape(), scenes.Classes[:3])
	// Output: 3 [1 64 64] [background ring disc]
}
