package datasets

import "fmt"

// This file: how images and masks are read.

// DefaultMaxPixels is how many pixels one image may have unless
// [ImageOptions.MaxPixels] says otherwise: 64 megapixels.
const DefaultMaxPixels = 1 << 26

// An image that is larger than freeImageBytes when it is decoded may be maxImageRatio
// times as large as its file, so that a small file cannot take all memory. Photographs
// stay far below.
const (
	freeImageBytes = 64 << 20
	maxImageRatio  = 64
)

// maxImageSide bounds the size that callers may ask images to be scaled to.
const maxImageSide = 1 << 14

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

	// MaxPixels is how many pixels a file may have. 0: [DefaultMaxPixels], and fewer in
	// files that are small for what they claim: 64 MB of decoded pixels, or 64 times the
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
	if h, w := o.H, o.W; h < 0 || w < 0 || (h == 0) != (w == 0) || h > maxImageSide || w > maxImageSide {
		return fmt.Errorf("datasets: images cannot be scaled to %dx%d: want both sides in 1..%d, or both 0 to keep their size", h, w, maxImageSide)
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
	limit := o.MaxPixels
	if limit == 0 {
		limit = DefaultMaxPixels
	}
	if w < 1 || h < 1 || w > limit/h {
		return fmt.Errorf("size %dx%d is empty or above the limit of %d pixels (--max-pixels moves it)", h, w, limit)
	}
	if bytes := h * w * depth; o.MaxPixels == 0 && bytes > freeImageBytes && bytes/maxImageRatio > size {
		return fmt.Errorf("size %dx%d: its pixels take %d MB, %d times the file's %d bytes; above %d MB the limit is %d times the file (--max-pixels %d reads it all the same)",
			h, w, bytes>>20, bytes/max(size, 1), size, freeImageBytes>>20, maxImageRatio, h*w)
	}
	return nil
}
