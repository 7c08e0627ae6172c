package formats

// This file: writing of NumPy's .npy format.

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"

	"github.com/gopathway/pathway/internal/atomicfile"
	"github.com/gopathway/pathway/tensor"
)

// WriteNPY writes t as float32.
func WriteNPY(w io.Writer, t *tensor.Tensor) error {
	var shape strings.Builder
	for _, d := range t.Shape() {
		fmt.Fprintf(&shape, "%d, ", d)
	}
	dims := strings.TrimSuffix(shape.String(), " ")
	if t.Rank() > 1 {
		dims = strings.TrimSuffix(dims, ",")
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\x01\x00\x00\x00{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }", npyMagic, dims)
	for (b.Len()+1)%64 != 0 {
		b.WriteByte(' ')
	}
	b.WriteByte('\n')
	const prefix = len(npyMagic) + 4
	binary.LittleEndian.PutUint16(b.Bytes()[prefix-2:], uint16(b.Len()-prefix))
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("write npy: %w", err)
	}
	if err := writeFloats(w, t.Data()); err != nil {
		return fmt.Errorf("write npy: %w", err)
	}
	return nil
}

// SaveNPY is WriteNPY to a file, which appears whole or not at all; see
// SaveSafetensors.
func SaveNPY(path string, t *tensor.Tensor) error {
	err := atomicfile.Write(path, func(w io.Writer) error { return WriteNPY(w, t) })
	if err != nil {
		return fmt.Errorf("save %s: %w", path, err)
	}
	return nil
}
