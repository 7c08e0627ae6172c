package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/gopathway/pathway/internal/datatest"
	"github.com/gopathway/pathway/simd"
)

// trainedHash is the SHA-256 of the model TestTrainingBits trains. A change of
// it is a change of somebody's results: it needs a reason, and a line in the
// CHANGELOG.
const trainedHash = "36bbe8dd04ec707a4153d2107dea0dbf43fc10a99fb9504247d0fcdbdec71005"

// withoutSums returns a model file as it was before model files held checksums, so
// that trainedHash stays the hash of the weights and their configuration.
func withoutSums(model []byte) []byte {
	n := binary.LittleEndian.Uint64(model)
	header := regexp.MustCompile(`"pathway\.checksums":"(\\.|[^"\\])*",`).ReplaceAll(model[8:8+n], nil)
	header = bytes.TrimRight(header, " ")
	for len(header)%8 != 0 {
		header = append(header, ' ')
	}
	return slices.Concat(binary.LittleEndian.AppendUint64(nil, uint64(len(header))), header, model[8+n:])
}

// A whole run, an auxiliary model and one with its pathway, gives the same
// bits on every instruction set and on every platform that runs this test.
func TestTrainingBits(t *testing.T) {
	data := datatest.MNIST(t, 48, 16)
	for _, level := range simd.Levels() {
		restore, err := simd.Use(level)
		if err != nil {
			t.Fatal(err)
		}
		aux := filepath.Join(t.TempDir(), "aux")
		mustRun(t, with([]string{"train", "--data", data, "--seed", "5", "--out", aux}, small...)...)
		model := trainBytes(t, with([]string{"train", "--data", data, "--aux", aux, "--drop-path", "0.1", "--label-smoothing", "0.1"}, small...)...)
		restore()
		sum := sha256.Sum256(withoutSums(model))
		if got := hex.EncodeToString(sum[:]); got != trainedHash {
			t.Errorf("%v: the model's hash is %s, want %s", level, got, trainedHash)
		}
	}
}
