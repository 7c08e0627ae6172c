package formats

// This file: pickles of PyTorch files, and the persistent ids in them, which stand for
// storages.

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/gopathway/pathway/formats/internal/pickle"
)

// untyped is the type of a storage whose tensors bring theirs.
var untyped = torchType{name: "bytes", d: dtypeU8, size: 1}

// Memory beyond that of its numbers that a file may take: so much, and twice its size.
const spareMemory = 16 << 20

// torchObjects reads the pickles of one file and collects the storages they name.
type torchObjects struct {
	order    binary.ByteOrder
	storages map[string]*torchStorage
	keys     []string // in the order in which they are named
	// place checks a new storage against the file. nil: it is placed later.
	place  func(s *torchStorage) error
	legacy bool // persistent ids have six parts, and modules have some
}

// decoder returns a Decoder of the pickles in r, in a file of size bytes.
func (o *torchObjects) decoder(r *pickle.Reader, size int64, persistent func(id any) (any, error)) *pickle.Decoder {
	return pickle.NewDecoder(r, pickle.Config{Globals: torchGlobals, Module: isModule, Persistent: persistent, Limit: spareMemory + 2*size})
}

// section is a Reader of so many bytes of r.
func section(r io.ReaderAt, at, size int64) *pickle.Reader {
	return pickle.NewReader(io.NewSectionReader(r, at, size), at, size)
}

// persistent returns what a persistent id stands for: a storage, or, for a module of the
// legacy form, its class.
func (o *torchObjects) persistent(id any) (any, error) {
	tuple, ok := id.(*pickle.Tuple)
	if !ok {
		return nil, fmt.Errorf("a persistent id is %s, want a tuple", pickle.Kind(id))
	}
	p := tuple.Items
	if len(p) == 4 && p[0] == "module" && o.legacy {
		if g, ok := p[1].(*pickle.Global); ok {
			return g, nil // p[2] and p[3] are the name and text of its source
		}
	}
	if len(p) < 5 || len(p) > 6 || p[0] != "storage" || len(p) == 6 && !o.legacy {
		return nil, fmt.Errorf("a persistent id is %s, want one of a storage", show(id))
	}
	s, err := o.storage(p[2], p[1], p[4])
	if err != nil || len(p) == 5 || p[5] == nil {
		return s, err
	}
	return o.part(s, p[5])
}

// storage returns the storage of this key, class and number of elements.
func (o *torchObjects) storage(key, class, count any) (*torchStorage, error) {
	name, ok := key.(string)
	if !ok {
		return nil, fmt.Errorf("the key of a storage is %s, want a text", show(key))
	}
	typ, err := storageType(class)
	if err != nil {
		return nil, fmt.Errorf("storage %.60q: %w", name, err)
	}
	numel, ok := count.(int64)
	if !ok || numel < 0 || numel > math.MaxInt64/16 {
		return nil, fmt.Errorf("storage %.60q: its number of elements is %s", name, show(count))
	}
	if s := o.storages[name]; s != nil {
		if s.typ != typ || s.numel != numel {
			return nil, fmt.Errorf("storage %.60q has %d numbers %s here and %d numbers %s elsewhere", name, numel, typ.name, s.numel, s.typ.name)
		}
		return s, nil
	}
	s := &torchStorage{key: name, typ: typ, numel: numel, order: o.order}
	if o.place != nil {
		if err := o.place(s); err != nil {
			return nil, fmt.Errorf("storage %.60q: %w", name, err)
		}
	}
	o.storages[name] = s
	o.keys = append(o.keys, name)
	return s, nil
}

// storageType returns the type that the class of a storage has.
func storageType(class any) (torchType, error) {
	g, ok := class.(*pickle.Global)
	if !ok {
		return torchType{}, fmt.Errorf("its class is %s", pickle.Kind(class))
	}
	if g.Module == "torch.storage" && g.Name == "UntypedStorage" {
		return untyped, nil
	}
	typ, ok := torchStorages[g.Name]
	if !ok || g.Module != "torch" {
		return torchType{}, fmt.Errorf("its class %.100q is none of PyTorch's storages", g)
	}
	return typ, nil
}

// part returns a part of a storage: its key, first number and number of elements.
func (o *torchObjects) part(s *torchStorage, view any) (*torchStorage, error) {
	v := items(view)
	if len(v) == 3 {
		begin, ok1 := v[1].(int64)
		numel, ok2 := v[2].(int64)
		if ok1 && ok2 {
			return s.part(begin, numel)
		}
	}
	return nil, fmt.Errorf("storage %.60q: its view is %s, want a key and two whole numbers", s.key, show(view))
}

// part returns numel numbers of s from number begin on.
func (s *torchStorage) part(begin, numel int64) (*torchStorage, error) {
	if begin < 0 || numel < 0 || begin > s.numel || numel > s.numel-begin {
		return nil, fmt.Errorf("storage %.60q: a view of %d numbers from %d on lies beyond its %d numbers", s.key, numel, begin, s.numel)
	}
	if s.root != nil {
		return nil, errors.New("a view of a view")
	}
	return &torchStorage{key: s.key, typ: s.typ, numel: numel, order: s.order, root: s, begin: begin}, nil
}
