package peer

import (
	"runtime"

	"github.com/gopathway/pathway/internal/fmapeak"
	"github.com/gopathway/pathway/internal/parallel"
)

// FMAPeak returns a runner that does as many multiply-adds as a product of
// flop operations, in registers and on all threads. It has its turn like a
// library, so that the share of the peak is that of the same moments: the
// clock of a machine, and what its neighbours leave, move by a tenth.
func FMAPeak(flop float64) *Runner {
	const piece = 2e6 // some 20 us: threads take pieces as they come free
	fmapeak.Run(piece)
	return &Runner{Run: func(n int) {
		pieces := max(runtime.GOMAXPROCS(0), int(float64(n)*flop/piece))
		each := float64(n) * flop / float64(pieces)
		parallel.Do(pieces, 1, func(lo, hi int) {
			for ; lo < hi; lo++ {
				fmapeak.Run(each)
			}
		})
	}}
}
