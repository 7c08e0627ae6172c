// Package pixels holds what readers and augmentation do to 8-bit images alike:
// resizing, cropping to proportions, and normalisation.
//
// Images are resized with bilinear weights and antialiasing, the usual recipe of
// image classification. Along each axis output pixel i is the weighted mean of
// the input pixels under a triangle centred on (i+½)·scale, of half-width
// max(scale, 1). Weights are rounded to 22 bits and the sums are integers, so
// the pixels are the same on every platform.
package pixels

import "math"

const resizeBits = 22

// taps say which input pixels make each output pixel along one axis: output
// pixel i has the weights from[i] to from[i+1], of the input pixels from
// first[i] on. The memory is used again from call to call.
type taps struct {
	first, from []int
	weights     []int64
	part        []float64
}

// triangle makes t the taps of dst output pixels over src input pixels.
func (t *taps) triangle(dst, src int) {
	t.first, t.from, t.weights = t.first[:0], append(t.from[:0], 0), t.weights[:0]
	scale := float64(src) / float64(dst)
	half := math.Max(scale, 1)
	for i := 0; i < dst; i++ {
		centre := float64((float64(i) + 0.5) * scale)
		lo := max(int(math.Floor(centre-half+0.5)), 0)
		hi := min(int(math.Floor(centre+half+0.5)), src)
		t.part = t.part[:0]
		sum := 0.0
		for j := lo; j < hi; j++ {
			d := math.Abs((float64(j)+0.5)-centre) / half
			w := math.Max(1-d, 0)
			t.part = append(t.part, w)
			sum += w
		}
		for _, w := range t.part {
			t.weights = append(t.weights, int64(math.Floor(float64(w/sum*(1<<resizeBits))+0.5)))
		}
		t.first = append(t.first, lo)
		t.from = append(t.from, len(t.weights))
	}
}

// apply returns output pixel i of the line src, whose pixels are stride apart.
func (t *taps) apply(i int, src []uint8, stride int) uint8 {
	sum := int64(1) << (resizeBits - 1)
	at := t.first[i] * stride
	for _, w := range t.weights[t.from[i]:t.from[i+1]] {
		sum += w * int64(src[at])
		at += stride
	}
	return uint8(min(sum>>resizeBits, 255))
}

// Resizer resizes planes. It keeps its memory and its weights from call to call.
type Resizer struct {
	x, y taps
	wide []uint8 // the lines of the source at their new width
	size [4]int  // what the taps are for
}

// Resize writes to dst [dh, dw] the plane whose first pixel is src[0], h lines
// of w pixels, stride apart.
func (r *Resizer) Resize(dst []uint8, dh, dw int, src []uint8, h, w, stride int) {
	if size := [4]int{dh, dw, h, w}; r.size != size {
		r.x.triangle(dw, w)
		r.y.triangle(dh, h)
		r.size = size
	}
	if cap(r.wide) < h*dw {
		r.wide = make([]uint8, h*dw)
	}
	wide := r.wide[:h*dw]
	for y := 0; y < h; y++ {
		line := src[y*stride : y*stride+w]
		for x := 0; x < dw; x++ {
			wide[y*dw+x] = r.x.apply(x, line, 1)
		}
	}
	for y := 0; y < dh; y++ {
		for x := 0; x < dw; x++ {
			dst[y*dw+x] = r.y.apply(y, wide[x:], dw)
		}
	}
}

// resizePlane returns the plane src [h, w] scaled to [dh, dw].
func resizePlane(src []uint8, h, w, dh, dw int) []uint8 {
	out := make([]uint8, dh*dw)
	new(Resizer).Resize(out, dh, dw, src, h, w, w)
	return out
}

// Fit returns the image src [c, h, w] cropped around its centre to the
// proportions of dh x dw and scaled to that size.
func Fit(src []uint8, c, h, w, dh, dw int) []uint8 {
	if h == dh && w == dw {
		return src
	}
	y0, x0, ch, cw := CentreCrop(h, w, dh, dw)
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

// CentreCrop returns the place and the size of the largest part around the
// centre that has the proportions of dh x dw.
func CentreCrop(h, w, dh, dw int) (y0, x0, ch, cw int) {
	ch, cw = h, w
	if w*dh > h*dw {
		cw = max((h*dw+dh/2)/dh, 1)
	} else {
		ch = max((w*dh+dw/2)/dw, 1)
	}
	return (h - ch) / 2, (w - cw) / 2, ch, cw
}

// FitNearest is Fit for a plane of labels: each pixel takes the value of the
// nearest one, by their centres.
func FitNearest(src []uint8, h, w, dh, dw int) []uint8 {
	y0, x0, ch, cw := CentreCrop(h, w, dh, dw)
	out := make([]uint8, dh*dw)
	for i := range out {
		y, x := (2*(i/dw)+1)*ch/(2*dh), (2*(i%dw)+1)*cw/(2*dw)
		out[i] = src[(y0+y)*w+x0+x]
	}
	return out
}
