package formats

// This file: the checks of a safetensors header. Nothing in it is believed: types,
// sizes and offsets are compared with each other and with the file's length
// before anything of the size they name is allocated.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"sort"
	"unicode/utf8"
)

// MaxSafetensorsHeader is the longest header that is read, in bytes; it is
// the reference implementation's limit.
const MaxSafetensorsHeader = 100_000_000

// metadataKey is the one key of the header that names no tensor.
const metadataKey = "__metadata__"

// parseHeader fills entries, names and meta.
func (s *SafetensorsFile) parseHeader(header []byte) error {
	if !utf8.Valid(header) {
		return errors.New("not valid UTF-8")
	}
	if len(header) == 0 || header[0] != '{' {
		return errors.New("does not begin with '{'")
	}
	dec := json.NewDecoder(bytes.NewReader(header))
	if _, err := dec.Token(); err != nil {
		return err
	}
	s.entries = make(map[string]safetensorsEntry)
	seenMeta := false
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		name, ok := key.(string)
		if !ok {
			return fmt.Errorf("%v where a name is wanted", key)
		}
		if name == metadataKey {
			if seenMeta {
				return fmt.Errorf("%s appears twice", metadataKey)
			}
			seenMeta = true
			if err := dec.Decode(&s.meta); err != nil {
				return fmt.Errorf("%s: %w", metadataKey, err)
			}
			continue
		}
		if _, ok := s.entries[name]; ok {
			return fmt.Errorf("tensor %q appears twice", name)
		}
		e, err := parseEntry(dec)
		if err != nil {
			return fmt.Errorf("tensor %q: %w", name, err)
		}
		s.entries[name] = e
		s.names = append(s.names, name)
	}
	if _, err := dec.Token(); err != nil {
		return err
	}
	if _, err := dec.Token(); err != io.EOF {
		return errors.New("something follows the closing brace")
	}
	return nil
}

// parseEntry reads and checks the value of one tensor.
func parseEntry(dec *json.Decoder) (safetensorsEntry, error) {
	var raw struct {
		DType   *string  `json:"dtype"`
		Shape   *[]int64 `json:"shape"`
		Offsets *[]int64 `json:"data_offsets"`
	}
	var e safetensorsEntry
	if err := dec.Decode(&raw); err != nil {
		return e, err
	}
	switch {
	case raw.DType == nil:
		return e, errors.New("no dtype")
	case raw.Shape == nil:
		return e, errors.New("no shape")
	case raw.Offsets == nil || len(*raw.Offsets) != 2:
		return e, errors.New("no data_offsets of two numbers")
	}
	e.dtype = *raw.DType
	e.begin, e.end = (*raw.Offsets)[0], (*raw.Offsets)[1]
	if e.begin < 0 || e.end < e.begin {
		return e, fmt.Errorf("data_offsets [%d, %d], want 0 <= begin <= end", e.begin, e.end)
	}
	e.shape = make([]int, len(*raw.Shape))
	for i, d := range *raw.Shape {
		if d < 0 || d > math.MaxInt {
			return e, fmt.Errorf("dimension %d in shape %v", d, *raw.Shape)
		}
		e.shape[i] = int(d)
	}
	n, ok := elements(e.shape)
	if !ok {
		return e, fmt.Errorf("shape %v has too many elements", e.shape)
	}
	e.size = n
	if d, known := safetensorsTypes[e.dtype]; known {
		bytes := e.end - e.begin
		if bytes%int64(d.size()) != 0 || int64(n) != bytes/int64(d.size()) {
			return e, fmt.Errorf("%d bytes of data, but %s%v has %d elements of %d bytes", bytes, e.dtype, e.shape, n, d.size())
		}
	}
	return e, nil
}

// checkLayout sorts names by offset and checks that the tensors fill the
// data, size bytes, without gap or overlap.
func (s *SafetensorsFile) checkLayout(size int64) error {
	sort.Slice(s.names, func(i, j int) bool {
		a, b := s.entries[s.names[i]], s.entries[s.names[j]]
		if a.begin != b.begin {
			return a.begin < b.begin
		}
		if a.end != b.end {
			return a.end < b.end
		}
		return s.names[i] < s.names[j]
	})
	at := int64(0)
	for _, name := range s.names {
		e := s.entries[name]
		if e.begin != at {
			return fmt.Errorf("tensor %q: data begin at %d, want %d", name, e.begin, at)
		}
		if e.end > size {
			return fmt.Errorf("tensor %q: data end at %d, beyond the file's %d bytes of data", name, e.end, size)
		}
		at = e.end
	}
	if at != size {
		return fmt.Errorf("tensors fill %d bytes of data, the file has %d", at, size)
	}
	return nil
}
