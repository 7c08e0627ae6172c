package datasets

import (
	"bytes"
	"context"
	"encoding/binary"
	"testing"
)

// This file: TIFFs that the decoder would misread.

// tiledTIFF is a TIFF of grey or palette pixels in one tile of 16×16, of w×h pixels of which
// number i is i+1.
func tiledTIFF(order binary.AppendByteOrder, mark string, w, h int, colours uint16, more ...[3]uint32) []byte {
	tile := make([]byte, 256)
	for i := 0; i < w*h; i++ {
		tile[i/w*16+i%w] = byte(i + 1)
	}
	tags := append([][3]uint32{{256, 3, uint32(w)}, {257, 3, uint32(h)}, {258, 3, 8}, {259, 3, 1}, {262, 3, uint32(colours)}}, more...)
	tags = append(tags, [][3]uint32{{322, 3, 16}, {323, 3, 16}, {324, 4, 8}, {325, 4, 256}}...)
	b := append(order.AppendUint32([]byte(mark), 8+256), tile...)
	b = order.AppendUint16(b, uint16(len(tags)))
	for _, t := range tags {
		b = order.AppendUint32(order.AppendUint16(order.AppendUint16(b, uint16(t[0])), uint16(t[1])), 1)
		if t[1] == 3 {
			b = append(order.AppendUint16(b, uint16(t[2])), 0, 0)
		} else {
			b = order.AppendUint32(b, t[2])
		}
	}
	return order.AppendUint32(b, 0)
}

func TestTilesBeyondTheEdge(t *testing.T) {
	for mark, order := range map[string]binary.AppendByteOrder{"II*\x00": binary.LittleEndian, "MM\x00*": binary.BigEndian} {
		path := putAt(t, tiledTIFF(order, mark, 3, 2, 1), t.TempDir(), "a.tif")
		img, err := ReadImage(path, ImageOptions{})
		if err != nil || img.H != 2 || img.W != 3 || !bytes.Equal(img.Pixels, []byte{1, 2, 3, 4, 5, 6}) {
			t.Errorf("%q: %v, %v", mark, img, err)
		}
		dir := t.TempDir()
		put(t, tiledTIFF(order, mark, 3, 2, 1), dir, "masks", "a.tif")
		put(t, greyPNG(t, 3, 1, 2, 3, 4, 5, 6), dir, "images", "a.png")
		s, _, err := LoadImageMasks(context.Background(), dir, MaskOptions{})
		if err != nil || !bytes.Equal(s.Masks, []byte{1, 2, 3, 4, 5, 6}) {
			t.Errorf("%q: %v, %v", mark, s, err)
		}
	}
	huge := bytes.Replace(tiledTIFF(binary.LittleEndian, "II*\x00", 3, 2, 1), []byte{0x42, 1, 3, 0, 1, 0, 0, 0, 16, 0, 0, 0}, []byte{0x42, 1, 4, 0, 1, 0, 0, 0, 0, 0, 0, 0x7F}, 1)
	_, err := ReadImage(putAt(t, huge, t.TempDir(), "huge.tif"), ImageOptions{})
	wantWords(t, "a tile that is too large", err, "huge.tif", "its tiles", "--max-pixels")
}
