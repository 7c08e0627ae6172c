package exif

// This file: turning and mirroring pixels.

// Turn returns planes of h×w pixels, one after the other, as a viewer shows pixels of an
// orientation, and their new size. Upright ones come back as they are.
func Turn[T any](px []T, planes, h, w, orientation int) (turned []T, th, tw int) {
	if orientation <= Upright || orientation > 8 {
		return px, h, w
	}
	th, tw = h, w
	if orientation >= 5 {
		th, tw = w, h
	}
	turned = make([]T, len(px))
	for p := 0; p < planes; p++ {
		from, to := px[p*h*w:(p+1)*h*w], turned[p*h*w:(p+1)*h*w]
		for y := 0; y < th; y++ {
			for x := 0; x < tw; x++ {
				var sy, sx int
				switch orientation {
				case 2:
					sy, sx = y, w-1-x
				case 3:
					sy, sx = h-1-y, w-1-x
				case 4:
					sy, sx = h-1-y, x
				case 5:
					sy, sx = x, y
				case 6:
					sy, sx = h-1-x, y
				case 7:
					sy, sx = h-1-x, w-1-y
				case 8:
					sy, sx = x, w-1-y
				}
				to[y*tw+x] = from[sy*w+sx]
			}
		}
	}
	return turned, th, tw
}
