package datasets

// Labelled is what every container of samples embeds: a name, the classes, and
// the class of each sample.
type Labelled struct {
	Name    string   // what the set is, for messages
	Label   []int    // of each sample: an index into Classes, or -1 for none
	Classes []string // names

	// Notes are lines for people about what the loader passed over or changed, such
	// as "12 of 28 files are not used: 8 .bmp, 4 in subfolders".
	Notes []string
}

// Len returns the number of samples.
func (s *Labelled) Len() int { return len(s.Label) }

// Labels returns Label.
func (s *Labelled) Labels() []int { return s.Label }

// Targets returns the classes of the samples idx, in the memory of dst if there
// is room. An index out of range panics with *tensor.ShapeError.
func (s *Labelled) Targets(dst, idx []int) []int {
	checkIndices("Targets", idx, s.Len())
	return gather(dst, s.Label, idx)
}

// gather returns v[i] for each i of idx, in dst if it has room.
func gather(dst, v, idx []int) []int {
	dst = dst[:0]
	for _, i := range idx {
		dst = append(dst, v[i])
	}
	return dst
}
