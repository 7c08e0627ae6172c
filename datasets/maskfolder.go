package datasets

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gopathway/pathway/datasets/internal/pixels"
)

// MaskOptions say how images with masks are read.
type MaskOptions struct {
	ImageOptions

	// Ignore are the values of pixels that have no class, whatever labels.txt says; nil:
	// 255, unless labels.txt lists it. Empty: none.
	Ignore []int

	// Colours is the table of a file that says which colours stand for which classes; "":
	// that of the set, if it has one.
	Colours string
}

// LoadImageMasks reads images and masks of equal base names:
//
//	dir/images/train/*.png, *.jpg ...   dir/masks/train/*.png
//	dir/images/val/...                  dir/masks/val/...
//	dir/labels.txt                      lines "value name", optional
//	dir/colors.txt                      lines "red green blue name", optional
//
// The folders may have other names: annotations, labels or SegmentationClass for masks,
// JPEGImages for images, those of [LoadImageFolder] for the parts. They may stand the
// other way round, dir/train/images, or have no parts. Test serves if there is no val;
// without both val is nil. Images and masks are read as o says: masks are cropped and
// turned as their image is, and scaled by the nearest pixel. Unless o gives a size, all
// files must have one.
//
// A mask is a PNG, or a BMP or TIFF, with a palette or grey, of any depth: a pixel's
// value is the number that is stored, its index in the palette or its level. With
// labels.txt, classes are the names in the order in which they first occur, values with
// the same name are one class, those named "ignore" become [IgnoreMask], and so does 255
// unless it is listed; other values are an error. Without it the values that o does not
// ignore are the classes, up to the largest of the training masks.
//
// Masks in colour need a table of colours: colors.txt, class_dict.csv (lines
// "name,red,green,blue"), labelmap.txt (lines "name:red,green,blue::"), or another file
// that o names. A pixel then has the class of its colour; one named "ignore" has none.
//
// A mask that is missing or left over, has another size than its image, or a value that
// is no label is an error that names the file, and so are training masks in which fewer
// than two classes occur. Notes has the share of the pixels that are ignored. Everything
// is held in memory.
func LoadImageMasks(ctx context.Context, dir string, o MaskOptions) (train, val *ImageMasks, err error) {
	o.ImageOptions = o.within(ctx)
	if err := o.check(); err != nil {
		return nil, nil, err
	}
	parts, err := findMasks(dir)
	if err != nil {
		return nil, nil, err
	}
	r := &maskReader{MaskOptions: o}
	if err := r.readClasses(dir); err != nil {
		return nil, nil, err
	}
	if train, err = r.read(ctx, parts[0]); err != nil {
		return nil, nil, err
	}
	if len(parts) > 1 {
		if val, err = r.read(ctx, parts[1]); err != nil {
			return nil, nil, err
		}
		train.sameChannels(&val.Images)
	}
	return train, val, nil
}

// maskPart is where the images and the masks of one part are.
type maskPart struct{ images, masks string }

// The names that folders of images and of masks have.
var (
	imageFolders = []string{"images", "image", "jpegimages", "imgs"}
	maskFolders  = []string{"masks", "mask", "annotations", "labels", "segmentationclass"}
)

