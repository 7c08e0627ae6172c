package datasets

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gopathway/pathway/datasets/internal/pixels"
	"github.com/gopathway/pathway/internal/openfile"
)

// LoadImageMasks reads images and masks of equal base names:
//
//	dir/images/train/*.png, *.jpg, *.jpeg   dir/masks/train/*.png
//	dir/images/val/...                      dir/masks/val/...
//	dir/labels.txt                          lines "value name", optional
//
// The folders may have ADE20K's names instead: annotations for masks, training
// for train, validation for val. Without images for validation val is nil.
// Channels, h and w are those of [ReadImage]: masks are cropped as their image
// is, and scaled by the nearest pixel. With h = w = 0 all files must have one
// size.
//
// A mask is a PNG with a palette or grey: a pixel's value is its index in the
// palette or its level. With labels.txt, classes are the names in the order in
// which they first occur, values with the same name are one class, those named
// "ignore" become [IgnoreMask], and so does 255 unless it is listed; other
// values are an error. Without it the value is the class, up to the largest
// of the training masks, and 255 is ignored.
//
// A mask that is missing or left over, has another size than its image, is not
// such a PNG, or has a value that is no label is an error that names the file.
// Everything is held in memory.
func LoadImageMasks(ctx context.Context, dir string, channels, h, w int) (train, val *ImageMasks, err error) {
	if err := checkImageSize(channels, h, w); err != nil {
		return nil, nil, err
	}
	masks := "masks"
	if !isFolder(dir, masks) && isFolder(dir, "annotations") {
		masks = "annotations"
	}
	r := &maskReader{channels: channels, h: h, w: w, images: filepath.Join(dir, "images"), masks: filepath.Join(dir, masks)}
	if err := r.readLabels(filepath.Join(dir, "labels.txt")); err != nil {
		return nil, nil, err
	}
	part := "train"
	if !isFolder(r.images, part) && isFolder(r.images, "training") {
		part = "training"
	}
	if train, err = r.read(ctx, part); err != nil {
		return nil, nil, err
	}
	for _, part := range []string{"val", "validation"} {
		if isFolder(r.images, part) {
			val, err = r.read(ctx, part)
			break
		}
	}
	if err != nil {
		return nil, nil, err
	}
	return train, val, nil
}

// maskReader reads the parts of a set of images and masks.
type maskReader struct {
	channels, h, w int
	images, masks  string     // folders
	table          [256]uint8 // the class of each value
	listed         [256]bool  // values that may occur
	classes        []string   // nil: as many as the training masks show
}

// readLabels reads what values mean, if there is such a file.
func (r *maskReader) readLabels(path string) error {
	for v := range r.table {
		r.table[v], r.listed[v] = uint8(v), true
	}
	raw, err := openfile.Read(path, openfile.Text)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("datasets: %w", err)
	}
	r.listed = [256]bool{IgnoreMask: true}
	r.classes = []string{}
	seen := map[int]bool{}
	classOf := map[string]uint8{"ignore": IgnoreMask}
	lines := textLines{rest: raw}
	for f := lines.fields("#"); f != nil; f = lines.fields("#") {
		v, err := strconv.ParseUint(f[0], 10, 8)
		if err != nil || len(f) < 2 || seen[int(v)] {
			return fmt.Errorf("datasets: %s: %w", path, lines.errorf("found %s, expected a value from 0 to 255 that is not yet listed, and a name", quote(strings.Join(f, " "))))
		}
		name := strings.Join(f[1:], " ")
		class, ok := classOf[name]
		if !ok {
			if len(r.classes) == IgnoreMask {
				return fmt.Errorf("datasets: %s: %w", path, lines.errorf("more than %d classes", IgnoreMask))
			}
			class = uint8(len(r.classes))
			classOf[name] = class
			r.classes = append(r.classes, name)
		}
		seen[int(v)], r.listed[v], r.table[v] = true, true, class
	}
	if len(r.classes) == 0 {
		return fmt.Errorf("datasets: %s: no classes", path)
	}
	return nil
}

