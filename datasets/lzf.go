package datasets

import "errors"

// This file: LZF (M. Lehmann's LibLZF), the compression inside PCD files: a control byte
// c, then
//
//	c < 32   c+1 bytes as they are
//	else     copy n+2 bytes from distance (c&31)·256 + b + 1, where n = c>>5,
//	         or 7 and the next byte more if that is 7; b is the last byte

// lzfMaxRatio bounds how far LZF can shrink data: 3 bytes stand for 264.
const lzfMaxRatio = 88

var errLZF = errors.New("LZF data: damaged or cut short")

// decodeLZF unpacks src to dst. It is an error if the two sizes differ.
func decodeLZF(dst, src []byte) error {
	at := 0
	for len(src) > 0 {
		c := int(src[0])
		src = src[1:]
		if c < 32 {
			n := c + 1
			if n > len(src) || n > len(dst)-at {
				return errLZF
			}
			at += copy(dst[at:], src[:n])
			src = src[n:]
			continue
		}
		n := c >> 5
		if n == 7 {
			if len(src) == 0 {
				return errLZF
			}
			n += int(src[0])
			src = src[1:]
		}
		if len(src) == 0 {
			return errLZF
		}
		from := at - (c&31)<<8 - int(src[0]) - 1
		src = src[1:]
		n += 2
		if from < 0 || n > len(dst)-at {
			return errLZF
		}
		for end := at + n; at < end; at++ { // the two may overlap
			dst[at] = dst[from]
			from++
		}
	}
	if at != len(dst) {
		return errLZF
	}
	return nil
}
