package datasets

import "math"

// Resizing of 8-bit planes: bilinear with antialiasing, the usual recipe of
// image classification. Along each axis output pixel i is the weighted mean
// of the input pixels under a triangle centred on (i+½)·scale, of half-width
// max(scale, 1). Weights are rounded to 22 bits and the sums are integers, so
// the pixels are the same on every platform.

const resizeBits = 22

// taps are the input pixels first, first+1, ... that make one output pixel.
type taps struct {
	first   int
	weights []int64
}

// triangleTaps returns the taps of each of dst output pixels over src input
// pixels.
func triangleTaps(dst, src int) []taps {
	scale := float64(src) / float64(dst)
	half := math.Max(scale, 1)
	out := make([]taps, dst)
	for i := range out {
		centre := float64((float64(i) + 0.5) * scale)
		lo := max(int(math.Floor(centre-half+0.5)), 0)
		hi := min(int(math.Floor(centre+half+0.5)), src)
		w := make([]float64, hi-lo)
		sum := 0.0
		for j := range w {
			d := math.Abs((float64(lo+j)+0.5)-centre) / half
			w[j] = math.Max(1-d, 0)
			sum += w[j]
		}
		out[i] = taps{first: lo, weights: make([]int64, len(w))}
		for j := range w {
			out[i].weights[j] = int64(math.Floor(float64(w[j]/sum*(1<<resizeBits)) + 0.5))
		}
	}
	return out
}

func (t taps) apply(src []uint8, stride int) uint8 {
	sum := int64(1) << (resizeBits - 1)
	at := t.first * stride
	for _, w := range t.weights {
		sum += w * int64(src[at])
		at += stride
	}
	return uint8(min(sum>>resizeBits, 255))
}

// resizePlane returns the plane src [h, w] scaled to [dh, dw].
func resizePlane(src []uint8, h, w, dh, dw int) []uint8 {
	wide := make([]uint8, h*dw)
	for x, t := range triangleTaps(dw, w) {
		for y := 0; y < h; y++ {
			wide[y*dw+x] = t.apply(src[y*w:(y+1)*w], 1)
		}
	}
	out := make([]uint8, dh*dw)
	for y, t := range triangleTaps(dh, h) {
		for x := 0; x < dw; x++ {
			out[y*dw+x] = t.apply(wide[x:], dw)
		}
	}
	return out
}

// fit returns the image src [c, h, w] cropped around its centre to the
// proportions of dh x dw and scaled to that size.
func fit(src []uint8, c, h, w, dh, dw int) []uint8 {
	if h == dh && w == dw {
		return src
	}
	y0, x0, ch, cw := centreCrop(h, w, dh, dw)
	out := make([]uint8, 0, c*dh*dw)
	crop := make([]uint8, ch*cw)
	for k := 0; k < c; k++ {
		plane := src[k*h*w : (k+1)*h*w]
		for y := 0; y < ch; y++ {
			at := (y0+y)*w + x0
			copy(crop[y*cw:(y+1)*cw], plane[at:at+cw])
		}
		out = append(out, resizePlane(crop, ch, cw, dh, dw)...)
	}
	return out
}

// centreCrop returns the place and the size of the largest part around the
// centre that has the proportions of dh x dw.
func centreCrop(h, w, dh, dw int) (y0, x0, ch, cw int) {
	ch, cw = h, w
	if w*dh > h*dw {
		cw = max((h*dw+dh/2)/dh, 1)
	} else {
		ch = max((w*dh+dw/2)/dw, 1)
	}
	return (h - ch) / 2, (w - cw) / 2, ch, cw
}

// fitNearest is fit for a plane of labels: each pixel is the nearest one's, by
// their centres.
func fitNearest(src []uint8, h, w, dh, dw int) []uint8 {
	y0, x0, ch, cw := centreCrop(h, w, dh, dw)
	out := make([]uint8, dh*dw)
	for i := range out {
		y, x := (2*(i/dw)+1)*ch/(2*dh), (2*(i%dw)+1)*cw/(2*dw)
		out[i] = src[(y0+y)*w+x0+x]
	}
	return out
}
