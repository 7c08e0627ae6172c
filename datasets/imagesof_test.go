package datasets

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"reflect"
	"testing"
)

// custom is an image of a type that nothing knows: its pixels are computed.
type custom struct{ bounds image.Rectangle }

func (c custom) ColorModel() color.Model { return color.NRGBA64Model }
func (c custom) Bounds() image.Rectangle { return c.bounds }
func (c custom) At(x, y int) color.Color {
	return color.NRGBA64{uint16(x * 9001), uint16(y * 12007), uint16(x * y * 777), uint16(0xffff - 4000*(x+y&3))}
}

// pictures are images of all types, none of which begins at 0, 0.
func pictures() map[string]image.Image {
	r := image.Rect(-3, 5, 4, 10)
	whole := image.Rect(-5, 2, 9, 14)
	all := map[string]image.Image{"custom": custom{r}, "uniform part": custom{image.Rect(7, 7, 8, 8)}}
	for name, img := range map[string]draw.Image{
		"gray": image.NewGray(whole), "gray16": image.NewGray16(whole), "rgba": image.NewRGBA(whole), "rgba64": image.NewRGBA64(whole),
		"nrgba": image.NewNRGBA(whole), "nrgba64": image.NewNRGBA64(whole), "cmyk": image.NewCMYK(whole),
		"paletted": image.NewPaletted(whole, color.Palette{color.NRGBA{1, 2, 3, 255}, color.NRGBA{200, 100, 0, 255}, color.NRGBA{9, 90, 250, 128}, color.Transparent}),
		"alpha":    image.NewAlpha(whole),
	} {
		for y := whole.Min.Y; y < whole.Max.Y; y++ {
			for x := whole.Min.X; x < whole.Max.X; x++ {
				img.Set(x, y, custom{}.At(x+20, y+20))
			}
		}
		all[name] = img
		all[name+", a part"] = img.(interface {
			SubImage(image.Rectangle) image.Image
		}).SubImage(r)
	}
	for ratio := image.YCbCrSubsampleRatio444; ratio <= image.YCbCrSubsampleRatio410; ratio++ {
		img := image.NewYCbCr(whole, ratio)
		deep := image.NewNYCbCrA(whole, ratio)
		for i := range img.Y {
			img.Y[i], deep.Y[i], deep.A[i] = uint8(i*3), uint8(i*3), uint8(i*11)
		}
		for i := range img.Cb {
			img.Cb[i], img.Cr[i], deep.Cb[i], deep.Cr[i] = uint8(i*5), uint8(255-i*7), uint8(i*5), uint8(255-i*7)
		}
		all[fmt.Sprint(ratio)], all[fmt.Sprint(ratio, ", a part")] = img, img.SubImage(r)
		all[fmt.Sprint(ratio, " with alpha")] = deep.SubImage(r)
	}
	return all
}

// Pixels are those of At over white, whatever the type and wherever the image begins.
func TestImagesOfAnyType(t *testing.T) {
	for name, img := range pictures() {
		s, err := ImagesOf([]image.Image{img}, Labelled{}, ImageOptions{Channels: 3})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		b := img.Bounds()
		if s.H != b.Dy() || s.W != b.Dx() || s.Name != "input" || s.Label[0] != -1 {
			t.Errorf("%s: %dx%d of %v, %q, %v", name, s.H, s.W, b, s.Name, s.Label)
		}
		for y := range s.H {
			for x := range s.W {
				r, g, bl, a := img.At(b.Min.X+x, b.Min.Y+y).RGBA()
				for c, v := range []uint32{r, g, bl} {
					want := int((v + 0xffff - a) >> 8)
					got := int(s.Pixels[(c*s.H+y)*s.W+x])
					// Package draw rounds mixtures in its own way.
					if got != want && (a == 0xffff || got-want > 1 || want-got > 1) {
						t.Fatalf("%s: channel %d in row %d, column %d is %d, want %d", name, c, y, x, got, want)
					}
				}
			}
		}
	}
}

// A picture in memory has the pixels of the file that it is written to.
func TestImagesOfAgreeWithFiles(t *testing.T) {
	for name, img := range pictures() {
		switch img.(type) {
		case *image.Gray, *image.Gray16, *image.RGBA, *image.NRGBA, *image.NRGBA64, *image.Paletted:
		default:
			continue // a PNG keeps others in another form
		}
		for _, o := range []ImageOptions{{}, {Channels: 1}, {Channels: 3, H: 4, W: 6}} {
			want, err := DecodeImage(bytes.NewReader(encodePNG(t, img)), "p", o)
			if err != nil {
				t.Fatal(err)
			}
			got, err := ImagesOf([]image.Image{img}, Labelled{Name: "p"}, o)
			if rgba, ok := img.(*image.RGBA); ok && !rgba.Opaque() && err == nil {
				continue // a PNG keeps alpha in another form
			}
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s, %+v: other than the file (%v)", name, o, err)
			}
		}
	}
}