// findMasks returns the training part of dir and, if there is one, the part to test on.
func findMasks(dir string) ([]maskPart, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	if p := oneMaskPart(dir); p.images != "" && p.masks != "" {
		images, err := findParts(p.images)
		if err != nil {
			return nil, err
		}
		masks, err := findParts(p.masks)
		if err != nil {
			return nil, err
		}
		if len(images) == 0 {
			return []maskPart{p}, nil
		}
		found := []maskPart{{images["train"], masks["train"]}}
		for _, part := range []string{"val", "test"} {
			if images[part] != "" && (masks[part] != "" || part == "val") {
				found = append(found, maskPart{images[part], masks[part]})
				break
			}
		}
		for i := range found {
			if found[i].masks == "" {
				found[i].masks = filepath.Join(p.masks, filepath.Base(found[i].images))
			}
		}
		return found, nil
	}
	outer, err := findParts(dir)
	if err != nil {
		return nil, err
	}
	var found []maskPart
	for _, part := range []string{"train", "val", "test"} {
		if p := oneMaskPart(outer[part]); outer[part] != "" && p.images != "" && p.masks != "" && len(found) < 2 {
			found = append(found, p)
		} else if part == "train" {
			return nil, fmt.Errorf("datasets: %s: no images with masks there: expected images/train and masks/train, train/images and train/masks, or images and masks (the names %s, and %s, are known, too)",
				dir, strings.Join(imageFolders, ", "), strings.Join(maskFolders, ", "))
		}
	}
	return found, nil
}

// oneMaskPart returns the folders of images and of masks in dir; "": there is none.
func oneMaskPart(dir string) maskPart {
	subs, err := subfolders(dir)
	if dir == "" || err != nil {
		return maskPart{}
	}
	find := func(names []string) string {
		for _, n := range names {
			for _, s := range subs {
				if strings.EqualFold(s, n) {
					return filepath.Join(dir, s)
				}
			}
		}
		return ""
	}
	return maskPart{find(imageFolders), find(maskFolders)}
}

