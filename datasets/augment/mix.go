package augment

import (
	"fmt"
	"math"

	"github.com/gopathway/pathway/datasets/internal/random"
	"github.com/gopathway/pathway/tensor"
)

// This file: samples of a batch that are blended, and targets for them.

// OneHot fills dst [B, classes], allocated if nil, with soft targets: for
// label l, 1-smoothing at l and smoothing/classes added everywhere (label
// smoothing; 0 gives plain one-hot rows). A label out of range, a smoothing
// outside [0, 1] or a wrong destination panics with *tensor.ShapeError.
func OneHot(dst *tensor.Tensor, labels []int, classes int, smoothing float32) *tensor.Tensor {
	for _, l := range labels {
		if l < 0 || l >= classes {
			panic(&tensor.ShapeError{Op: "OneHot", Want: fmt.Sprintf("labels in [0, %d), got %d", classes, l), Got: [][]int{{len(labels)}}})
		}
	}
	if !(smoothing >= 0 && smoothing <= 1) {
		panic(&tensor.ShapeError{Op: "OneHot", Want: fmt.Sprintf("smoothing in [0, 1], got %v", smoothing), Got: [][]int{{len(labels), classes}}})
	}
	if dst == nil {
		dst = tensor.New(len(labels), classes)
	}
	if dst.Rank() != 2 || dst.Dim(0) != len(labels) || dst.Dim(1) != classes {
		panic(tensor.NewShapeError("OneHot", fmt.Sprintf("destination [%d %d]", len(labels), classes), dst))
	}
	off := smoothing / float32(classes)
	dst.Fill(off)
	for i, l := range labels {
		dst.Data()[i*classes+l] = 1 - smoothing + off
	}
	return dst
}

// Mix blends the samples of a batch in pairs, and their targets in the same
// proportion λ : 1-λ. Sample i is paired with sample B-1-i, so batches must
// come shuffled. The zero value changes nothing.
//
//   - Mixup (Zhang et al., 2018): λ ~ Beta(Mixup, Mixup), x = λ·x + (1-λ)·x'.
//     Any sort of sample: images, waveforms, spectrograms.
//   - CutMix (Yun et al., 2019): λ ~ Beta(CutMix, CutMix), a rectangle of
//     1-λ of the area comes from x'; λ is then set to the true share. The
//     last two dimensions are space, or time and frequency; whatever lies
//     before them, channels or the frames of a video, shares the rectangle.
//
// If both are above 0, each batch gets one of them, as likely as the other. So
// timm does, batch by batch. Points of clouds come in no order: clouds cannot
// be mixed.
type Mix struct {
	Mixup  float64 // parameter of the distribution; 0 means never
	CutMix float64 // parameter of the distribution; 0 means never
	Prob   float64 // share of the batches that are mixed; 0 means all
	Seed   uint64
}

// Apply changes x [B, ...], such as images [B, C, H, W], spectrograms
// [B, 1, T, F] or videos [B, C, T, H, W], and targets [B, classes] in place.
// Targets are OneHot's, smoothed there or by the loss, which is the same. What
// it does depends on (Seed, epoch, batch) alone, where batch is the number of
// the batch in its epoch. Wrong shapes and a Prob outside [0, 1] panic with
// *tensor.ShapeError.
func (m *Mix) Apply(x, targets *tensor.Tensor, epoch, batch uint64) {
	if x.Rank() < 2 || targets.Rank() != 2 || x.Dim(0) != targets.Dim(0) || m.CutMix > 0 && x.Rank() < 3 {
		panic(tensor.NewShapeError("Mix.Apply", "samples [B, ...] (for CutMix [B, ..., H, W]) and targets [B, classes]", x, targets))
	}
	if !(m.Prob >= 0 && m.Prob <= 1) {
		panic(&tensor.ShapeError{Op: "Mix.Apply", Want: fmt.Sprintf("Prob in [0, 1], got %v", m.Prob), Got: [][]int{x.Shape(), targets.Shape()}})
	}
	if m.Mixup <= 0 && m.CutMix <= 0 {
		return
	}
	g := tensor.NewRNG(m.Seed, random.Mix, epoch, batch)
	if spared := g.Float64() >= m.Prob; spared && m.Prob > 0 {
		return
	}
	lambda := 1.0
	if m.CutMix > 0 && (m.Mixup <= 0 || g.IntN(2) == 0) {
		lambda = cutMix(g, x, random.Beta(g, m.CutMix))
	} else {
		lambda = random.Beta(g, m.Mixup)
		mixRows(x, float32(lambda))
	}
	mixRows(targets, float32(lambda))
}

// mixRows sets row i of x to λ·x[i] + (1-λ)·x[B-1-i].
func mixRows(x *tensor.Tensor, lambda float32) {
	b := x.Dim(0)
	if b == 0 {
		return
	}
	n := x.Size() / b
	other := 1 - lambda
	for i := 0; i < b/2; i++ {
		p := x.Data()[i*n : (i+1)*n]
		q := x.Data()[(b-1-i)*n : (b-i)*n]
		for j, v := range p {
			w := q[j]
			p[j] = float32(lambda*v) + float32(other*w)
			q[j] = float32(lambda*w) + float32(other*v)
		}
	}
}

// cutMix swaps a rectangle between the samples of each pair and returns the
// share of each that is left.
func cutMix(g *tensor.RNG, x *tensor.Tensor, lambda float64) float64 {
	h, w := x.Dim(-2), x.Dim(-1)
	b := x.Dim(0)
	if x.Size() == 0 {
		return 1
	}
	y0, y1 := cutSpan(g, h, math.Sqrt(1-lambda))
	x0, x1 := cutSpan(g, w, math.Sqrt(1-lambda))
	n := x.Size() / b
	for i := 0; i < b/2; i++ {
		p := x.Data()[i*n : (i+1)*n]
		q := x.Data()[(b-1-i)*n : (b-i)*n]
		for plane := 0; plane < n; plane += h * w {
			for y := y0; y < y1; y++ {
				for at := plane + y*w + x0; at < plane+y*w+x1; at++ {
					p[at], q[at] = q[at], p[at]
				}
			}
		}
	}
	return 1 - float64((y1-y0)*(x1-x0))/float64(h*w)
}

// cutSpan returns part of [0, n): length share·n around a random centre, cut
// off at the ends.
func cutSpan(g *tensor.RNG, n int, share float64) (lo, hi int) {
	half := int(float64(share*float64(n))) / 2
	c := g.IntN(n)
	return max(c-half, 0), min(c+half, n)
}
