package nn

import "fmt"

// EncoderConfig describes an Encoder.
type EncoderConfig struct {
	Dim, Depth, Heads int     // width of a token, number of blocks, heads of attention
	Hidden            int     // inner width of the MLPs
	QKVBias           QKVBias // of attn.qkv
	Eps               float32 // of the norms
	GELUTanh          bool    // the tanh approximation of GELU
	LayerScale        float32 // γ at the start; 0: none
	Dropout           float32 // after every projection
	DropPath          float32 // rate of the last block; rises linearly from 0
}

// QKVBias says which bias the packed projection to queries, keys and values has.
type QKVBias uint8

const (
	PackedBias   QKVBias = iota // one for all three
	NoBias                      // none
	SeparateBias                // q_bias and v_bias, none for keys, as in BEiT and VideoMAE
)

// NumParams returns how many elements the blocks' parameters have. It is a
// float64, because a configuration from a file may describe more than an int
// holds.
func (c EncoderConfig) NumParams() float64 {
	d, hidden := float64(c.Dim), float64(c.Hidden)
	n := 4*d + 3*d*d + LinearParams(d, d) + LinearParams(d, hidden) + LinearParams(hidden, d)
	switch c.QKVBias {
	case PackedBias:
		n += 3 * d
	case SeparateBias:
		n += 2 * d
	}
	if c.LayerScale > 0 {
		n += 2 * d
	}
	return float64(c.Depth) * n
}

// LinearParams returns how many elements a linear layer with bias has.
func LinearParams(in, out float64) float64 { return (in + 1) * out }

// BatchNormParams returns how many elements a BatchNorm of n channels has,
// running statistics included.
func BatchNormParams(n float64) float64 { return 4*n + 1 }

// maxSize bounds every size in a configuration.
const maxSize = 1 << 20

// Size is a number of a configuration with its name, for CheckSizes.
type Size struct {
	Name  string
	Value int
}

// CheckSizes returns an error that names the first size below 1 or above 2²⁰.
// The error begins with what, the name of the net.
func CheckSizes(what string, sizes ...Size) error {
	for _, s := range sizes {
		if s.Value < 1 || s.Value > maxSize {
			return fmt.Errorf("%s: %s is %d, want 1 to %d", what, s.Name, s.Value, maxSize)
		}
	}
	return nil
}

// Validate reports what is wrong with the configuration, or nil. The error
// begins with what, the name of the net.
func (c EncoderConfig) Validate(what string) error {
	if err := CheckSizes(what, Size{"dim", c.Dim}, Size{"depth", c.Depth}, Size{"heads", c.Heads}); err != nil {
		return err
	}
	switch {
	case c.Dim%c.Heads != 0:
		return fmt.Errorf("%s: dim %d is not divisible by %d heads", what, c.Dim, c.Heads)
	case c.Hidden < 1 || c.Hidden > 64*c.Dim:
		return fmt.Errorf("%s: MLPs %d wide, want 1 to 64 times the dim, %d", what, c.Hidden, c.Dim)
	case !(c.Eps > 0 && c.Eps <= 1):
		return fmt.Errorf("%s: layer_norm_eps is %v, want more than 0, at most 1", what, c.Eps)
	case !(c.LayerScale >= 0 && c.LayerScale <= maxSize):
		return fmt.Errorf("%s: layer_scale is %v, want 0 (none) to %d", what, c.LayerScale, maxSize)
	case !(c.Dropout >= 0 && c.Dropout < 1) || !(c.DropPath >= 0 && c.DropPath < 1):
		return fmt.Errorf("%s: dropout is %v and drop_path %v, want at least 0, less than 1", what, c.Dropout, c.DropPath)
	}
	return nil
}

// EvenTaps returns taps for an encoder of the given depth: n blocks at equal
// distances up to the last, ⌈depth·i/n⌉ for i from 1 to n. An encoder of fewer
// than n blocks has a tap at each.
func EvenTaps(depth, n int) []int {
	var taps []int
	for i := 1; i <= n; i++ {
		if b := (depth*i + n - 1) / n; len(taps) == 0 || taps[len(taps)-1] < b {
			taps = append(taps, b)
		}
	}
	return taps
}

// CheckTaps reports taps of no block, or that do not rise. The error begins with
// what, the name that the caller has for the list.
func CheckTaps(what string, taps []int, depth int) error {
	if len(taps) == 0 {
		return fmt.Errorf("%s names no block", what)
	}
	for i, b := range taps {
		if b < 1 || b > depth || i > 0 && b <= taps[i-1] {
			return fmt.Errorf("%s is %v, want rising numbers from 1 to %d", what, taps, depth)
		}
	}
	return nil
}
