package measure

import (
	"runtime"

	"github.com/gopathway/pathway/internal/fmapeak"
	"github.com/gopathway/pathway/internal/parallel"
)

// FMAPeak returns a function that does n times flop operations as multiply-adds
// in registers, on all threads. It has its turn like a library, so that a share
// of the peak is that of the same moments: the clock of a machine, and what its
// neighbours leave, move by a tenth.
func FMAPeak(flop float64) func(n int) {
	const piece = 2e6 // some 20 us: threads take pieces as they come free
	fmapeak.Run(piece)
	return func(n int) {
		pieces := max(runtime.GOMAXPROCS(0), int(float64(n)*flop/piece))
		each := float64(n) * flop / float64(pieces)
		parallel.Do(pieces, 1, func(lo, hi int) {
			for ; lo < hi; lo++ {
				fmapeak.Run(each)
			}
		})
	}
}
