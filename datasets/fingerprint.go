package datasets

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"math"

	"github.com/gopathway/pathway/tensor"
)

// Fingerprint returns the identity of the content of s: a hash of its labels
// and samples. Sets of equal fingerprints give equal bits to a model that
// prepares them alike. Containers of this package are hashed as they are
// stored, which takes a fraction of a second; other sets are hashed as they are
// prepared. A set made by [Select] is hashed as the set it was selected from,
// and the numbers of its samples.
func Fingerprint(s Set) string {
	h := &hasher{Hash: sha256.New()}
	h.set(s)
	h.flush()
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// content is a Set that hashes what it stores.
type content interface{ hash(h *hasher) }

// hasher writes numbers to a hash, little end first on every platform.
type hasher struct {
	hash.Hash
	buf [1 << 13]byte
	n   int
}

func (h *hasher) flush() {
	h.Write(h.buf[:h.n])
	h.n = 0
}

func (h *hasher) bytes(b []byte) {
	h.int(len(b))
	h.flush()
	h.Write(b)
}

func (h *hasher) int(v int) {
	if h.n+8 > len(h.buf) {
		h.flush()
	}
	binary.LittleEndian.PutUint64(h.buf[h.n:], uint64(v))
	h.n += 8
}

func (h *hasher) ints(v []int) {
	h.int(len(v))
	for _, x := range v {
		h.int(x)
	}
}

func (h *hasher) floats(v []float32) {
	h.int(len(v))
	for _, x := range v {
		if h.n+4 > len(h.buf) {
			h.flush()
		}
		binary.LittleEndian.PutUint32(h.buf[h.n:], math.Float32bits(x))
		h.n += 4
	}
}

// set hashes s, whatever it is.
func (h *hasher) set(s Set) {
	if whole, idx := Underlying(s); idx != nil {
		h.set(whole)
		h.ints(idx)
		return
	}
	h.ints(s.Labels())
	if c, ok := s.(content); ok {
		c.hash(h)
		return
	}
	h.prepared(s)
}

// prepared hashes the samples of s as a model is given them.
func (h *hasher) prepared(s Set) {
	const together = 64
	h.ints(s.Shape())
	var targets []int
	for lo := 0; lo < s.Len(); lo += together {
		idx := make([]int, min(together, s.Len()-lo))
		for k := range idx {
			idx[k] = lo + k
		}
		x := tensor.New(append([]int{len(idx)}, s.Shape()...)...)
		s.Batch(x, idx)
		h.floats(x.Data())
		targets = s.Targets(targets, idx)
		h.ints(targets)
	}
}

func (s *Images) hash(h *hasher) {
	h.ints([]int{s.C, s.H, s.W})
	h.bytes(s.Pixels)
}

func (s *ImageMasks) hash(h *hasher) {
	s.Images.hash(h)
	h.bytes(s.Masks)
}

func (s *Clips) hash(h *hasher) {
	h.int(s.Rate)
	for _, x := range s.Samples {
		h.floats(x)
	}
}

func (s *Spectrograms) hash(h *hasher) {
	h.int(s.Bins)
	for _, x := range s.Specs {
		h.floats(x.Data())
	}
}

func (s *PointClouds) hash(h *hasher) {
	for _, c := range s.Clouds {
		h.floats(c.Points.Data())
	}
}

func (s *PartClouds) hash(h *hasher) {
	s.PointClouds.hash(h)
	for _, p := range s.Parts {
		h.bytes(p)
	}
}

func (s *Videos) hash(h *hasher) {
	h.ints([]int{s.C, s.H, s.W})
	for _, c := range s.Clips {
		h.bytes(c)
	}
}
