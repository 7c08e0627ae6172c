package nn

import (
	"slices"
	"strconv"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// Encoder is a stack of transformer blocks: what a ViT, a model of point clouds
// and the decoder of an autoencoder have in common. It is the only code that
// loops over blocks.
type Encoder struct {
	Blocks []*Block

	// GradCheckpointing makes training keep the input of each block alone and
	// compute the block again on the way back (autograd.Checkpoint). That takes
	// less memory and about a third more time, and gives the same bits. The
	// name is timm's.
	GradCheckpointing bool
}

// NewEncoder returns an encoder with random weights from rng. If rng is nil, the
// weights are still to be loaded. The configuration must be valid.
func NewEncoder(c EncoderConfig, rng *tensor.RNG) *Encoder {
	e := &Encoder{Blocks: make([]*Block, c.Depth)}
	for i := range e.Blocks {
		b := NewBlock(c.Dim, c.Heads, c.Hidden, c.QKVBias == PackedBias, c.Eps, rng)
		b.Attn.Drop, b.MLP.Drop, b.MLP.GELUTanh = c.Dropout, c.Dropout, c.GELUTanh
		if c.QKVBias == SeparateBias {
			b.Attn.SeparateBias(c.Dim)
		}
		if c.LayerScale > 0 {
			b.LayerScale(c.LayerScale)
		}
		if c.Depth > 1 {
			b.DropPath = c.DropPath * float32(i) / float32(c.Depth-1)
		}
		e.Blocks[i] = b
	}
	return e
}

// Trunk returns e. A net that embeds an Encoder thereby has the method that
// Transformer asks for.
func (e *Encoder) Trunk() *Encoder { return e }

// Run says what Encoder.Run does besides passing tokens through the blocks. The
// zero value asks for nothing else.
type Run struct {
	// Pos [batch, tokens, dim], if not nil, is added to the input of every
	// block, as in Point-MAE.
	Pos *autograd.Var

	// First is the number of tokens of each sequence that are wanted; 0 means
	// all. The last block that runs computes no others (Block.ForwardFirst).
	First int

	// Taps are rising numbers of blocks, counted from 1. Run calls Tap with the
	// tokens that leave each of them, and runs no block after the last. What Tap
	// makes on the tape stays there.
	Taps []int
	Tap  func(i int, x *autograd.Var) // after block Taps[i]
}

// Forward maps tokens x [batch, tokens, dim] to the same shape.
func (e *Encoder) Forward(x *autograd.Var) *autograd.Var {
	return e.Run(x.Tape().Mark(), x, Run{})
}

// Run maps tokens x [batch, tokens, dim] to the same shape, or to r.First
// tokens. After the first block the tape gives back what was computed since
// mark, x included. r.Pos must be older than mark.
func (e *Encoder) Run(mark autograd.Mark, x *autograd.Var, r Run) *autograd.Var {
	t := x.Tape()
	blocks := e.Blocks
	if len(r.Taps) > 0 {
		blocks = blocks[:r.Taps[len(r.Taps)-1]]
	}
	for i, b := range blocks {
		var f autograd.Segment = b
		if r.First > 0 && i == len(blocks)-1 {
			f = firstTokens{b, r.First}
		}
		if r.Pos != nil {
			x = autograd.Add(x, r.Pos)
		}
		if e.GradCheckpointing {
			x = autograd.Checkpoint(x, f)
		} else {
			x = f.Forward(x)
		}
		x = t.Keep(mark, x)
		if k := slices.Index(r.Taps, i+1); k >= 0 {
			r.Tap(k, x)
			mark = t.Mark()
		}
	}
	return x
}

// firstTokens is a block whose first tokens alone are read afterwards.
type firstTokens struct {
	*Block
	n int
}

// Forward implements autograd.Segment.
func (b firstTokens) Forward(x *autograd.Var) *autograd.Var { return b.ForwardFirst(x, b.n) }

// NamedParams implements Module: the blocks by their numbers.
func (e *Encoder) NamedParams(prefix string, yield func(NamedParam)) {
	for i, b := range e.Blocks {
		b.NamedParams(prefix+strconv.Itoa(i)+".", func(p NamedParam) {
			p.Role.Stage, p.Role.Block = InBlock, i
			yield(p)
		})
	}
}

// ReplaceLinears implements LinearReplacer for the layers of the blocks.
func (e *Encoder) ReplaceLinears(f func(l *Linear) Projector) {
	e.Projectors(func(_ int, _ string, at *Projector) {
		if l, ok := (*at).(*Linear); ok {
			*at = f(l)
		}
	})
}

// Projectors calls yield for every linear layer of the blocks: with the number
// of the block, the layer's name in it, such as "attn.qkv", and the place where
// another layer can be put.
func (e *Encoder) Projectors(yield func(block int, name string, at *Projector)) {
	for i, b := range e.Blocks {
		b.Projectors(func(name string, at *Projector) { yield(i, name, at) })
	}
}
