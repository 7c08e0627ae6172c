package formats

// This file: checksums of safetensors files. A file that this package writes holds
// one for each tensor and one for the rest of the header, as JSON under a key of the
// metadata, where other readers pass over them:
//
//	"pathway.checksums": {"": "1b2c3d4e", "head.bias": "00112233", ...}
//
// They are CRC-32C, which notices every change of up to three bits of a tensor of
// usual size. Files of other programs have none and are read without.

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"math/bits"
	"sort"

	"github.com/gopathway/pathway/tensor"
)

// sumsKey is the checksums' key in the metadata. Metadata does not return it, and no
// one else may set it.
const sumsKey = "pathway.checksums"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sumText is how a checksum is written.
func sumText(sum uint32) string { return fmt.Sprintf("%08x", sum) }

// withSums returns meta and the checksums of the items, which are sorted.
func withSums(meta map[string]string, items []tensor.Named) (map[string]string, error) {
	if _, ok := meta[sumsKey]; ok {
		return nil, fmt.Errorf("metadata %q is for the checksums that are written by themselves", sumsKey)
	}
	head := newHeaderSum(meta)
	sums := make(map[string]string, len(items)+1)
	for _, it := range items {
		if it.Name == "" {
			return meta, nil // its place is the header's: such a file goes without
		}
		h := crc32.New(castagnoli)
		if err := writeFloats(h, it.Tensor.Data()); err != nil {
			return nil, err
		}
		sums[it.Name] = sumText(h.Sum32())
		head.tensor(it.Name, "F32", it.Tensor.Shape())
	}
	sums[""] = sumText(head.Sum32())
	text, err := json.Marshal(sums)
	if err != nil {
		return nil, err
	}
	all := make(map[string]string, len(meta)+1)
	for k, v := range meta {
		all[k] = v
	}
	all[sumsKey] = string(text)
	return all, nil
}

// headerSum is the checksum of what a header says, whatever its spelling.
type headerSum struct{ hash.Hash32 }

// newHeaderSum begins with the metadata.
func newHeaderSum(meta map[string]string) headerSum {
	s := headerSum{crc32.New(castagnoli)}
	var keys []string
	for k := range meta {
		if k != sumsKey {
			keys = append(keys, k)
		}
	}
	sort.Strings(keys)
	for _, k := range keys {
		s.text(k)
		s.text(meta[k])
	}
	return s
}

// text adds a string. A hash's Write does not fail.
func (s headerSum) text(t string) {
	s.number(len(t))
	io.WriteString(s, t)
}

func (s headerSum) number(n int) {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], uint64(n))
	s.Write(b[:])
}

// tensor adds one; they come by name.
func (s headerSum) tensor(name, dtype string, shape []int) {
	s.text(name)
	s.text(dtype)
	s.number(len(shape))
	for _, d := range shape {
		s.number(d)
	}
}

// takeSums moves the checksums from the metadata to s.sums and compares that of the
// header.
func (s *SafetensorsFile) takeSums(header []byte) error {
	text, ok := s.meta[sumsKey]
	if !ok {
		for k := range s.meta {
			if oneBit(k, sumsKey) {
				return fmt.Errorf("metadata %q differs in one bit from %q: the file is damaged", k, sumsKey)
			}
		}
		return nil
	}
	delete(s.meta, sumsKey)
	if err := json.Unmarshal([]byte(text), &s.sums); err != nil {
		return fmt.Errorf("metadata %q: %w", sumsKey, err)
	}
	// The reader of JSON takes "Dtype" for "dtype".
	for _, key := range []string{`"dtype"`, `"shape"`, `"data_offsets"`} {
		if n := bytes.Count(header, []byte(key)); n < len(s.names) {
			return fmt.Errorf("%d of %s for %d tensors: the file is damaged", n, key, len(s.names))
		}
	}
	head := newHeaderSum(s.meta)
	names := append([]string(nil), s.names...)
	sort.Strings(names)
	for _, name := range names {
		if _, ok := s.sums[name]; !ok {
			return fmt.Errorf("tensor %q has no checksum in %q, as other tensors have: the file is damaged, or was changed by a program that kept the old checksums", name, sumsKey)
		}
		head.tensor(name, s.entries[name].dtype, s.entries[name].shape)
	}
	if got := sumText(head.Sum32()); got != s.sums[""] {
		return fmt.Errorf("the header's checksum is %s, expected %q: the file is damaged, or its header was changed by a program that kept the old checksums", got, s.sums[""])
	}
	return nil
}

// oneBit reports whether two strings differ in one bit.
func oneBit(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	n := 0
	for i := range len(a) {
		n += bits.OnesCount8(a[i] ^ b[i])
	}
	return n == 1
}

// summedReader computes the checksum of what is read through it.
type summedReader struct {
	io.Reader
	sum uint32
}

// Read implements io.Reader.
func (r *summedReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.sum = crc32.Update(r.sum, castagnoli, p[:n])
	return n, err
}

// errSum is what a tensor fails with whose checksum is another.
var errSum = errors.New("the file is damaged, or was changed by a program that kept the old checksums")

// checked calls read with the bytes of a tensor and compares their checksum, if the
// file has one.
func (s *SafetensorsFile) checked(name string, e safetensorsEntry, read func(r io.Reader) error) error {
	want, ok := s.sums[name]
	if !ok {
		return read(s.section(e))
	}
	r := &summedReader{Reader: s.section(e)}
	if err := read(r); err != nil {
		return err
	}
	if got := sumText(r.sum); got != want {
		return fmt.Errorf("its checksum is %s, expected %q: %w", got, want, errSum)
	}
	return nil
}

// Verify reads all tensors and compares their checksums and says how many have one;
// a file of another program may have none.
func (s *SafetensorsFile) Verify() (checked int, err error) {
	for _, name := range s.names {
		if _, ok := s.sums[name]; !ok {
			continue
		}
		err := s.checked(name, s.entries[name], func(r io.Reader) error {
			_, err := io.CopyN(io.Discard, r, s.entries[name].end-s.entries[name].begin)
			return err
		})
		if err != nil {
			return checked, fmt.Errorf("%s: tensor %q: %w", s.path, name, err)
		}
		checked++
	}
	return checked, nil
}
