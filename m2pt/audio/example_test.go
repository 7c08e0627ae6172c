package audio_test

import (
	"fmt"
	"log"
	"math"

	"github.com/gopathway/pathway/m2pt/audio"
)

// A tone of 1000 Hz is loudest in the filter around 1000 Hz. Compute gives a model's
// input: cut or padded to a fixed number of frames, and normalised.
func ExampleFilterBank() {
	fb, err := audio.NewFilterBank(audio.FilterBankConfig{SampleRate: 16000, NumMelBins: 64, TargetLength: 128})
	if err != nil {
		log.Fatal(err)
	}
	samples := make([]float32, 16000) // a second
	for i := range samples {
		samples[i] = float32(0.5 * math.Sin(2*math.Pi*1000*float64(i)/16000))
	}
	spectrogram := fb.LogMel(nil, samples)
	loudest := 0
	for j := 0; j < 64; j++ {
		if spectrogram.At(10, j) > spectrogram.At(10, loudest) {
			loudest = j
		}
	}
	fmt.Println(spectrogram.Shape(), loudest)
	fmt.Println(fb.Compute(nil, samples, -4.27, 4.57).Shape())
	// Output:
	// [98 64] 21
	// [128 64]
}

// The filters as a matrix: each rises and falls over a part of the spectrum.
func ExampleMelBanks() {
	banks := audio.MelBanks(3, 16, 8000, 20, 0)
	for i := 0; i < 3; i++ {
		fmt.Printf("%.2f\n", banks.Data()[9*i:9*i+9])
	}
	// Output:
	// [0.00 0.91 0.17 0.00 0.00 0.00 0.00 0.00 0.00]
	// [0.00 0.09 0.83 0.62 0.18 0.00 0.00 0.00 0.00]
	// [0.00 0.00 0.00 0.38 0.82 0.82 0.51 0.24 0.00]
}
