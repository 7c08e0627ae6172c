package datasets

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"

	"github.com/gopathway/pathway/datasets/internal/bmpany"
	"github.com/gopathway/pathway/datasets/internal/jpegany"
	"github.com/gopathway/pathway/datasets/internal/tiffany"
)

// This file: which format a picture has. Its first bytes say it, whatever its name does.
// What is not read is named, with a way to what is.

// imageKinds are the formats that are read, by their first bytes.
var imageKinds = []struct {
	magic, name string
	config      func(raw []byte) (image.Config, error)
	decode      func(raw []byte) (image.Image, error)
}{
	{"\x89PNG\r\n\x1a\n", "png", pngConfig, decodePNG},
	{"\xff\xd8", "jpeg", jpegConfig, decodeJPEG},
	{"RIFF????WEBP", "webp", webpConfig, decodeWebP},
	{"BM", "bmp", bmpany.Config, bmpany.Decode},
	{"II*\x00", "tiff", tiffany.Config, tiffany.Decode},
	{"MM\x00*", "tiff", tiffany.Config, tiffany.Decode},
	{"II+\x00", "tiff", tiffany.Config, tiffany.Decode},
	{"MM\x00+", "tiff", tiffany.Config, tiffany.Decode},
	{"GIF8", "gif", gifConfig, firstFrame},
}

// otherKinds are formats that people have and that are not read, by bytes at a place.
var otherKinds = []struct {
	at          int
	magic, name string
}{
	{4, "ftypheic", "HEIC"}, {4, "ftypheix", "HEIC"}, {4, "ftyphevc", "HEIC"}, {4, "ftypmif1", "HEIF"}, {4, "ftypmsf1", "HEIF"},
	{4, "ftypavif", "AVIF"}, {4, "ftypavis", "AVIF"}, {4, "ftyp", "MP4 or another of its family"},
	{0, "8BPS", "PSD (Photoshop)"}, {0, "\x00\x00\x00\x0cjP  ", "JPEG 2000"}, {0, "\xff\x4f\xff\x51", "JPEG 2000"},
	{0, "\x00\x00\x00\x0cJXL ", "JPEG XL"}, {0, "\xff\x0a", "JPEG XL"}, {0, "\x00\x00\x01\x00", "ICO"}, {0, "v/1\x01", "OpenEXR"},
	{0, "P1", "PNM"}, {0, "P2", "PNM"}, {0, "P3", "PNM"}, {0, "P4", "PNM"}, {0, "P5", "PNM"}, {0, "P6", "PNM"}, {0, "#?RADIANCE", "Radiance HDR"}, {0, "DDS ", "DDS"},
	{0, "%PDF", "PDF"}, {0, "%!PS", "PostScript"}, {0, "\x0a\x05\x01\x08", "PCX"}, {0, "PK\x03\x04", "zip"}, {0, "\x1f\x8b", "gzip"}, {0, "\x93NUMPY", "NumPy array"},
	{128, "DICM", "DICOM"}, {0, "SIMPLE  =", "FITS"}, {0, "\x89HDF", "HDF5"},
}

// imageKind returns the number of the format of a picture in imageKinds.
func imageKind(raw []byte) (int, error) {
	for i, k := range imageKinds {
		if matches(raw, k.magic) {
			return i, nil
		}
	}
	return 0, notAPicture(raw)
}

// matches reports whether raw begins with magic, in which "?" stands for any byte.
func matches(raw []byte, magic string) bool {
	if len(raw) < len(magic) {
		return false
	}
	for i := 0; i < len(magic); i++ {
		if magic[i] != '?' && raw[i] != magic[i] {
			return false
		}
	}
	return true
}

