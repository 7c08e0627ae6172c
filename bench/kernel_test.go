package bench

import (
	"testing"
	"time"
)

// kernel is a function of package simd at one size.
type kernel struct {
	name, size string
	elems      int // elements of the result, or of the input of a reduction
	bytes      int // read and written, once each
	setup      func() (run func())
}

// BenchmarkKernel measures one function at a time on one thread: elements and
// bytes per second, and the share of the speed at which this machine copies as
// many bytes. A kernel that does little per element comes near 100; one that
// computes does not.
func BenchmarkKernel(b *testing.B) {
	for _, list := range [][]kernel{functions(), vectors(), conversions(), rows()} {
		for _, k := range list {
			b.Run(k.name+"/"+k.size, func(b *testing.B) {
				run := k.setup()
				limit := copyBandwidth(k.bytes)
				b.ReportAllocs()
				b.ResetTimer()
				for i := 0; i < b.N; i++ {
					run()
				}
				perRun := b.Elapsed().Seconds() / float64(b.N)
				gbs := float64(k.bytes) / perRun / 1e9
				b.ReportMetric(float64(k.elems)/perRun/1e9, "Gelem/s")
				b.ReportMetric(gbs, "GB/s")
				b.ReportMetric(100*gbs/limit, "%bandwidth")
			})
		}
	}
}

var bandwidths = map[int]float64{}

// copyBandwidth returns the GB/s at which one thread copies one half of a
// buffer of the given size to the other half. Reads and writes count. It is the
// best of several short runs, measured once.
func copyBandwidth(bytes int) float64 {
	if limit, ok := bandwidths[bytes]; ok {
		return limit
	}
	from, to := make([]byte, bytes/2), make([]byte, bytes/2)
	runs, best := max(1, 1<<22/bytes), 0.0
	for try := 0; try < 20; try++ {
		start := time.Now()
		for i := 0; i < runs; i++ {
			copy(to, from)
		}
		best = max(best, float64(runs*bytes)/time.Since(start).Seconds()/1e9)
	}
	bandwidths[bytes] = best
	return best
}
