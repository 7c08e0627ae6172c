package formats

// This file: streams of numbers, read and written in pieces.

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// ioPiece is the number of bytes that are converted at once.
const ioPiece = 1 << 16

// readFloats reads n numbers of format d. Room for reserve of them is made
// at once; beyond that the result grows with what the reader gives, so that
// a wrong n can't allocate much more than there is to read.
func readFloats(r io.Reader, d dtype, order binary.ByteOrder, n, reserve int) ([]float32, error) {
	data := make([]float32, 0, min(n, reserve))
	err := readPieces(r, d, n, func(src []byte, m int) error {
		at := len(data)
		if at+m > cap(data) {
			data = append(data, make([]float32, m)...)
		}
		data = data[:at+m]
		d.floats(data[at:], src, order)
		return nil
	})
	return data, err
}

// readInts is readFloats for whole numbers.
func readInts(r io.Reader, d dtype, order binary.ByteOrder, n, reserve int) ([]int, error) {
	data := make([]int, 0, min(n, reserve))
	err := readPieces(r, d, n, func(src []byte, m int) error {
		at := len(data)
		if at+m > cap(data) {
			data = append(data, make([]int, m)...)
		}
		data = data[:at+m]
		return d.ints(data[at:], src, order)
	})
	return data, err
}

// readFloat64s is readFloats without rounding to float32.
func readFloat64s(r io.Reader, d dtype, order binary.ByteOrder, n, reserve int) ([]float64, error) {
	data := make([]float64, 0, min(n, reserve))
	var narrow [ioPiece / 8]float32
	err := readPieces(r, d, n, func(src []byte, m int) error {
		if d.size() <= 2 || d == dtypeF32 { // float32 has them exactly
			d.floats(narrow[:m], src, order)
			for _, v := range narrow[:m] {
				data = append(data, float64(v))
			}
			return nil
		}
		for i := 0; i < m; i++ {
			data = append(data, d.float64(d.bits(src, i, order)))
		}
		return nil
	})
	return data, err
}

// readPieces calls f for each piece of the n numbers, with the number of
// those in it.
func readPieces(r io.Reader, d dtype, n int, f func(src []byte, m int) error) error {
	buf := make([]byte, d.size()*min(n, ioPiece/8))
	for done := 0; done < n; {
		m := min(n-done, ioPiece/8)
		src := buf[:m*d.size()]
		if k, err := io.ReadFull(r, src); err != nil {
			return ended(err, done+k/d.size(), n)
		}
		if err := f(src, m); err != nil {
			return err
		}
		done += m
	}
	return nil
}

// ended says how far reading came if the data ended too soon.
func ended(err error, have, want int) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return fmt.Errorf("data end after %d of %d numbers", have, want)
	}
	return err
}

// writeFloats writes data as little-endian float32.
func writeFloats(w io.Writer, data []float32) error {
	buf := make([]byte, 4*min(len(data), ioPiece/4))
	for len(data) > 0 {
		m := min(len(data), ioPiece/4)
		for i, v := range data[:m] {
			binary.LittleEndian.PutUint32(buf[4*i:], math.Float32bits(v))
		}
		if _, err := w.Write(buf[:4*m]); err != nil {
			return err
		}
		data = data[m:]
	}
	return nil
}
