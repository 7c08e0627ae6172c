package datasets

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"

	"github.com/gopathway/pathway/internal/fixedmath"
)

// WriteWAV writes samples as a mono WAV file of 16-bit PCM, rounded to the
// nearest of k/32768 and clipped to the range. A NaN is an error, as is a
// rate out of range or more data than the format can hold.
func WriteWAV(path string, samples []float32, rate int) error {
	if rate < 1 || rate > MaxRate {
		return fmt.Errorf("datasets: %s: WAV rate is %d samples per second, want 1 to %d", path, rate, MaxRate)
	}
	if len(samples) > (math.MaxInt32-44)/2 {
		return fmt.Errorf("datasets: %s: %d samples are too many for a WAV file", path, len(samples))
	}
	for i, v := range samples {
		if math.IsNaN(float64(v)) {
			return fmt.Errorf("datasets: %s: sample %d is NaN", path, i)
		}
	}
	if err := os.WriteFile(path, encodeWAV(samples, rate), 0o644); err != nil {
		return fmt.Errorf("datasets: %w", err)
	}
	return nil
}

func encodeWAV(samples []float32, rate int) []byte {
	le := binary.LittleEndian
	n := 2 * len(samples)
	b := make([]byte, 0, 44+n)
	b = append(b, "RIFF"...)
	b = le.AppendUint32(b, uint32(36+n))
	b = append(b, "WAVEfmt "...)
	b = le.AppendUint32(b, 16)
	b = le.AppendUint16(b, wavPCM)
	b = le.AppendUint16(b, 1) // channels
	b = le.AppendUint32(b, uint32(rate))
	b = le.AppendUint32(b, uint32(2*rate)) // bytes per second
	b = le.AppendUint16(b, 2)              // bytes per frame
	b = le.AppendUint16(b, 16)             // bits
	b = append(b, "data"...)
	b = le.AppendUint32(b, uint32(n))
	for _, v := range samples {
		b = le.AppendUint16(b, uint16(fixedmath.Int16(float64(v))))
	}
	return b
}
