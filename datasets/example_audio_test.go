package datasets_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/tensor"
)

// sound writes a WAV file of n samples of v at 8,000 a second.
func sound(n int, v float32, path ...string) string {
	x := make([]float32, n)
	for i := range x {
		x[i] = v
	}
	file := filepath.Join(path...)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		log.Fatal(err)
	}
	if err := datasets.WriteWAV(file, x, 8000); err != nil {
		log.Fatal(err)
	}
	return file
}

func ExampleReadWAV() {
	dir, done := folder()
	defer done()
	samples, rate, err := datasets.ReadWAV(sound(3, 0.25, dir, "a.wav"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(samples, rate)
	// Output: [0.25 0.25 0.25] 8000
}

// A model is given clips of one length, cut or padded.
func ExampleClips() {
	clips := &datasets.Clips{
		Labelled: datasets.Labelled{Name: "two", Label: []int{0, 0}, Classes: []string{"any"}},
		Samples:  [][]float32{{1, 2, 3, 4}, {5}}, Rate: 8000, Length: 3,
	}
	fmt.Println(datasets.NewBatch(clips, []int{0, 1}).Data())
	// Output: [1 2 3 5 0 0]
}

// Class folders of sounds, resampled to one rate.
func ExampleLoadAudioFolder() {
	dir, done := folder()
	defer done()
	sound(80, 0.1, dir, "hum", "1.wav")
	sound(40, 0.2, dir, "buzz", "1.wav")
	train, test, err := datasets.LoadAudioFolder(context.Background(), dir, 16000)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(train.Classes, len(train.Samples[0]), len(train.Samples[1]), train.Rate, "no test set:", test == nil)
	// Output: [buzz hum] 80 160 16000 no test set: true
}

// The name of a file says its digit and speaker; recordings 0 to 4 are for testing.
func ExampleLoadFSDD() {
	dir, done := folder()
	defer done()
	sound(8, 0.1, dir, "recordings", "7_jackson_0.wav")
	sound(8, 0.1, dir, "recordings", "3_theo_12.wav")
	train, test, err := datasets.LoadFSDD(context.Background(), dir, 0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(train.Labels(), test.Labels())
	// Output: [3] [7]
}

// Two lists say which recordings are for validation and for testing.
func ExampleLoadSpeechCommands() {
	dir, done := folder()
	defer done()
	for _, name := range []string{"a.wav", "b.wav", "c.wav"} {
		sound(8, 0.1, dir, "yes", name)
		sound(8, 0.1, dir, "no", name)
	}
	write("yes/b.wav\n", dir, "validation_list.txt")
	write("yes/c.wav\nno/c.wav\n", dir, "testing_list.txt")
	train, validation, test, err := datasets.LoadSpeechCommands(context.Background(), dir, 0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(train.Len(), validation.Len(), test.Len(), train.Classes)
	// Output: 3 1 2 [no yes]
}

// A table names the files and their folds, of which one is for testing.
func ExampleLoadESC50() {
	dir, done := folder()
	defer done()
	write("filename,fold,target,category\na.wav,1,0,dog\nb.wav,2,0,dog\nc.wav,2,1,rain\n", dir, "meta", "esc50.csv")
	for _, name := range []string{"a.wav", "b.wav", "c.wav"} {
		sound(8, 0.1, dir, "audio", name)
	}
	train, test, err := datasets.LoadESC50(context.Background(), dir, 1, 0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(train.Len(), test.Len(), train.Classes)
	// Output: 2 1 [dog rain]
}

func ExampleResample() {
	clip := make([]float32, 44100)
	clip, err := datasets.Resample(context.Background(), clip, 44100, 8000)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(clip))
	// Output: 8000
}

// Spectrograms of different lengths become samples of one: cut, or padded with
// zeros, and then normalised.
func ExampleSpectrograms() {
	set := &datasets.Spectrograms{
		Labelled: datasets.Labelled{Label: []int{0, 1}, Classes: []string{"bark", "meow"}},
		Specs:    []*tensor.Tensor{tensor.Full(3, 5, 2), tensor.Full(1, 2, 2)},
		Frames:   4, Bins: 2,
	}
	set.Mean, set.Std = set.MeanStd()
	x := datasets.NewBatch(set, []int{0, 1})
	fmt.Println(x.Shape(), set.Targets(nil, []int{0, 1}))
	fmt.Printf("%.2f\n", x.Data()[8:])
	// Output:
	// [2 1 4 2] [0 1]
	// [-0.79 -0.79 -0.79 -0.79 -1.34 -1.34 -1.34 -1.34]
}

// A sound tells what its file has that is not read.
func ExampleSound() {
	dir, err := os.MkdirTemp("", "sound")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "a.wav")
	if err := datasets.WriteWAV(path, make([]float32, 1000), 8000); err != nil {
		log.Fatal(err)
	}
	if err := os.Truncate(path, 44+1990); err != nil { // as a full disk leaves it
		log.Fatal(err)
	}
	sound, err := datasets.ReadSound(context.Background(), path)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(sound.Samples), sound.Rate, sound.Notes)
	// Output: 995 8000 [10 of 2000 bytes of sound that its header claims are not there]
}
