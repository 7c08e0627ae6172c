package datasets

import "fmt"

// This file: how images and masks are read.

// DefaultMaxPixels is how many pixels one image may have unless
// [ImageOptions.MaxPixels] says otherwise: 64 megapixels.
const DefaultMaxPixels = 1 << 26

// A small file cannot take all memory: what unpacks to more than FreeUnpacked bytes may
// be so many times as large as its file. Photographs, points and gzipped images stay far
// below.
const (
	FreeUnpacked  = 64 << 20
	MaxImageRatio = 64  // of images and gzipped IDX files
	MaxNPZRatio   = 200 // of the arrays of npz archives with clouds
)

// MaxImageSide is the largest side that images and frames can be scaled to.
const MaxImageSide = 1 << 14

// ImageOptions say how images are read. The zero value reads them as they are.
type ImageOptions struct {
	// Channels is 1 (grey) or 3 (red, green, blue). 0: 3, or 1 where every pixel of
	// every image is grey.
	Channels int

	// H and W are the size that images are cropped and scaled to; both 0: they keep
	// their size.
	H, W int

	// KeepOrientation leaves pixels as they are stored where a file's EXIF block says
	// that they are to be turned. Without it they are turned as browsers do.
	KeepOrientation bool

	// MaxPixels is how many pixels a file may have. 0: for loaders that of their context,
	// see [LimitPixels]; else [DefaultMaxPixels], and fewer in files that are small for
	// what they claim: [FreeUnpacked] bytes of decoded pixels, or [MaxImageRatio] times the
	// file.
	MaxPixels int
}

// check checks what a caller asks for.
func (o ImageOptions) check() error {
	if o.Channels != 0 && o.Channels != 1 && o.Channels != 3 {
		return fmt.Errorf("datasets: images can have 1 channel (grey) or 3 (RGB), not %d", o.Channels)
	}
	if o.MaxPixels < 0 {
		return fmt.Errorf("datasets: the limit of pixels is %d, want 1 or more, or 0 for %d", o.MaxPixels, DefaultMaxPixels)
	}
	if h, w := o.H, o.W; h < 0 || w < 0 || (h == 0) != (w == 0) || h > MaxImageSide || w > MaxImageSide {
		return fmt.Errorf("datasets: images cannot be scaled to %dx%d: want both sides in 1..%d, or both 0 to keep their size", h, w, MaxImageSide)
	}
	return nil
}

// checkImageSize checks the channels and the size that a caller asks frames for.
func checkImageSize(channels, h, w int) error {
	if channels == 0 {
		return fmt.Errorf("datasets: images can have 1 channel (grey) or 3 (RGB), not 0")
	}
	return ImageOptions{Channels: channels, H: h, W: w}.check()
}

// checkPixels returns an error if an image of a file of size bytes has too many pixels,
// of depth bytes each.
func (o ImageOptions) checkPixels(h, w, depth, size int) error {
	if err := checkArea(h, w, o.MaxPixels, DefaultMaxPixels); err != nil {
		return err
	}
	if bytes := h * w * depth; o.MaxPixels == 0 && bytes > FreeUnpacked && bytes/MaxImageRatio > size {
		return fmt.Errorf("size %dx%d: its pixels take %d MB, %d times the file's %d bytes; above %d MB the limit is %d times the file (--max-pixels %d reads it all the same)",
			h, w, bytes>>20, bytes/max(size, 1), size, FreeUnpacked>>20, MaxImageRatio, h*w)
	}
	return nil
}
