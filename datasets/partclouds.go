package datasets

import (
	"fmt"

	"github.com/gopathway/pathway/datasets/internal/points"
)

// PartClouds is a set of point clouds. Every point belongs to a part. The label
// of a cloud is the category of its shape. Each category has parts of its own,
// which are numbered over all categories.
type PartClouds struct {
	PointClouds
	Parts   [][]uint8 // of each cloud, the part of each point
	PartsOf [][]int   // the parts of each category, rising

	PartNames []string // of all parts; nil: they have none
}

// PartClasses returns a name for each of the NumParts parts: PartNames, or the name
// of the category with the number of the part within it, such as "Chair 2".
func (s *PartClouds) PartClasses() []string {
	if s.PartNames != nil {
		return s.PartNames
	}
	names := make([]string, s.NumParts())
	for i := range names {
		names[i] = fmt.Sprintf("part %d", i) // a number that no category has
	}
	for category, parts := range s.PartsOf {
		for i, p := range parts {
			names[p] = fmt.Sprintf("%s %d", s.Classes[category], i)
		}
	}
	return names
}

// NumParts returns the number of parts of all categories together.
func (s *PartClouds) NumParts() int {
	n := 0
	for _, parts := range s.PartsOf {
		for _, p := range parts {
			n = max(n, p+1)
		}
	}
	return n
}

// Targets implements [Set]: the parts of the points that Batch takes of the clouds
// idx, cloud by cloud.
func (s *PartClouds) Targets(dst, idx []int) []int {
	const op = "PartClouds.Targets"
	checkIndices(op, idx, s.Len())
	s.checkTaken(op)
	dst = dst[:0]
	for _, i := range idx {
		parts := s.Parts[i]
		for j, n := 0, s.taken(); j < n; j++ {
			dst = append(dst, int(parts[points.Spread(j, len(parts), n)]))
		}
	}
	return dst
}