// notAPicture says what raw is instead of a picture that is read.
func notAPicture(raw []byte) error {
	const want = "expected PNG, JPEG, WebP, BMP or TIFF"
	for _, k := range otherKinds {
		if len(raw) > k.at && bytes.HasPrefix(raw[k.at:], []byte(k.magic)) {
			return fmt.Errorf("its format is %s, which is not read: save it as PNG or JPEG", k.name)
		}
	}
	text := strings.ToLower(strings.TrimSpace(string(raw[:min(len(raw), 512)])))
	text = strings.TrimPrefix(text, "\ufeff")
	switch {
	case len(raw) == 0:
		return errors.New("the file is empty, " + want)
	case len(bytes.Trim(raw, "\x00")) == 0:
		return fmt.Errorf("all of its %d bytes are zero, %s", len(raw), want)
	case strings.HasPrefix(text, "version https://git-lfs"):
		return errors.New("found a pointer of Git LFS in place of the file: git lfs pull gets it")
	case strings.HasPrefix(text, "<svg"), strings.HasPrefix(text, "<?xml") && strings.Contains(text, "<svg"):
		return errors.New("its format is SVG, which is not read: save it as PNG")
	case strings.HasPrefix(text, "<!doctype html"), strings.HasPrefix(text, "<html"):
		return errors.New("found a web page in place of a picture: the download may have failed")
	}
	return fmt.Errorf("not a readable PNG, JPEG, WebP, BMP or TIFF: it begins with the bytes % x", raw[:min(len(raw), 8)])
}

// jpegConfig returns the size of a JPEG file, also of one that the standard library
// refuses.
func jpegConfig(raw []byte) (image.Config, error) {
	cfg, err := jpeg.DecodeConfig(bytes.NewReader(raw))
	if err == nil {
		return cfg, nil
	}
	w, h, _, err := jpegany.Size(raw)
	if err != nil {
		return image.Config{}, fmt.Errorf("JPEG: %w", err)
	}
	return image.Config{Width: w, Height: h, ColorModel: color.RGBAModel}, nil
}

// decodeJPEG decodes a JPEG file. One that lacks its end mark alone is whole.
func decodeJPEG(raw []byte) (image.Image, error) {
	img, err := jpeg.Decode(bytes.NewReader(raw))
	if errors.Is(err, io.ErrUnexpectedEOF) {
		raw = append(bytes.TrimSuffix(bytes.Clone(raw), []byte{0xff}), 0xff, 0xd9)
		img, err = jpeg.Decode(bytes.NewReader(raw))
	}
	if err == nil {
		return img, nil
	}
	var unsupported jpeg.UnsupportedError
	odd := errors.As(err, &unsupported)
	// It counts restart marks of some progressive files otherwise than their writers do.
	if odd || bytes.Count(raw, startOfScan) > 1 {
		other, otherErr := jpegany.Decode(raw)
		if otherErr == nil {
			return other, nil
		}
		if odd {
			err = otherErr // it knows better
		}
	}
	return nil, fmt.Errorf("JPEG: %w", err)
}

// startOfScan is the mark before the pixels of a JPEG file. Progressive ones have several.
var startOfScan = []byte{0xff, 0xda}

func pngConfig(raw []byte) (image.Config, error) { return png.DecodeConfig(bytes.NewReader(raw)) }

// decodePNG decodes a PNG file. If that fails it tries without the chunks that no pixel
// depends on, and with an end mark.
func decodePNG(raw []byte) (image.Image, error) {
	img, err := png.Decode(bytes.NewReader(raw))
	if err == nil {
		return img, nil
	}
	if img, again := png.Decode(bytes.NewReader(pixelChunks(raw))); again == nil {
		return img, nil
	}
	return nil, err
}

// pixelChunks returns a PNG file with those of its chunks alone that pixels depend on.
func pixelChunks(raw []byte) []byte {
	const mark, around = 8, 12
	out := bytes.Clone(raw[:mark])
	for b := raw[mark:]; len(b) >= around; {
		n := uint64(binary.BigEndian.Uint32(b))
		if n+around > uint64(len(b)) {
			break
		}
		switch string(b[4:8]) {
		case "IHDR", "PLTE", "tRNS", "IDAT":
			out = append(out, b[:n+around]...)
		}
		b = b[n+around:]
	}
	return append(out, "\x00\x00\x00\x00IEND\xaeB`\x82"...)
}

func gifConfig(raw []byte) (image.Config, error) { return gif.DecodeConfig(bytes.NewReader(raw)) }

func firstFrame(raw []byte) (image.Image, error) { return gif.Decode(bytes.NewReader(raw)) }
