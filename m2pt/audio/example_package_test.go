package audio_test

import (
	"fmt"
	"log"
	"math"

	"github.com/gopathway/pathway/m2pt/audio"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: the package in one example.

// A sound becomes a spectrogram, and the spectrogram an input of a Vision Transformer.
func Example() {
	bank, err := audio.NewFilterBank(audio.FilterBankConfig{SampleRate: 8000, NumMelBins: 32, TargetLength: 64})
	if err != nil {
		log.Fatal(err)
	}
	samples := make([]float32, 4000) // half a second
	for i := range samples {
		samples[i] = float32(math.Sin(2 * math.Pi * 440 * float64(i) / 8000))
	}
	spectrogram := bank.Compute(nil, samples, -4, 4) // normalised by a mean and a deviation
	model, err := nn.NewViT(nn.ViTConfig{
		Image: [2]int{64, 32}, Patch: [2]int{16, 16}, Channels: 1, Dim: 16, Depth: 1, Heads: 2, Classes: 4,
	}, tensor.NewRNG(1))
	if err != nil {
		log.Fatal(err)
	}
	logits := nn.Predict(model, spectrogram.Reshape(1, 1, 64, 32))
	fmt.Println(spectrogram.Shape(), logits.Shape())
	// Output: [64 32] [1 4]
}