func TestImagesOf(t *testing.T) {
	grey, red := image.NewGray(image.Rect(0, 0, 2, 1)), image.NewRGBA(image.Rect(5, 5, 7, 6))
	grey.Pix = []uint8{10, 20}
	red.Pix = []uint8{200, 0, 0, 255, 0, 0, 0, 0}
	s, err := ImagesOf([]image.Image{grey, grey}, Labelled{Name: "two", Label: []int{1, -1}, Classes: []string{"a", "b"}}, ImageOptions{})
	if err != nil || s.C != 1 || s.Len() != 2 || s.Label[0] != 1 || len(s.Classes) != 2 || !bytes.Equal(s.Pixels, []byte{10, 20, 10, 20}) {
		t.Errorf("two grey ones: %+v, %v", s, err)
	}
	s, err = ImagesOf([]image.Image{grey, red}, Labelled{}, ImageOptions{})
	if err != nil || s.C != 3 || !bytes.Equal(s.Pixels, []byte{10, 20, 10, 20, 10, 20, 200, 255, 0, 255, 0, 255}) {
		t.Errorf("grey and red: %+v, %v", s, err)
	}
	var none *image.RGBA
	for _, c := range []struct {
		pictures []image.Image
		l        Labelled
		o        ImageOptions
		want     []string
	}{
		{nil, Labelled{Name: "set"}, ImageOptions{}, []string{"set", "no images"}},
		{[]image.Image{grey}, Labelled{Name: "set", Label: []int{0, 0}}, ImageOptions{}, []string{"set", "2 labels for 1"}},
		{[]image.Image{grey}, Labelled{Name: "set", Label: []int{0}}, ImageOptions{}, []string{"set", "image 0", "label is 0", "0 classes"}},
		{[]image.Image{grey}, Labelled{Name: "set", Label: []int{-2}}, ImageOptions{}, []string{"label is -2"}},
		{[]image.Image{grey}, Labelled{}, ImageOptions{Channels: 2}, []string{"1 channel"}},
		{[]image.Image{grey, nil}, Labelled{Name: "set"}, ImageOptions{}, []string{"set", "image 1", "nil"}},
		{[]image.Image{none}, Labelled{Name: "set"}, ImageOptions{}, []string{"image 0", "*image.RGBA cannot be drawn"}},
		{[]image.Image{&image.Gray{Rect: image.Rect(0, 0, 9, 9), Stride: 9}}, Labelled{}, ImageOptions{}, []string{"image 0", "*image.Gray cannot be drawn"}},
		{[]image.Image{image.NewGray(image.Rectangle{})}, Labelled{}, ImageOptions{}, []string{"image 0", "0x0 is empty"}},
		{[]image.Image{image.White}, Labelled{}, ImageOptions{}, []string{"image 0", "above the limit of 67108864 pixels"}},
		{[]image.Image{grey}, Labelled{}, ImageOptions{MaxPixels: 1}, []string{"1x2", "limit of 1 pixels"}},
		{[]image.Image{grey, image.NewGray(image.Rect(0, 0, 1, 2))}, Labelled{}, ImageOptions{}, []string{"image 1", "2x1", "1x2 like image 0"}},
	} {
		_, err := ImagesOf(c.pictures, c.l, c.o)
		wantError(t, err, c.want...)
	}
}

func TestVideoOf(t *testing.T) {
	var frames []image.Image
	for i := range 5 {
		frames = append(frames, patch(3, 1, 2, uint8(i), 50, 60, 70))
	}
	want, err := DecodeVideo(context.Background(), bytes.NewReader(gifBytes(t, 2, 2, []byte{2, 2, 2, 2, 2}, patch(0, 0, 2, 0, 50, 60, 70), patch(0, 0, 2, 1, 50, 60, 70), patch(0, 0, 2, 2, 50, 60, 70), patch(0, 0, 2, 3, 50, 60, 70), patch(0, 0, 2, 4, 50, 60, 70))), "v", 3, 3, 3)
	if err != nil {
		t.Fatal(err)
	}
	got, err := VideoOf(context.Background(), frames, "v", 3, 3, 3)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v, %v", got, want, err)
	}
	_, err = VideoOf(context.Background(), nil, "v", 1, 0, 0)
	wantError(t, err, "v", "no frames")
	_, err = VideoOf(context.Background(), []image.Image{frames[0], nil}, "v", 1, 0, 0)
	wantError(t, err, "v", "frame 1", "nil")
	_, err = VideoOf(context.Background(), []image.Image{frames[0], image.NewGray(image.Rect(0, 0, 9, 9))}, "", 1, 0, 0)
	wantError(t, err, "input", "frame 1 is 9x9")
	_, err = VideoOf(context.Background(), frames, "v", 2, 0, 0)
	wantError(t, err, "1 channel")
}

func TestPointCloudOf(t *testing.T) {
	points := somePoints(40, [3]float64{4e5, 5e6, 10})
	want, err := DecodePointCloud(bytes.NewReader(cloudFiles(t, points)["bin.pcd"]), "a.pcd")
	if err != nil {
		t.Fatal(err)
	}
	got, err := PointCloudOf(points)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("other points than those of a file (%v)", err)
	}
	_, err = PointCloudOf(nil)
	wantError(t, err, "no points")
	_, err = PointCloudOf([][3]float64{{1e39, 0, 0}})
	wantError(t, err, "point 0", "1e+39")
}
