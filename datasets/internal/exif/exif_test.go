package exif

import (
	"encoding/binary"
	"reflect"
	"testing"

	"github.com/gopathway/pathway/internal/fuzzcost"
)

// block returns a TIFF block whose only tag is the orientation.
func tiffBlock(order binary.AppendByteOrder, mark string, orientation uint16) []byte {
	b := order.AppendUint32([]byte(mark), 8)
	b = order.AppendUint16(b, 1)
	b = order.AppendUint16(b, tagOrientation)
	b = order.AppendUint16(b, 3)
	b = order.AppendUint32(b, 1)
	b = order.AppendUint16(b, orientation)
	return order.AppendUint32(order.AppendUint16(b, 0), 0)
}

// files returns an orientation in every kind of file, and what else may stand before it.
func files(orientation uint16) map[string][]byte {
	little, big := tiffBlock(binary.LittleEndian, "II*\x00", orientation), tiffBlock(binary.BigEndian, "MM\x00*", orientation)
	jpeg := append([]byte{0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xe1, 0, byte(8 + len(big))}, "Exif\x00\x00"...)
	png := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 1, 'I', 'D', 'A', 'T', 7, 0, 0, 0, 0, 0, 0, 0, byte(len(little)))
	png = append(append(png, "eXIf"...), little...)
	webp := append([]byte("RIFF\x00\x00\x00\x00WEBPVP8 \x01\x00\x00\x00\x07\x00EXIF"), byte(len(little)), 0, 0, 0)
	return map[string][]byte{
		"little": little, "big": big, "jpeg": append(jpeg, big...), "png": png, "webp": append(webp, little...),
	}
}

func TestOrientation(t *testing.T) {
	for name, file := range files(6) {
		if got := Orientation(file); got != 6 {
			t.Errorf("%s: orientation %d, want 6", name, got)
		}
		for n := range file { // no beginning of it makes it panic
			if got := Orientation(file[:n]); got != 6 && got != Upright {
				t.Errorf("%s: orientation %d of %d bytes", name, got, n)
			}
		}
	}
	for name, file := range files(9) {
		if got := Orientation(file); got != Upright {
			t.Errorf("%s: orientation %d, want 1 for nonsense", name, got)
		}
	}
}

// The eight orientations of a picture of three rows and two columns.
func TestTurn(t *testing.T) {
	px := []uint8{1, 2, 3, 4, 5, 6}
	for orientation, want := range map[int][]uint8{
		1: {1, 2, 3, 4, 5, 6}, 2: {2, 1, 4, 3, 6, 5}, 3: {6, 5, 4, 3, 2, 1}, 4: {5, 6, 3, 4, 1, 2},
		5: {1, 3, 5, 2, 4, 6}, 6: {5, 3, 1, 6, 4, 2}, 7: {6, 4, 2, 5, 3, 1}, 8: {2, 4, 6, 1, 3, 5},
	} {
		got, h, w := Turn(px, 1, 3, 2, orientation)
		if !reflect.DeepEqual(got, want) || h*w != 6 || (h == 2) != (orientation >= 5) {
			t.Errorf("orientation %d: %v of %dx%d, want %v", orientation, got, h, w, want)
		}
	}
}

func FuzzOrientation(f *testing.F) {
	for _, file := range files(3) {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		fuzzcost.Check(t, len(file), fuzzcost.Limit{Bytes: 1 << 16}, func() {
			if o := Orientation(file); o < 1 || o > 8 {
				t.Errorf("orientation %d", o)
			}
			TIFFSamples(file)
		})
	})
}
