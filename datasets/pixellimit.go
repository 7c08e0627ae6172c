package datasets

import (
	"context"
	"errors"
	"fmt"
)

// This file: the limit of pixels, for the loaders that read many files.

// DefaultMaxFramePixels is how many pixels the screen of a GIF and a frame of a Y4M file
// may have unless [LimitPixels] says otherwise: 16 megapixels.
const DefaultMaxFramePixels = 1 << 24

type pixelLimitKey struct{}

// LimitPixels returns a context in which the loaders of this package, [ReadVideo] and
// [ReadVideoClip] accept at most n pixels of one image or frame, in place of
// [DefaultMaxPixels] and [DefaultMaxFramePixels]. What packs many of them into few bytes,
// an animated GIF or a gzipped IDX file, may unpack to n pixels in all if that is more than
// the usual limit of its kind. 0 stands for the usual limits.
func LimitPixels(ctx context.Context, n int) context.Context {
	return context.WithValue(ctx, pixelLimitKey{}, n)
}

// pixelLimit returns the limit of a context; 0: the usual ones.
func pixelLimit(ctx context.Context) int {
	n, _ := ctx.Value(pixelLimitKey{}).(int)
	return max(n, 0)
}

// within returns o with the limit of a context, unless it has its own.
func (o ImageOptions) within(ctx context.Context) ImageOptions {
	if o.MaxPixels == 0 {
		o.MaxPixels = pixelLimit(ctx)
	}
	return o
}

// ErrPixelLimit is what errors.Is finds in the error of an image or frame that has more
// pixels than the limit, or none: a server tells it from other faults of a file.
var ErrPixelLimit = errors.New("the limit of pixels")

// areaError is ErrPixelLimit with the sizes.
type areaError struct{ h, w, limit int }

// Error implements error.
func (e *areaError) Error() string {
	return fmt.Sprintf("size %dx%d is empty or above the limit of %d pixels (--max-pixels moves it)", e.h, e.w, e.limit)
}

// Is implements the interface of errors.Is.
func (e *areaError) Is(target error) bool { return target == ErrPixelLimit }

// checkArea returns an error unless there are pixels, and at most limit of them; usual
// stands for a limit of 0.
func checkArea(h, w, limit, usual int) error {
	if limit == 0 {
		limit = usual
	}
	if w < 1 || h < 1 || w > limit/h {
		return &areaError{h, w, limit}
	}
	return nil
}
