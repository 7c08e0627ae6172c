package formats

// This file: PyTorch files made by hand, to break them and to make large ones.

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"
)

// pickled builds pickles.
type pickled struct{ bytes.Buffer }

func (p *pickled) op(ops ...byte) *pickled { p.Write(ops); return p }

// text pushes a text.
func (p *pickled) text(s string) *pickled {
	p.op('X').Write(binary.LittleEndian.AppendUint32(nil, uint32(len(s))))
	p.WriteString(s)
	return p
}

// int pushes a whole number.
func (p *pickled) int(n int) *pickled {
	if n == int(int32(n)) {
		p.op('J').Write(binary.LittleEndian.AppendUint32(nil, uint32(n)))
		return p
	}
	p.op(0x8a, 8).Write(binary.LittleEndian.AppendUint64(nil, uint64(n)))
	return p
}

// global pushes a class or function.
func (p *pickled) global(module, name string) *pickled {
	p.op('c').WriteString(module + "\n" + name + "\n")
	return p
}

// ints pushes a tuple of whole numbers.
func (p *pickled) ints(n ...int) *pickled {
	p.op('(')
	for _, v := range n {
		p.int(v)
	}
	return p.op('t')
}

// storage pushes a storage by its persistent id.
func (p *pickled) storage(class, key string, numel int, more ...func(p *pickled)) *pickled {
	p.op('(').text("storage").global("torch", class).text(key).text("cpu").int(numel)
	for _, f := range more {
		f(p)
	}
	return p.op('t', 'Q')
}

// tensor pushes a tensor of a storage.
func (p *pickled) tensor(class, key string, numel, begin int, shape, strides []int, more ...func(p *pickled)) *pickled {
	p.global("torch._utils", "_rebuild_tensor_v2").op('(').storage(class, key, numel, more...).int(begin).ints(shape...).ints(strides...)
	return p.op(0x89).global("collections", "OrderedDict").op(')', 'R', 't', 'R')
}

// strides are those of row-major order.
func strides(shape []int) []int {
	s, step := make([]int, len(shape)), 1
	for i := len(shape) - 1; i >= 0; i-- {
		s[i], step = step, step*shape[i]
	}
	return s
}

// member is a file of an archive; sizes are those that its header tells.
type member struct {
	name   string
	data   []byte
	packed bool
}

// zipOf makes an archive.
func zipOf(members ...member) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		h := &zip.FileHeader{Name: m.name, Method: zip.Store}
		if m.packed {
			h.Method = zip.Deflate
		}
		w, err := z.CreateHeader(h)
		if err == nil {
			_, err = w.Write(m.data)
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// zipFile is a PyTorch file of a pickle and the storages 0, 1, ...
func zipFile(pickle []byte, storages ...[]byte) []byte {
	members := []member{{name: "x/data.pkl", data: pickle}, {name: "x/version", data: []byte("3\n")}}
	for i, s := range storages {
		members = append(members, member{name: fmt.Sprintf("x/data/%d", i), data: s})
	}
	return zipOf(members...)
}

// legacyStart are the pickles before the object of a legacy file.
func legacyStart() *pickled {
	p := &pickled{}
	p.op(0x80, 2, 0x8a, 10).Write([]byte{0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19})
	p.op('.', 0x80, 2).int(1001).op('.', 0x80, 2, '}').text("little_endian").op(0x88, 's', '.')
	return p
}

// legacyFile is a legacy file of an object's pickle and the float32 storages 0, 1, ...
func legacyFile(object []byte, storages ...[]byte) []byte {
	p := legacyStart()
	p.Write(object)
	p.op(0x80, 2, ']', '(')
	for i := range storages {
		p.text(fmt.Sprint(i))
	}
	p.op('e', '.')
	for _, s := range storages {
		p.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(s)/4)))
		p.Write(s)
	}
	return p.Bytes()
}

// floatBytes are numbers as a file has them.
func floatBytes(x ...float32) []byte {
	var b []byte
	for _, v := range x {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b
}

// dictOf pickles a dict of one tensor "w", of storage 0 with four numbers.
func dictOf(begin int, shape, strides []int) []byte {
	p := (&pickled{}).op(0x80, 2, '}').text("w").tensor("FloatStorage", "0", 4, begin, shape, strides)
	return p.op('s', '.').Bytes()
}

// zeros is a stream of n zeros.
type zeros struct{ n int64 }

func (z *zeros) Read(b []byte) (int, error) {
	if z.n == 0 {
		return 0, io.EOF
	}
	n := int(min(int64(len(b)), z.n))
	clear(b[:n])
	z.n -= int64(n)
	return n, nil
}

// writeZip writes a PyTorch file of float32 tensors of zeros of these shapes.
func writeZip(w io.Writer, names []string, shapes [][]int) error {
	z := zip.NewWriter(w)
	p := (&pickled{}).op(0x80, 2, '}', '(')
	for i, name := range names {
		n, _ := elements(shapes[i])
		p.text(name).tensor("FloatStorage", fmt.Sprint(i), n, 0, shapes[i], strides(shapes[i]))
	}
	p.op('u', '.')
	create := func(name string, r io.Reader) error {
		f, err := z.CreateHeader(&zip.FileHeader{Name: "x/" + name, Method: zip.Store})
		if err == nil {
			_, err = io.Copy(f, r)
		}
		return err
	}
	if err := create("data.pkl", &p.Buffer); err != nil {
		return err
	}
	if err := create("version", strings.NewReader("3\n")); err != nil {
		return err
	}
	for i, shape := range shapes {
		n, _ := elements(shape)
		if err := create(fmt.Sprintf("data/%d", i), &zeros{4 * int64(n)}); err != nil {
			return err
		}
	}
	return z.Close()
}

// torchData is the data of a storage in memory.
func torchData(raw []byte) func() (io.ReaderAt, error) {
	return func() (io.ReaderAt, error) { return bytes.NewReader(raw), nil }
}

// patched changes the entry of a record in the directory of an archive, of which at is
// the place of a number: to that of another record, or to 16.
func patched(raw []byte, name string, at int, other string) []byte {
	entry := func(name string) []byte {
		for i := range raw {
			if bytes.HasPrefix(raw[i:], []byte("PK\x01\x02")) && bytes.HasPrefix(raw[i+46:], []byte(name)) {
				return raw[i:]
			}
		}
		panic("no " + name)
	}
	if other != "" {
		copy(entry(name)[at:at+4], entry(other)[at:at+4])
	} else {
		binary.LittleEndian.PutUint32(entry(name)[at:], 16)
	}
	return raw
}
