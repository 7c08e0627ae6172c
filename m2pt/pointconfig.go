package m2pt

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// PointConfig describes a transformer of point clouds. Zero values of the
// optional fields mean what their comments say.
type PointConfig struct {
	Groups      int     `json:"groups"`         // tokens of a cloud; 64 of 1,024 points
	GroupSize   int     `json:"group_size"`     // points of a group; 32
	Dim         int     `json:"dim"`            // width of a token
	Depth       int     `json:"depth"`          // number of blocks
	Heads       int     `json:"heads"`          // of attention; divides Dim
	Classes     int     `json:"classes"`        // outputs; PointMAE has none
	Hidden      [3]int  `json:"hidden"`         // widths of the tokenizer; zero: 128, 256, 512
	Eps         float32 `json:"layer_norm_eps"` // zero: 1e-5
	QKVBias     bool    `json:"qkv_bias"`       // attn.qkv with bias, which Point-MAE has not
	DropPath    float32 `json:"drop_path"`      // rate of the last block; rises linearly from 0
	HeadDropout float32 `json:"head_dropout"`   // in the head; Point-MAE: 0.5
	SkipOrigin  bool    `json:"skip_origin"`    // see FarthestPoints; as the CUDA kernel of Point-MAE
}

// posHidden is the inner width of the networks that make positions of
// coordinates.
const posHidden = 128

func (c PointConfig) withDefaults() PointConfig {
	if c.Hidden == [3]int{} {
		c.Hidden = [3]int{128, 256, 512}
	}
	if c.Eps == 0 {
		c.Eps = 1e-5
	}
	return c
}

// validate reports what is wrong with the configuration, or nil.
func (c PointConfig) validate(what string, classes int) error {
	c = c.withDefaults()
	for _, p := range []struct {
		name string
		v    int
	}{
		{"groups", c.Groups}, {"group_size", c.GroupSize}, {"dim", c.Dim}, {"depth", c.Depth}, {"heads", c.Heads}, {"classes", classes},
		{"hidden 0", c.Hidden[0]}, {"hidden 1", c.Hidden[1]}, {"hidden 2", c.Hidden[2]},
	} {
		if p.v < 1 || p.v > 1<<20 {
			return fmt.Errorf("m2pt: %s: %s is %d, want 1 to %d", what, p.name, p.v, 1<<20)
		}
	}
	switch {
	case c.Dim%c.Heads != 0:
		return fmt.Errorf("m2pt: %s: dim %d is not divisible by %d heads", what, c.Dim, c.Heads)
	case !(c.Eps > 0):
		return fmt.Errorf("m2pt: %s: layer_norm_eps is %v, want more than 0", what, c.Eps)
	case !(c.DropPath >= 0 && c.DropPath < 1) || !(c.HeadDropout >= 0 && c.HeadDropout < 1):
		return fmt.Errorf("m2pt: %s: drop_path is %v and head_dropout %v, want at least 0, less than 1", what, c.DropPath, c.HeadDropout)
	}
	return nil
}

// NumParams returns how many elements the state dict of a PointTransformer of
// this configuration has, running statistics included, as a float64 since a
// configuration from a file may describe any number.
func (c PointConfig) NumParams() float64 {
	return 2*float64(c.Dim) + c.numEncoderParams() + c.headParams()
}

// headParams counts the classifier's head.
func (c PointConfig) headParams() float64 {
	const h = headHidden
	return linearParams(2*float64(c.Dim), h) + linearParams(h, h) + 2*batchNormParams(h) + linearParams(h, float64(c.Classes))
}

// numEncoderParams counts tokenizer, positions, blocks and norm.
func (c PointConfig) numEncoderParams() float64 {
	c = c.withDefaults()
	d, h0, h1, h2 := float64(c.Dim), float64(c.Hidden[0]), float64(c.Hidden[1]), float64(c.Hidden[2])
	net := linearParams(3, h0) + batchNormParams(h0) + linearParams(h0, h1) + linearParams(2*h1, h2) + batchNormParams(h2) + linearParams(h2, d)
	return net + c.numPositionParams() + float64(c.Depth)*c.numBlockParams() + 2*d
}

func (c PointConfig) numPositionParams() float64 {
	return linearParams(3, posHidden) + linearParams(posHidden, float64(c.Dim))
}

func (c PointConfig) numBlockParams() float64 {
	d := float64(c.Dim)
	n := 4*d + linearParams(d, d) + 3*d*d + linearParams(d, 4*d) + linearParams(4*d, d)
	if c.QKVBias {
		n += 3 * d
	}
	return n
}

func linearParams(in, out float64) float64 { return (in + 1) * out }

func batchNormParams(n float64) float64 { return 4*n + 1 }

// newPointBlocks returns blocks of the configuration's width.
func newPointBlocks(c PointConfig, depth, heads int, rng *tensor.RNG) []*nn.Block {
	blocks := make([]*nn.Block, depth)
	for i := range blocks {
		blocks[i] = nn.NewBlock(c.Dim, heads, 4*c.Dim, c.QKVBias, c.Eps, rng)
		if depth > 1 {
			blocks[i].DropPath = c.DropPath * float32(i) / float32(depth-1)
		}
	}
	return blocks
}

// newPosEmbed returns the network that makes a position [dim] of a center.
func newPosEmbed(dim int, rng *tensor.RNG) nn.Sequential {
	return nn.Sequential{nn.NewLinear(3, posHidden, true, rng), nn.Lambda(autograd.GELU), nn.NewLinear(posHidden, dim, true, rng)}
}

// group cuts clouds x [batch, points, 3] into groups on x's tape: centers
// [batch, groups, 3] and neighborhoods [batch, groups, size, 3]. Points are
// data: there is no gradient for them.
func (c PointConfig) group(op string, x *autograd.Var) (centers, neighborhoods *autograd.Var) {
	if x.Value.Rank() != 3 || x.Value.Dim(2) != 3 || x.Value.Dim(1) < max(c.Groups, c.GroupSize) {
		panic(tensor.NewShapeError(op, fmt.Sprintf("x [batch, points, 3] of at least %d points", max(c.Groups, c.GroupSize)), x.Value))
	}
	if x.RequiresGrad() {
		panic("m2pt: " + op + ": there is no gradient for the points of a cloud; put them on the tape with Tape.Input")
	}
	t, b := x.Tape(), x.Value.Dim(0)
	centers, neighborhoods = t.New(b, c.Groups, 3), t.New(b, c.Groups, c.GroupSize, 3)
	t.Section("GroupPoints") // no op, but its time is not that of the op before
	GroupPoints(centers.Value, neighborhoods.Value, x.Value, c.SkipOrigin)
	return centers, neighborhoods
}

// runBlocks applies blocks to x; unlike in a ViT, positions pos are added to
// the input of every block.
func runBlocks(blocks []*nn.Block, x, pos *autograd.Var) *autograd.Var {
	t := x.Tape()
	mark := t.Mark()
	for _, b := range blocks {
		x = t.Keep(mark, b.Forward(autograd.Add(x, pos)))
	}
	return x
}
