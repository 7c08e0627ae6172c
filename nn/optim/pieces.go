package optim

import (
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/nn"
)

// This file: the division of work among threads. It is cut into pieces, parts of
// one parameter of at most pieceSize elements, in the order of the parameters.
// The cut depends on the sizes alone, so sums per piece, added in order, have the
// same bits on any number of threads.

// pieceSize is small enough that the four streams of an AdamW step (value,
// gradient, two moments) fit into a second-level cache, and large enough that
// handing a piece to a thread costs little beside its work.
const pieceSize = 1 << 14

// serialSize is the number of elements below which threads do not pay.
const serialSize = 1 << 15

// piece is elements [lo, hi) of parameter number param.
type piece struct {
	param, lo, hi int
}

// cutPieces appends the pieces of params to ps.
func cutPieces(ps []piece, params []nn.NamedParam) []piece {
	for i, p := range params {
		n := p.Param.Value.Size()
		for lo := 0; lo < n; lo += pieceSize {
			ps = append(ps, piece{i, lo, min(lo+pieceSize, n)})
		}
	}
	return ps
}

// forPieces runs body over the indices of ps, in parallel if it pays.
func forPieces(ps []piece, body parallel.Body) {
	total := 0
	for _, p := range ps {
		if total += p.hi - p.lo; total >= serialSize {
			parallel.For(len(ps), 1, body)
			return
		}
	}
	body.Run(0, len(ps))
}

// refusePacked panics if a parameter has become empty since it was listed: a
// Predictor took the model over and stores its weights in another form, which
// leaves the shape [0, 0] (autograd.PackWeight).
func refusePacked(op string, ps []nn.NamedParam) {
	for _, p := range ps {
		if v := p.Param.Value; v.Rank() == 2 && v.Dim(0) == 0 && v.Dim(1) == 0 {
			panic("optim: " + op + ": " + p.Name + " is packed: a Predictor took the model over; load it again")
		}
	}
}
