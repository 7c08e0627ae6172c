package nn

import (
	"slices"
	"strconv"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// Encoder is a stack of transformer blocks: what a ViT, a model of point
// clouds, a decoder of an autoencoder have in common. It is the only code that
// loops over blocks.
type Encoder struct {
	Blocks []*Block

	// GradCheckpointing makes training keep the input of each block only and
	// compute the block again on the way back (autograd.Checkpoint): less
	// memory for about a third more time, and the same bits. timm's name.
	GradCheckpointing bool
}

// NewEncoder returns an encoder with random weights from rng, or without
// (nil), to be loaded. The configuration must be valid.
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

// Trunk returns e. A net that embeds an Encoder gets from it the method that
// Transformer asks for.
func (e *Encoder) Trunk() *Encoder { return e }

// Run says what an encoder does besides passing tokens through its blocks. The
// zero value is all of them, and nothing else.
type Run struct {
	// Pos [batch, tokens, dim], if not nil, is added to the input of every
	// block, as in Point-MAE.
	Pos *autograd.Var

	// First is how many tokens of each sequence are wanted; 0: all. The last
	// block then computes no others (Block.ForwardFirst).
	First int

	// Taps are the blocks after which Tap is given the tokens, rising, from 1:
	// "blocks 4, 8 and 12 of 12". No block runs after the last of them. Whatever
	// Tap makes on the tape stays.
	Taps []int
	Tap  func(i int, x *autograd.Var) // after block Taps[i]
}

// Forward maps tokens x [batch, tokens, dim] to the same shape.
func (e *Encoder) Forward(x *autograd.Var) *autograd.Var {
	return e.Run(x.Tape().Mark(), x, Run{})
}

// Run maps tokens x [batch, tokens, dim] to the same shape, or to r.First
// tokens. What was computed on the tape since mark is released with the first
// block, x among it; r.Pos must be older than mark.
func (e *Encoder) Run(mark autograd.Mark, x *autograd.Var, r Run) *autograd.Var {
	t := x.Tape()
	blocks := e.Blocks
	if len(r.Taps) > 0 {
		blocks = blocks[:r.Taps[len(r.Taps)-1]]
	}
	for i, b := range blocks {
		var f autograd.Segment = b
		if r.First == 1 && i == len(blocks)-1 {
			f = (*classBlock)(b)
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

// classBlock is a block of which the class token alone is read afterwards.
type classBlock Block

// Forward implements autograd.Segment.
func (b *classBlock) Forward(x *autograd.Var) *autograd.Var { return (*Block)(b).ForwardFirst(x, 1) }

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

// Projectors calls yield for every linear layer of the blocks, with a place to
// put another in; name is that in its block, such as "attn.qkv".
func (e *Encoder) Projectors(yield func(block int, name string, at *Projector)) {
	for i, b := range e.Blocks {
		b.Projectors(func(name string, at *Projector) { yield(i, name, at) })
	}
}