// read reads the images and the masks of one part. The first one is for training: it
// says which classes there are unless a file does.
func (r *maskReader) read(ctx context.Context, part maskPart) (*ImageMasks, error) {
	left := new(leftOut)
	names, err := baseNames(part.images, left, imageExts...)
	if err != nil {
		return nil, err
	}
	masks, err := baseNames(part.masks, left, maskExts...)
	if err != nil {
		return nil, err
	}
	for i, n := range names {
		if i >= len(masks) || masks[i].base != n.base {
			if i < len(masks) && masks[i].base < n.base {
				return nil, fmt.Errorf("datasets: mask %s: there is no image %s in %s", filepath.Join(part.masks, masks[i].file), masks[i].base, part.images)
			}
			return nil, fmt.Errorf("datasets: image %s: there is no mask %s.png in %s", filepath.Join(part.images, n.file), n.base, part.masks)
		}
	}
	if len(masks) > len(names) {
		return nil, fmt.Errorf("datasets: mask %s: there is no image %s in %s", filepath.Join(part.masks, masks[len(names)].file), masks[len(names)].base, part.images)
	}
	s := &ImageMasks{Images: Images{Labelled: Labelled{Name: filepath.Base(part.images)}, C: r.Channels}}
	first := ""
	var count [256]int
	read := func(i int) (maskedImage, error) {
		return r.readPair(filepath.Join(part.images, names[i].file), filepath.Join(part.masks, masks[i].file))
	}
	skipped, err := readEach(ctx, len(names), read, func(i int, m maskedImage) error {
		path := filepath.Join(part.images, names[i].file)
		if first == "" {
			s.H, s.W, s.C, first = m.h, m.w, m.c, path
		}
		if m.h != s.H || m.w != s.W {
			return fmt.Errorf("datasets: image %s: size %dx%d, expected %dx%d like %s; give a size to scale all to (--side)", path, m.h, m.w, s.H, s.W, first)
		}
		for _, v := range m.mask {
			count[v]++
		}
		s.add(m.px, m.c)
		s.Sources = append(s.Sources, m.source)
		s.Masks, s.Label = append(s.Masks, m.mask...), append(s.Label, -1)
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.note(left.notes(part.images, len(names)+len(masks))...)
	s.note(unreadable(len(names), skipped)...)
	if ignored := count[IgnoreMask]; ignored > 0 {
		s.note(fmt.Sprintf("%s: %.1f %% of the pixels are ignored (%s)", part.masks, 100*float64(ignored)/float64(len(s.Masks)), r.ignored()))
	}
	if !r.trained {
		if err := r.closeClasses(part.masks, &count); err != nil {
			return nil, err
		}
	}
	s.Classes = r.classes
	return s, nil
}

// closeClasses makes the classes of the training masks those that may occur.
func (r *maskReader) closeClasses(dir string, count *[256]int) error {
	r.trained = true
	kinds, largest, total := 0, -1, count[IgnoreMask]
	for class, n := range count[:IgnoreMask] {
		if total += n; n > 0 {
			kinds, largest = kinds+1, class
		}
	}
	if kinds == 0 {
		return fmt.Errorf("datasets: %s: no pixel of the masks has a class (%s is ignored: --ignore-label, or labels.txt, says what is)", dir, r.ignored())
	}
	if r.classes == nil { // the training masks say which values there are
		for v, listed := range r.listed {
			if !listed || r.table[v] == IgnoreMask {
				continue
			}
			if int(r.table[v]) > largest {
				r.listed[v] = false
				continue
			}
			r.classes = append(r.classes, strconv.Itoa(v))
		}
	}
	if kinds < 2 {
		return fmt.Errorf("datasets: %s: only the class %s occurs in the masks, and %.1f %% of their pixels are ignored (%s): a segmenter needs two classes; say in labels.txt what the values mean (lines \"value name\", such as \"0 background\" and \"255 object\"), or by --ignore-label which are ignored",
			dir, r.classes[largest], 100*float64(count[IgnoreMask])/float64(max(total, 1)), r.ignored())
	}
	return nil
}

// maskedImage is an image and its mask, of one size.
type maskedImage struct {
	planes
	mask []uint8
}

// readPair reads an image and its mask, scaled if r says so.
func (r *maskReader) readPair(path, maskPath string) (m maskedImage, err error) {
	if m.planes, err = readPlanes(path, r.ImageOptions); err != nil {
		return m, err
	}
	mask, mh, mw, err := r.readMask(maskPath)
	if err != nil {
		return m, err
	}
	if mh != m.h || mw != m.w {
		return m, fmt.Errorf("datasets: mask %s: size %dx%d, but image %s is %dx%d%s", maskPath, mh, mw, path, m.h, m.w, r.turned(path, mh, mw))
	}
	m.mask = mask
	if r.H > 0 {
		m.mask = pixels.FitNearest(mask, m.h, m.w, r.H, r.W)
		m.fit(r.H, r.W)
	}
	return m, nil
}

// turned says that an image would have the size of its mask if its EXIF block did not turn
// it: programs that draw masks may not look at that.
func (r *maskReader) turned(path string, h, w int) string {
	o := r.ImageOptions
	o.KeepOrientation = true
	if p, err := readPlanes(path, o); r.KeepOrientation || err != nil || p.h != h || p.w != w {
		return ""
	}
	return " as its EXIF block turns it (--no-exif reads images as they are stored)"
}

type baseName struct{ base, file string }

// baseNames lists the files of a folder that have one of the extensions, by
// their names without it. Hidden files are passed over; none, or two of one
// base name, are an error. Others are counted in left.
func baseNames(dir string, left *leftOut, exts ...string) ([]baseName, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	var names []baseName
	for _, e := range entries {
		switch {
		case passedOver(e.Name()):
			continue
		case e.IsDir():
			left.addN("in subfolders", filesIn(filepath.Join(dir, e.Name())))
			continue
		case !hasExt(e.Name(), exts):
			left.addFile(e.Name())
			continue
		}
		names = append(names, baseName{strings.TrimSuffix(e.Name(), filepath.Ext(e.Name())), e.Name()})
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("datasets: %s: no %s files found among its %d entries%s", dir, strings.Join(exts, " "), len(entries), left.found())
	}
	slices.SortFunc(names, func(a, b baseName) int { return strings.Compare(a.base, b.base) })
	for i := 1; i < len(names); i++ {
		if names[i].base == names[i-1].base {
			return nil, fmt.Errorf("datasets: %s: both %s and %s", dir, names[i-1].file, names[i].file)
		}
	}
	return names, nil
}
