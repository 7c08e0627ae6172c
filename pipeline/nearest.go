package pipeline

import (
	"sort"

	"github.com/gopathway/pathway/internal/parallel"
)

// nearestPoints returns, for each of points [n, 3], which of the rows taken of
// cloud is the nearest, as an index into taken. Distances are in float64. Of
// several equally near ones it takes the same one on every platform.
//
// The rows are sorted by x. The search begins where the point belongs and goes
// both ways, until the difference in x alone is more than the best distance.
func nearestPoints(points, cloud []float32, taken []int) []int {
	type candidate struct {
		p  [3]float64
		at int
	}
	sorted := make([]candidate, len(taken))
	for j, row := range taken {
		sorted[j] = candidate{[3]float64{float64(cloud[3*row]), float64(cloud[3*row+1]), float64(cloud[3*row+2])}, j}
	}
	sort.SliceStable(sorted, func(a, b int) bool { return sorted[a].p[0] < sorted[b].p[0] })
	nearest := make([]int, len(points)/3)
	parallel.Do(len(nearest), 256, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			x, y, z := float64(points[3*i]), float64(points[3*i+1]), float64(points[3*i+2])
			up := sort.Search(len(sorted), func(j int) bool { return sorted[j].p[0] >= x })
			down := up - 1
			best, found := -1.0, 0
			for up < len(sorted) || down >= 0 {
				// The side whose next row is nearer in x is looked at next.
				j := up
				if up == len(sorted) || down >= 0 && x-sorted[down].p[0] < sorted[up].p[0]-x {
					j = down
				}
				c := &sorted[j]
				dx, dy, dz := c.p[0]-x, c.p[1]-y, c.p[2]-z
				if best >= 0 && float64(dx*dx) > best {
					break
				}
				if d := float64(dx*dx) + float64(dy*dy) + float64(dz*dz); best < 0 || d < best {
					best, found = d, c.at
				}
				if j == up {
					up++
				} else {
					down--
				}
			}
			nearest[i] = found
		}
	})
	return nearest
}
