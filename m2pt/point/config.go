package point

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// Config describes a transformer of point clouds. Zero values of the
// optional fields mean what their comments say.
type Config struct {
	Groups      int     `json:"groups"`         // tokens of a cloud; 64 of 1,024 points
	GroupSize   int     `json:"group_size"`     // points of a group; 32
	Dim         int     `json:"dim"`            // width of a token
	Depth       int     `json:"depth"`          // number of blocks
	Heads       int     `json:"heads"`          // of attention; divides Dim
	Classes     int     `json:"classes"`        // outputs; MAE has none
	Hidden      [3]int  `json:"hidden"`         // widths of the tokenizer; zero: 128, 256, 512
	Eps         float32 `json:"layer_norm_eps"` // zero: 1e-5
	QKVBias     bool    `json:"qkv_bias"`       // attn.qkv has a bias; in Point-MAE it has none
	DropPath    float32 `json:"drop_path"`      // rate of the last block; rises linearly from 0
	HeadDropout float32 `json:"head_dropout"`   // in the head; Point-MAE: 0.5
	SkipOrigin  bool    `json:"skip_origin"`    // see FarthestPoints; as the CUDA kernel of Point-MAE
}

// posHidden is the inner width of the networks that make positions of
// coordinates.
const posHidden = 128

func (c Config) withDefaults() Config {
	if c.Hidden == [3]int{} {
		c.Hidden = [3]int{128, 256, 512}
	}
	if c.Eps == 0 {
		c.Eps = 1e-5
	}
	return c
}

// Encoder returns the configuration of the blocks.
func (c Config) Encoder() nn.EncoderConfig {
	c = c.withDefaults()
	e := nn.EncoderConfig{Dim: c.Dim, Depth: c.Depth, Heads: c.Heads, Hidden: 4 * c.Dim, Eps: c.Eps, DropPath: c.DropPath}
	if !c.QKVBias {
		e.QKVBias = nn.NoBias
	}
	return e
}

// validate reports what is wrong with the configuration, or nil.
func (c Config) validate(what string, classes int) error {
	c = c.withDefaults()
	err := nn.CheckSizes(what, nn.Size{Name: "groups", Value: c.Groups}, nn.Size{Name: "group_size", Value: c.GroupSize}, nn.Size{Name: "classes", Value: classes},
		nn.Size{Name: "hidden 0", Value: c.Hidden[0]}, nn.Size{Name: "hidden 1", Value: c.Hidden[1]}, nn.Size{Name: "hidden 2", Value: c.Hidden[2]})
	switch {
	case err != nil:
		return err
	case !(c.HeadDropout >= 0 && c.HeadDropout < 1):
		return fmt.Errorf("%s: head_dropout is %v, want at least 0, less than 1", what, c.HeadDropout)
	}
	return c.Encoder().Validate(what)
}

// NumParams returns how many elements the state dict of a Transformer of
// this configuration has, running statistics included, as a float64 since a
// configuration from a file may describe any number.
func (c Config) NumParams() float64 {
	const h = headHidden
	return 2*float64(c.Dim) + c.numEncoderParams() +
		nn.LinearParams(2*float64(c.Dim), h) + nn.LinearParams(h, h) + 2*nn.BatchNormParams(h) + nn.LinearParams(h, float64(c.Classes))
}

// numEncoderParams counts tokenizer, positions, blocks and norm.
func (c Config) numEncoderParams() float64 {
	c = c.withDefaults()
	d, h0, h1, h2 := float64(c.Dim), float64(c.Hidden[0]), float64(c.Hidden[1]), float64(c.Hidden[2])
	net := nn.LinearParams(3, h0) + nn.BatchNormParams(h0) + nn.LinearParams(h0, h1) + nn.LinearParams(2*h1, h2) + nn.BatchNormParams(h2) + nn.LinearParams(h2, d)
	return net + c.numPositionParams() + c.Encoder().NumParams() + 2*d
}

func (c Config) numPositionParams() float64 {
	return nn.LinearParams(3, posHidden) + nn.LinearParams(posHidden, float64(c.Dim))
}

// newPosEmbed returns the network that makes a position [dim] of a center.
func newPosEmbed(dim int, rng *tensor.RNG) nn.Sequential {
	return nn.Sequential{nn.NewLinear(3, posHidden, true, rng), nn.Lambda(autograd.GELU), nn.NewLinear(posHidden, dim, true, rng)}
}

// group cuts clouds x [batch, points, 3] into groups on x's tape: centers
// [batch, groups, 3] and neighborhoods [batch, groups, size, 3]. Points are
// data: there is no gradient for them.
func (c Config) group(op string, x *autograd.Var) (centers, neighborhoods *autograd.Var) {
	if x.Value.Rank() != 3 || x.Value.Dim(2) != 3 || x.Value.Dim(1) < max(c.Groups, c.GroupSize) {
		panic(tensor.NewShapeError(op, fmt.Sprintf("x [batch, points, 3] of at least %d points", max(c.Groups, c.GroupSize)), x.Value))
	}
	if x.RequiresGrad() {
		panic("m2pt/point: " + op + ": there is no gradient for the points of a cloud; put them on the tape with Tape.Input")
	}
	t, b := x.Tape(), x.Value.Dim(0)
	centers, neighborhoods = t.New(b, c.Groups, 3), t.New(b, c.Groups, c.GroupSize, 3)
	t.Section("point.Group") // it is no op, but its time must not count for the op before it
	Group(centers.Value, neighborhoods.Value, x.Value, c.SkipOrigin)
	return centers, neighborhoods
}
