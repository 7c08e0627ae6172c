package formats

// This file: tensors whose numbers do not lie in row-major order: transposed, strided,
// expanded. They are read in the order in which they lie in the file, through a window,
// so that no second copy of a weight is in memory.

import (
	"io"
	"sort"
)

// Bytes of a window: wide where numbers lie close together, narrow where they do not.
const (
	wideWindow   = 1 << 16
	narrowWindow = 1 << 9
)

// window is a piece of a storage in memory.
type window struct {
	r        io.ReaderAt
	from, to int64  // what may be read
	at       int64  // where buf lies
	buf      []byte // what is there
	mem      []byte
	hits     int // how often buf was enough
}

// bytes returns between 1 and n numbers of size bytes from offset at on.
func (w *window) bytes(at int64, n, size int) ([]byte, error) {
	if at < w.at || at+int64(size) > w.at+int64(len(w.buf)) {
		length := int64(wideWindow)
		if w.hits < 16 && w.at > 0 && n == 1 {
			length = narrowWindow
		}
		w.hits = 0
		length = min(length, w.to-at)
		if w.mem == nil {
			w.mem = make([]byte, min(wideWindow, w.to-w.from))
		}
		k, err := w.r.ReadAt(w.mem[:length], at)
		if int64(k) < length {
			if err == nil || err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return nil, err
		}
		w.at, w.buf = at, w.mem[:length]
	}
	w.hits++
	src := w.buf[at-w.at:]
	return src[:min(n, len(src)/size)*size], nil
}

// axis is a dimension, with its strides in the storage and in row-major order.
type axis struct{ size, from, to int }

// gather is each for such a tensor, whose first number is at offset begin of r.
func (t *torchTensor) gather(r io.ReaderAt, begin int64, f func(at, step int, src []byte, m int) error) error {
	var axes []axis
	to, last := 1, begin
	for i := len(t.shape) - 1; i >= 0; i-- {
		if t.shape[i] > 1 {
			axes = append(axes, axis{t.shape[i], t.strides[i], to})
		}
		to *= t.shape[i]
		last += int64(t.shape[i]-1) * int64(t.strides[i]) * int64(t.typ.size)
	}
	sort.SliceStable(axes, func(i, j int) bool { return axes[i].from > axes[j].from })
	size := t.typ.size
	w := &window{r: r, from: begin, to: last + int64(size)}
	run, step := 1, 1 // numbers that lie one after another in the file, and how far apart they go
	if k := len(axes) - 1; k >= 0 && axes[k].from == 1 {
		run, step, axes = axes[k].size, axes[k].to, axes[:k]
	}
	at := make([]int, len(axes))
	from, dst := begin, 0
	for {
		for done := 0; done < run; {
			src, err := w.bytes(from+int64(done*size), run-done, size)
			if err != nil {
				return ended(err, dst+done*step, t.size)
			}
			m := len(src) / size
			if err := f(dst+done*step, step, src, m); err != nil {
				return err
			}
			done += m
		}
		k := len(axes) - 1
		for ; k >= 0; k-- {
			at[k]++
			from += int64(axes[k].from) * int64(size)
			dst += axes[k].to
			if at[k] < axes[k].size {
				break
			}
			from -= int64(axes[k].size) * int64(axes[k].from) * int64(size)
			dst -= axes[k].size * axes[k].to
			at[k] = 0
		}
		if k < 0 {
			return nil
		}
	}
}
