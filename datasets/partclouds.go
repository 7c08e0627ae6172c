package datasets

import (
	"fmt"

	"github.com/gopathway/pathway/tensor"
)

// PartClouds is a set of point clouds of which every point belongs to a part.
// The labels and classes of the clouds are the categories of the shapes; each
// category has parts of its own. Parts are numbered over all categories.
type PartClouds struct {
	PointClouds
	Parts   [][]uint8 // of each cloud, the part of each point
	PartsOf [][]int   // the parts of each category, rising

	PartNames []string // of all parts; nil: they have none
}

// PartClasses returns a name for each of the NumParts parts: that of PartNames, or
// of the category with the part's number in it, such as "Chair 2".
func (s *PartClouds) PartClasses() []string {
	if s.PartNames != nil {
		return s.PartNames
	}
	names := make([]string, s.NumParts())
	for i := range names {
		names[i] = fmt.Sprintf("part %d", i) // of no category
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

// Select returns a set of the clouds idx, in that order. Points and parts are
// shared. An index out of range panics with *tensor.ShapeError.
func (s *PartClouds) Select(idx []int) *PartClouds {
	t := &PartClouds{PointClouds: *s.PointClouds.Select(idx), PartsOf: s.PartsOf, PartNames: s.PartNames, Parts: make([][]uint8, len(idx))}
	for k, i := range idx {
		t.Parts[k] = s.Parts[i]
	}
	return t
}

// Subset returns n clouds chosen by seed with equal numbers of every category,
// as far as the set allows: see [Subset].
func (s *PartClouds) Subset(n int, seed uint64) (*PartClouds, error) {
	idx, err := Subset(s.Labels, n, seed)
	if err != nil {
		return nil, fmt.Errorf("datasets: %s: %w", s.Name, err)
	}
	return s.Select(idx), nil
}

// Split sets n clouds apart, for validation, and returns the others and those:
// see [Split].
func (s *PartClouds) Split(n int, seed uint64) (rest, held *PartClouds, err error) {
	r, h, err := Split(s.Labels, n, seed)
	if err != nil {
		return nil, nil, fmt.Errorf("datasets: %s: %w", s.Name, err)
	}
	return s.Select(r), s.Select(h), nil
}

// PartTargets fills dst [B·points], allocated if it has no room, with the parts
// of the points that [PointClouds.Batch] takes of the clouds idx, cloud by
// cloud, and returns it. Wrong indices, or fewer than one point, panic with
// *tensor.ShapeError.
func (s *PartClouds) PartTargets(dst []int, idx []int, points int) []int {
	checkIndices("PartClouds.PartTargets", idx, s.Len())
	if points < 1 {
		panic(&tensor.ShapeError{Op: "PartClouds.PartTargets", Want: "at least one point of a cloud", Got: [][]int{{len(idx), points}}})
	}
	dst = dst[:0]
	for _, i := range idx {
		parts := s.Parts[i]
		for j := 0; j < points; j++ {
			dst = append(dst, int(parts[spreadIndex(j, len(parts), points)]))
		}
	}
	return dst
}