// read reads the images and the masks of one part.
func (r *maskReader) read(ctx context.Context, part string) (*ImageMasks, error) {
	names, err := baseNames(filepath.Join(r.images, part), ".png", ".jpg", ".jpeg")
	if err != nil {
		return nil, err
	}
	masks, err := baseNames(filepath.Join(r.masks, part), ".png")
	if err != nil {
		return nil, err
	}
	for i, n := range names {
		if i >= len(masks) || masks[i].base != n.base {
			if i < len(masks) && masks[i].base < n.base {
				return nil, fmt.Errorf("datasets: mask %s: there is no image %s in %s", filepath.Join(r.masks, part, masks[i].file), masks[i].base, filepath.Join(r.images, part))
			}
			return nil, fmt.Errorf("datasets: image %s: there is no mask %s.png in %s", filepath.Join(r.images, part, n.file), n.base, filepath.Join(r.masks, part))
		}
	}
	if len(masks) > len(names) {
		return nil, fmt.Errorf("datasets: mask %s: there is no image %s in %s", filepath.Join(r.masks, part, masks[len(names)].file), masks[len(names)].base, filepath.Join(r.images, part))
	}
	s := &ImageMasks{Images: Images{Labelled: Labelled{Name: part}, C: r.channels}}
	largest, first := 0, ""
	read := func(i int) (maskedImage, error) {
		return r.readPair(filepath.Join(r.images, part, names[i].file), filepath.Join(r.masks, part, masks[i].file))
	}
	skipped, err := readEach(ctx, len(names), read, func(i int, m maskedImage) error {
		path := filepath.Join(r.images, part, names[i].file)
		if first == "" {
			s.H, s.W, first = m.h, m.w, path
		}
		if m.h != s.H || m.w != s.W {
			return fmt.Errorf("datasets: image %s: size %dx%d, expected %dx%d like %s; give a size to scale all to", path, m.h, m.w, s.H, s.W, first)
		}
		for _, v := range m.mask {
			if v != IgnoreMask {
				largest = max(largest, int(v)+1)
			}
		}
		s.Pixels, s.Masks, s.Label = append(s.Pixels, m.pixels...), append(s.Masks, m.mask...), append(s.Label, -1)
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.note(unreadable(len(names), skipped)...)
	if r.classes == nil { // the training masks say which values there are
		for v := 0; v < largest; v++ {
			r.classes = append(r.classes, strconv.Itoa(v))
		}
		for v := largest; v < IgnoreMask; v++ {
			r.listed[v] = false
		}
		if largest == 0 {
			return nil, fmt.Errorf("datasets: %s: no pixel of the masks has a class", filepath.Join(r.masks, part))
		}
	}
	s.Classes = r.classes
	return s, nil
}

// maskedImage is an image and its mask, of one size.
type maskedImage struct {
	pixels, mask []uint8
	h, w         int
}

// readPair reads an image and its mask, scaled if r says so.
func (r *maskReader) readPair(path, maskPath string) (m maskedImage, err error) {
	px, ih, iw, err := readPlanar(path, r.channels)
	if err != nil {
		return m, err
	}
	mask, mh, mw, err := r.readMask(maskPath)
	if err != nil {
		return m, err
	}
	if mh != ih || mw != iw {
		return m, fmt.Errorf("datasets: mask %s: size %dx%d, but image %s is %dx%d", maskPath, mh, mw, path, ih, iw)
	}
	if r.h > 0 {
		px, mask, ih, iw = pixels.Fit(px, r.channels, ih, iw, r.h, r.w), pixels.FitNearest(mask, ih, iw, r.h, r.w), r.h, r.w
	}
	return maskedImage{px, mask, ih, iw}, nil
}

type baseName struct{ base, file string }

// baseNames lists the files of a folder that have one of the extensions, by
// their names without it. Hidden files are passed over; none, or two of one
// base name, are an error.
func baseNames(dir string, exts ...string) ([]baseName, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	var names []baseName
	for _, e := range entries {
		if e.IsDir() || strings.HasPrefix(e.Name(), ".") || !hasExt(e.Name(), exts) {
			continue
		}
		names = append(names, baseName{strings.TrimSuffix(e.Name(), filepath.Ext(e.Name())), e.Name()})
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("datasets: %s: no %s files found among its %d entries", dir, strings.Join(exts, " "), len(entries))
	}
	slices.SortFunc(names, func(a, b baseName) int { return strings.Compare(a.base, b.base) })
	for i := 1; i < len(names); i++ {
		if names[i].base == names[i-1].base {
			return nil, fmt.Errorf("datasets: %s: both %s and %s", dir, names[i-1].file, names[i].file)
		}
	}
	return names, nil
}

// readMask decodes a mask to classes [h, w].
func (r *maskReader) readMask(path string) (mask []uint8, h, w int, err error) {
	fail := func(format string, args ...any) ([]uint8, int, int, error) {
		return nil, 0, 0, fmt.Errorf("datasets: mask %s: %w", path, fmt.Errorf(format, args...))
	}
	raw, err := openfile.Read(path, openfile.Media)
	if err != nil {
		return nil, 0, 0, fmt.Errorf("datasets: mask: %w", err)
	}
	cfg, err := png.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return fail("not a readable PNG: %w", err)
	}
	w, h = cfg.Width, cfg.Height
	if w < 1 || h < 1 || w > maxImagePixels/h {
		return fail("size %dx%d is empty or above the limit of %d pixels", h, w, maxImagePixels)
	}
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		return fail("%w", err)
	}
	var pix []uint8
	var stride int
	switch img := img.(type) {
	case *image.Paletted:
		pix, stride = img.Pix, img.Stride
	case *image.Gray:
		pix, stride = img.Pix, img.Stride
	default:
		return fail("found colours or more than 8 bits (%T), expected a palette or grey", img)
	}
	mask = make([]uint8, h*w)
	for i := range mask {
		v := pix[i/w*stride+i%w]
		if !r.listed[v] {
			return fail("the pixel in row %d, column %d has the value %d, which is no label; there are %d classes", i/w, i%w, v, len(r.classes))
		}
		mask[i] = r.table[v]
	}
	return mask, h, w, nil
}
