package formats

// This file: PyTorch files before version 1.6. Five pickles follow each other: a magic
// number, a protocol number, facts of the machine, the object, and the keys of the
// storages. Then come the storages in the order of the keys, each with its number of
// elements (int64) and the elements.

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/big"

	"github.com/gopathway/pathway/formats/internal/pickle"
)

// legacyProtocol is the only version there is.
const legacyProtocol = 1001

// legacyMagic begins such a file.
var legacyMagic, _ = new(big.Int).SetString("1950a86a20f9469cfc6c", 16)

// readTorchLegacy returns the object of a file.
func readTorchLegacy(r io.ReaderAt, size int64) (any, error) {
	o := &torchObjects{order: binary.LittleEndian, storages: map[string]*torchStorage{}, legacy: true}
	p := section(r, 0, size)
	d := o.decoder(p, size, o.persistent)
	magic, err := d.Decode()
	if n, ok := magic.(*big.Int); err != nil || !ok || n.Cmp(legacyMagic) != 0 {
		if err != nil {
			return nil, fmt.Errorf("it begins as a pickle: %w", err)
		}
		return nil, fmt.Errorf("it is a pickle, but none of torch.save, which begins with a magic number: it holds %s", whatIs(magic))
	}
	var parts [4]any
	for i, what := range []string{"protocol number", "facts of the machine", "object", "keys of storages"} {
		if parts[i], err = d.Decode(); err != nil {
			return nil, fmt.Errorf("%s: %w", what, err)
		}
	}
	if parts[0] != any(int64(legacyProtocol)) {
		return nil, fmt.Errorf("protocol number %s, want %d", show(parts[0]), legacyProtocol)
	}
	if little, ok := (Object{parts[1]}).Get("little_endian"); ok && little.v != any(true) {
		return nil, errors.New("it was written on a big-endian machine, in a form that does not say the order of its numbers: save it again with a newer PyTorch")
	}
	keys, ok := parts[3].(*pickle.List)
	if !ok {
		return nil, fmt.Errorf("the keys of storages are %s, want a list", pickle.Kind(parts[3]))
	}
	return parts[2], o.placeLegacy(keys.Items, r, p.Offset(), size)
}

// placeLegacy finds the storages, which begin at offset at.
func (o *torchObjects) placeLegacy(keys []any, r io.ReaderAt, at, size int64) error {
	for _, k := range keys {
		key, ok := k.(string)
		s := o.storages[key]
		switch {
		case !ok:
			return fmt.Errorf("the key of a storage is %s, want a text", show(k))
		case s == nil:
			return fmt.Errorf("the file has a storage %.60q that no tensor uses", key)
		case s.data != nil:
			return fmt.Errorf("storage %.60q is twice in it", key)
		}
		n, err := storageCount(r, at, size)
		if err != nil {
			return fmt.Errorf("storage %.60q: %w", key, err)
		}
		if n != s.numel {
			return fmt.Errorf("storage %.60q has %d numbers, but %d are wanted", key, n, s.numel)
		}
		if at += 8; s.bytes() > size-at {
			return fmt.Errorf("storage %.60q: %d numbers %s, but the file ends after %d bytes of them", key, n, s.typ.name, size-at)
		}
		data := io.NewSectionReader(r, at, s.bytes())
		s.data = func() (io.ReaderAt, error) { return data, nil }
		at += s.bytes()
	}
	for _, key := range o.keys {
		if o.storages[key].data == nil {
			return fmt.Errorf("the numbers of storage %.60q are not in the file", key)
		}
	}
	return nil
}

// storageCount reads the number of elements before a storage.
func storageCount(r io.ReaderAt, at, size int64) (int64, error) {
	var b [8]byte
	if size-at < 8 {
		return 0, errors.New("the file ends before it")
	}
	if _, err := io.ReadFull(io.NewSectionReader(r, at, 8), b[:]); err != nil {
		return 0, err
	}
	return int64(binary.LittleEndian.Uint64(b[:])), nil
}
