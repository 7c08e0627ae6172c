package formats

// This file: files of PyTorch 0.1: tar archives of three members. Each begins with a
// pickle of how many things follow:
//
//	storages   each a pickle (key, place, class), a count and the numbers; then views
//	tensors    each a pickle (key, storage's key, class), rank, sizes, strides, offset
//	pickle     the object, in which persistent ids are keys of tensors or storages

import (
	"archive/tar"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/gopathway/pathway/formats/internal/pickle"
)

// maxTarMembers is how many members are looked at.
const maxTarMembers = 100

// torchTarFile is an archive that is read.
type torchTarFile struct {
	torchObjects
	r       io.ReaderAt
	size    int64
	members map[string][2]int64 // offset and size
	tensors map[string]*torchTensor
}

// readTorchTar returns the object of a file.
func readTorchTar(r io.ReaderAt, size int64) (any, error) {
	t := &torchTarFile{torchObjects: torchObjects{order: binary.LittleEndian, storages: map[string]*torchStorage{}}, r: r, size: size,
		members: map[string][2]int64{}, tensors: map[string]*torchTensor{}}
	if err := t.directory(); err != nil {
		return nil, err
	}
	for _, name := range []string{"storages", "tensors", "pickle"} {
		if _, ok := t.members[name]; !ok {
			return nil, fmt.Errorf("it is a tar archive without a member %q: not a file of PyTorch; unpack it, the weights may be inside", name)
		}
	}
	if err := t.readStorages(); err != nil {
		return nil, fmt.Errorf("storages: %w", err)
	}
	if err := t.readTensors(); err != nil {
		return nil, fmt.Errorf("tensors: %w", err)
	}
	m := t.members["pickle"]
	object, err := t.decoder(section(r, m[0], m[1]), size, t.lookup).Decode()
	if err != nil {
		return nil, fmt.Errorf("pickle: %w", err)
	}
	return object, nil
}

// directory finds the members.
func (t *torchTarFile) directory() error {
	r := io.NewSectionReader(t.r, 0, t.size)
	z := tar.NewReader(r)
	for range maxTarMembers {
		h, err := z.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("it begins as a tar archive, but is cut off or damaged: %w", err)
		}
		at, err := r.Seek(0, io.SeekCurrent) // the numbers come next: tar reads ahead no more than a header
		switch {
		case err != nil:
			return err
		case h.Size < 0 || h.Size > t.size-at:
			return fmt.Errorf("member %.100q: %d bytes, but the file ends after %d", h.Name, h.Size, t.size-at)
		case h.Typeflag != tar.TypeReg:
			continue
		}
		if _, ok := t.members[h.Name]; ok {
			return fmt.Errorf("member %.100q is twice in it", h.Name)
		}
		t.members[h.Name] = [2]int64{at, h.Size}
	}
	return fmt.Errorf("a tar archive of more than %d members: not a file of PyTorch", maxTarMembers)
}

// tarCursor steps through a member.
type tarCursor struct {
	t       *torchTarFile
	at, end int64
}

func (t *torchTarFile) cursor(member string) *tarCursor {
	m := t.members[member]
	return &tarCursor{t, m[0], m[0] + m[1]}
}

// pickle reads one.
func (c *tarCursor) pickle() (any, error) {
	p := section(c.t.r, c.at, c.end-c.at)
	v, err := c.t.decoder(p, c.t.size, nil).Decode()
	c.at = p.Offset()
	return v, err
}

// count reads a pickle of how many things follow, of at least a byte each.
func (c *tarCursor) count() (int64, error) {
	v, err := c.pickle()
	if err != nil {
		return 0, err
	}
	n, ok := v.(int64)
	if !ok || n < 0 || n > c.end-c.at {
		return 0, fmt.Errorf("%s of them", show(v))
	}
	return n, nil
}

// tuple reads a pickle of n things.
func (c *tarCursor) tuple(n int) ([]any, error) {
	v, err := c.pickle()
	if err != nil {
		return nil, err
	}
	if list := items(v); len(list) == n {
		return list, nil
	}
	return nil, fmt.Errorf("%s, want %d things", show(v), n)
}

// numbers reads n of them, of 8 bytes.
func (c *tarCursor) numbers(n int) ([]int64, error) {
	v := make([]int64, n)
	for i := range v {
		var err error
		if v[i], err = storageCount(c.t.r, c.at, c.end); err != nil {
			return nil, err
		}
		c.at += 8
	}
	return v, nil
}

func (t *torchTarFile) readStorages() error {
	c := t.cursor("storages")
	n, err := c.count()
	if err != nil {
		return err
	}
	for range n {
		p, err := c.tuple(3)
		if err != nil {
			return err
		}
		numel, err := c.numbers(1)
		if err != nil {
			return err
		}
		key := tarKey(p[0])
		if t.storages[key] != nil {
			return fmt.Errorf("storage %.60q is twice in it", key)
		}
		s, err := t.storage(key, p[2], numel[0])
		if err != nil {
			return err
		}
		if s.bytes() > c.end-c.at {
			return fmt.Errorf("storage %.60q: %d numbers %s, but its member ends after %d bytes of them", key, s.numel, s.typ.name, c.end-c.at)
		}
		data := io.NewSectionReader(t.r, c.at, s.bytes())
		s.data = func() (io.ReaderAt, error) { return data, nil }
		c.at += s.bytes()
	}
	views, err := c.pickle()
	if err != nil {
		return err
	}
	for _, v := range items(views) {
		p := items(v)
		if len(p) != 4 {
			return fmt.Errorf("a view is %s", show(v))
		}
		root := t.storages[tarKey(p[1])]
		if root == nil {
			return fmt.Errorf("a view is of storage %s, which is not there", show(p[1]))
		}
		part, err := t.part(root, &pickle.Tuple{Items: p[1:]})
		if err != nil {
			return err
		}
		t.storages[tarKey(p[0])] = part
	}
	return nil
}

// tarKey is a key as a text: they are whole numbers or texts of some.
func tarKey(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	}
	return show(v)
}

func (t *torchTarFile) readTensors() error {
	c := t.cursor("tensors")
	n, err := c.count()
	if err != nil {
		return err
	}
	for range n {
		p, err := c.tuple(3)
		if err != nil {
			return err
		}
		s := t.storages[tarKey(p[1])]
		if s == nil {
			return fmt.Errorf("a tensor is of storage %s, which is not there", show(p[1]))
		}
		rank, err := c.numbers(1)
		if err != nil {
			return err
		}
		dims := int64(int32(rank[0])) // the other four bytes have no meaning
		if dims < 0 || dims > maxTorchRank {
			return fmt.Errorf("a tensor of %d dimensions", dims)
		}
		shape, err := c.numbers(int(dims))
		if err != nil {
			return err
		}
		strides, err := c.numbers(int(dims))
		if err != nil {
			return err
		}
		begin, err := c.numbers(1)
		if err != nil {
			return err
		}
		t.tensors[tarKey(p[0])] = newTorchTensor(s, s.typ, begin[0], shape, strides)
	}
	return nil
}

// lookup returns what a persistent id stands for.
func (t *torchTarFile) lookup(id any) (any, error) {
	if tuple, ok := id.(*pickle.Tuple); ok && len(tuple.Items) > 0 {
		if g, ok := tuple.Items[0].(*pickle.Global); ok {
			return g, nil // a class with its source
		}
	}
	key := tarKey(id)
	if x := t.tensors[key]; x != nil {
		return x, nil
	}
	if s := t.storages[key]; s != nil {
		return s, nil
	}
	return nil, errors.New("a persistent id is " + show(id) + ", which is no tensor and no storage of the file")
}
