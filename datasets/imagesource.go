package datasets

// This file: what an image was before it was prepared, so that people can be told.

// ImageSource is what an image was, in a file or in memory, before it was scaled and lost or
// gained channels.
type ImageSource struct {
	H, W   int  // pixels, turned as EXIF says
	Colour bool // pixels in colour are more than noise
}

// Pixels are taken for coloured if their channels differ by more than tint, because
// photographs of grey things have a tint; an image is, if one in colouredShare is.
const (
	tint          = 40
	colouredShare = 100
)

// coloured reports whether a pixel is.
func coloured(p []uint8) bool {
	return max(p[0], p[1], p[2])-min(p[0], p[1], p[2]) > tint
}
