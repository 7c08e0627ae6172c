package formats

// This file: writing of safetensors. The same tensors and metadata give the same bytes,
// whatever their order: entries and metadata are sorted by name.

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/gopathway/pathway/internal/atomicfile"
	"github.com/gopathway/pathway/tensor"
)

// WriteSafetensors writes items as float32 with the given metadata, which may
// be nil, and adds their checksums to it.
func WriteSafetensors(w io.Writer, meta map[string]string, items []tensor.Named) error {
	sorted, err := sortNamed(items)
	if err != nil {
		return fmt.Errorf("write safetensors: %w", err)
	}
	if meta, err = withSums(meta, sorted); err != nil {
		return fmt.Errorf("write safetensors: %w", err)
	}
	header, err := safetensorsHeader(meta, sorted)
	if err != nil {
		return fmt.Errorf("write safetensors: %w", err)
	}
	var prefix [8]byte
	binary.LittleEndian.PutUint64(prefix[:], uint64(len(header)))
	if _, err := w.Write(prefix[:]); err != nil {
		return fmt.Errorf("write safetensors: %w", err)
	}
	if _, err := w.Write(header); err != nil {
		return fmt.Errorf("write safetensors: %w", err)
	}
	for _, it := range sorted {
		if err := writeFloats(w, it.Tensor.Data()); err != nil {
			return fmt.Errorf("write safetensors: tensor %q: %w", it.Name, err)
		}
	}
	return nil
}

// SaveSafetensors writes a safetensors file under a temporary name in the
// same folder, syncs it and renames it to path. On failure the temporary
// file is removed and what was at path stays.
func SaveSafetensors(path string, meta map[string]string, items []tensor.Named) error {
	err := atomicfile.Write(path, func(w io.Writer) error { return WriteSafetensors(w, meta, items) })
	if err != nil {
		return fmt.Errorf("save %s: %w", path, err)
	}
	return nil
}

// safetensorsHeader returns the header, padded with spaces so that the data
// begin at a multiple of eight bytes.
func safetensorsHeader(meta map[string]string, items []tensor.Named) ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	if len(meta) > 0 {
		for k, v := range meta {
			if !utf8.ValidString(k) || !utf8.ValidString(v) {
				return nil, fmt.Errorf("metadata %q: %q is not valid UTF-8", k, v)
			}
		}
		if err := writeMember(&b, metadataKey, meta); err != nil {
			return nil, err
		}
	}
	at := int64(0)
	for _, it := range items {
		if it.Name == metadataKey {
			return nil, fmt.Errorf("a tensor can't be named %q", metadataKey)
		}
		end := at + 4*int64(it.Tensor.Size())
		entry := struct {
			DType   string   `json:"dtype"`
			Shape   []int    `json:"shape"`
			Offsets [2]int64 `json:"data_offsets"`
		}{"F32", it.Tensor.Shape(), [2]int64{at, end}}
		if err := writeMember(&b, it.Name, entry); err != nil {
			return nil, err
		}
		at = end
	}
	b.WriteByte('}')
	for b.Len()%8 != 0 {
		b.WriteByte(' ')
	}
	if b.Len() > MaxSafetensorsHeader {
		return nil, errors.New("header is too long")
	}
	return b.Bytes(), nil
}

// writeMember appends `"key":value` to an object, and a comma if it needs one.
func writeMember(b *bytes.Buffer, key string, value any) error {
	if b.Len() > 1 {
		b.WriteByte(',')
	}
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(key); err != nil {
		return err
	}
	b.Truncate(b.Len() - 1) // the encoder's newline
	b.WriteByte(':')
	if err := enc.Encode(value); err != nil {
		return err
	}
	b.Truncate(b.Len() - 1)
	return nil
}
