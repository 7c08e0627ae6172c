package augment

import (
	"reflect"
	"testing"

	"github.com/gopathway/pathway/tensor"
)

func newPlanes(c, h, w int, img ...uint8) planes {
	return planes{img, c, h, w, &imageWork{rng: tensor.NewRNG(0)}}
}

// The expected pixels are worked out by hand from Pillow's definitions.
func TestPixelOperations(t *testing.T) {
	grey4 := []uint8{10, 20, 20, 60}
	tests := []struct {
		name     string
		op       int
		strength float64
		negative bool
		c, h, w  int
		in, want []uint8
	}{
		{"identity", randIdentity, 1, false, 1, 2, 2, grey4, grey4},
		{"autocontrast", randAutoContrast, 1, false, 1, 2, 2, grey4, []uint8{0, 51, 51, 255}},
		{"autocontrast by channel", randAutoContrast, 0, false, 2, 1, 2, []uint8{0, 255, 5, 5}, []uint8{0, 255, 5, 5}},
		{"equalize of too few pixels", randEqualize, 1, false, 1, 2, 2, grey4, grey4},
		{"solarize", randSolarize, 0.75, false, 1, 2, 2, []uint8{63, 64, 255, 0}, []uint8{63, 191, 0, 0}},
		{"solarize nothing", randSolarize, 0, false, 1, 1, 2, []uint8{255, 1}, []uint8{255, 1}},
		{"solarize all", randSolarize, 1, true, 1, 1, 2, []uint8{255, 1}, []uint8{0, 254}},
		{"posterize", randPosterize, 1, false, 1, 1, 4, []uint8{15, 16, 255, 130}, []uint8{0, 16, 240, 128}},
		{"posterize nothing", randPosterize, 0, true, 1, 1, 2, []uint8{255, 1}, []uint8{255, 1}},
		{"brighter", randBrightness, 1, false, 1, 1, 3, []uint8{10, 100, 200}, []uint8{19, 190, 255}},
		{"darker", randBrightness, 1, true, 1, 1, 3, []uint8{10, 100, 200}, []uint8{1, 10, 20}},
		{"more contrast", randContrast, 0.5, false, 1, 1, 2, []uint8{100, 130}, []uint8{93, 137}},
		{"less contrast", randContrast, 1, true, 1, 1, 2, []uint8{0, 200}, []uint8{90, 110}},
		{"contrast of colours", randContrast, 1, true, 3, 1, 1, []uint8{255, 0, 0}, []uint8{94, 68, 68}}, // grey 76
		{"less colour", randColor, 1, true, 3, 1, 1, []uint8{255, 0, 0}, []uint8{94, 68, 68}},
		{"more colour", randColor, 1, false, 3, 1, 1, []uint8{110, 50, 50}, []uint8{148, 34, 34}}, // grey 68
		{"colour of grey", randColor, 1, true, 1, 2, 2, grey4, grey4},
		// The smooth centre is (5·200 + 8·70)/13 = 120.
		{"sharper", randSharpness, 0.5, false, 1, 3, 3, []uint8{70, 70, 70, 70, 200, 70, 70, 70, 70}, []uint8{70, 70, 70, 70, 236, 70, 70, 70, 70}},
		{"softer", randSharpness, 0.5, true, 1, 3, 3, []uint8{70, 70, 70, 70, 200, 70, 70, 70, 70}, []uint8{70, 70, 70, 70, 164, 70, 70, 70, 70}},
		{"sharpness of a line", randSharpness, 1, false, 1, 1, 4, grey4, grey4},
		// 0.45 of 20 pixels is 9: x looks up x + 9.
		{"translate", randTranslateX, 1, false, 1, 1, 20, ramp(20), append(ramp(20)[9:], 7, 7, 7, 7, 7, 7, 7, 7, 7)},
		{"translate back", randTranslateY, 1, true, 1, 20, 1, ramp(20), append([]uint8{7, 7, 7, 7, 7, 7, 7, 7, 7}, ramp(20)[:11]...)},
		{"rotate nothing", randRotate, 0, true, 1, 4, 5, ramp(20), ramp(20)},
		{"shear nothing", randShearX, 0, true, 1, 4, 5, ramp(20), ramp(20)},
	}
	for _, tt := range tests {
		p := newPlanes(tt.c, tt.h, tt.w, append([]uint8(nil), tt.in...)...)
		p.operate(tt.op, tt.strength, tt.negative, 7)
		if !reflect.DeepEqual(p.img, tt.want) {
			t.Errorf("%s: %v became %v, want %v", tt.name, tt.in, p.img, tt.want)
		}
	}
}

// ramp returns 100, 101, ...
func ramp(n int) []uint8 {
	r := make([]uint8, n)
	for i := range r {
		r[i] = uint8(100 + i)
	}
	return r
}

// Equalize makes a histogram of two narrow peaks as wide as it can be, and
// leaves one that is flat.
func TestEqualize(t *testing.T) {
	p := newPlanes(1, 20, 51)
	for i := 0; i < 20*51; i++ {
		p.img = append(p.img, uint8(100+i%2))
	}
	p.operate(randEqualize, 0, false, 0)
	// 510 of each; the step is 510/255 = 2: 100 becomes 1/2, 101 (1+510)/2.
	if p.img[0] != 0 || p.img[1] != 255 {
		t.Errorf("100 and 101 became %d and %d", p.img[0], p.img[1])
	}
	p = newPlanes(1, 16, 16)
	for i := 0; i < 256; i++ {
		p.img = append(p.img, uint8(i))
	}
	want := append([]uint8(nil), p.img...)
	p.operate(randEqualize, 0, false, 0)
	if !reflect.DeepEqual(p.img, want) {
		t.Error("a flat histogram was changed")
	}
}

// Turns keep the centre, and shears the first line and column, where they are.
func TestPixelGeometry(t *testing.T) {
	dot := func(x, y int) planes {
		p := newPlanes(1, 21, 21, make([]uint8, 21*21)...)
		p.img[y*21+x] = 255
		return p
	}
	for _, negative := range []bool{false, true} {
		p := dot(10, 10)
		p.operate(randRotate, 1, negative, 0)
		if p.img[10*21+10] != 255 {
			t.Error("the centre was turned away")
		}
		p = dot(20, 10)
		p.operate(randRotate, 1, negative, 0)
		// At 30 degrees, 10 to the right becomes 8.66 to the right and 5 up or down.
		y := 5
		if negative {
			y = 15
		}
		if p.img[y*21+18]+p.img[y*21+19] < 150 {
			t.Errorf("turned, negative %v: %v", negative, p.img[y*21:y*21+21])
		}
		p = dot(10, 10)
		p.operate(randShearX, 1, negative, 0)
		// The middle of line 10 is 10.5 from the top: it moves by 0.3·10.5 = 3.15.
		x := 7
		if negative {
			x = 13
		}
		if p.img[10*21+x] < 200 {
			t.Errorf("sheared, negative %v: %v", negative, p.img[210:231])
		}
		p = dot(10, 10)
		p.operate(randShearY, 1, negative, 0)
		if p.img[x*21+10] < 200 {
			t.Errorf("sheared in y, negative %v", negative)
		}
	}
}
