package pipeline

import (
	"context"
	"fmt"
	"image"
	"path/filepath"
	"slices"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/augment"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/picture"
	"github.com/gopathway/pathway/tensor"
)

// This file: images, with a class for each or for each of their pixels.

const imageFiles = "PNG, JPEG, WebP, BMP, TIFF"

var imageModality = Modality{
	Name:      m2pt.Image,
	Tasks:     []Task{Classify, Segment},
	Files:     imageFiles,
	Load:      loadImages,
	Synthetic: syntheticImages,
	Augment:   augmentImages,
	Model:     modelImages,
	Decode:    decodeImage,
	Draw:      drawImage,
	Rebuild:   rebuildImage,
	Segments:  &Segments{Ext: ".png", Draw: drawMask, Write: writeMask},
	Attention: &Attention{Tokens: patchesOf, Class: readsClassToken, Draw: attendImage},
}

// ImageInput says how images and masks in folders are read, of which size and with how
// many channels Options and models say.
type ImageInput struct {
	KeepOrientation bool // leave images as they are stored where EXIF says how to turn them
	MaxPixels       int  // of one image, or frame of a video; 0: see [datasets.LimitPixels]

	IgnoreLabels []int  // values of masks that have no class; nil: 255
	MaskColours  string // file that says which colours of masks are which classes; "": as the data says
}

// limit returns a context with the limit of pixels, if in has one.
func (in ImageInput) limit(ctx context.Context) context.Context {
	if in.MaxPixels == 0 {
		return ctx
	}
	return datasets.LimitPixels(ctx, in.MaxPixels)
}

// loadImages reads MNIST's or CIFAR's files, class folders, or images with masks; for
// training without labels pictures without class folders, too.
func loadImages(ctx context.Context, dir string, o Options) (*Corpus, error) {
	if o.Task == Segment {
		return loadMasks(ctx, dir, o)
	}
	load := datasets.LoadImages
	if o.Unlabelled && datasets.HoldsPictures(dir) {
		load = datasets.LoadUnlabelledImages
	}
	train, test, err := load(ctx, dir, o.imageOptions())
	if err != nil {
		return nil, err
	}
	return imageCorpus(filepath.Base(dir), train, test, o)
}

// imageOptions returns how images in folders are read.
func (o Options) imageOptions() datasets.ImageOptions {
	r := datasets.ImageOptions{Channels: o.Channels, H: o.Side, W: o.Side, KeepOrientation: o.Image.KeepOrientation, MaxPixels: o.Image.MaxPixels}
	if o.Like != nil {
		v := o.Like.ViT()
		r.Channels, r.H, r.W = v.Channels, v.Image[0], v.Image[1]
	}
	return r
}

// imageCorpus prepares sets of images; test may be nil.
func imageCorpus(name string, train, test *datasets.Images, o Options) (*Corpus, error) {
	if err := o.checkSize(name, train.C, train.H, train.W); err != nil {
		return nil, err
	}
	c := &Corpus{Name: name, Classes: train.Classes, Shape: train.Shape()}
	if o.Like != nil {
		c.Mean, c.Std = o.Like.Mean, o.Like.Std
	} else {
		c.Mean, c.Std = train.MeanStd()
	}
	if len(c.Mean) != train.C {
		return nil, fmt.Errorf("pipeline: the model takes images of %d channels, %s holds %d", len(c.Mean), name, train.C)
	}
	train.Mean, train.Std = c.Mean, c.Std
	c.Train = train
	if test == nil {
		c.Notes = append(c.Notes, o.unlikeImageNotes(name, train)...)
	} else {
		c.Notes = append(c.Notes, o.unlikeImageNotes(name, test)...)
		test.Mean, test.Std = c.Mean, c.Std
		c.Test = test
	}
	return c, nil
}

// The numbers of scenes that are made of MNIST's training digits and of its
// test digits.
const (
	scenesTrain = 4000
	scenesTest  = 1000
	scenesSide  = 48
	scenesSeed  = 1
)

// loadMasks reads images with masks, or makes scenes of digits.
func loadMasks(ctx context.Context, dir string, o Options) (*Corpus, error) {
	read := o.imageOptions()
	h, w := read.H, read.W
	name := filepath.Base(dir)
	if !datasets.HoldsMNIST(dir) {
		train, test, err := datasets.LoadImageMasks(ctx, dir, datasets.MaskOptions{ImageOptions: read, Ignore: o.Image.IgnoreLabels, Colours: o.Image.MaskColours})
		if err != nil {
			return nil, err
		}
		return maskCorpus(name, train, test, o)
	}
	if h == 0 {
		h, w = scenesSide, scenesSide
	}
	digits, testDigits, err := datasets.LoadMNIST(ctx, dir)
	if err != nil {
		return nil, err
	}
	train, err := synthetic.DigitScenes(digits, scenesTrain, h, w, scenesSeed)
	if err != nil {
		return nil, err
	}
	test, err := synthetic.DigitScenes(testDigits, scenesTest, h, w, scenesSeed+testSeed)
	if err != nil {
		return nil, err
	}
	return maskCorpus("scenes of "+name, train, test, o)
}

// maskCorpus prepares sets of images with masks; test may be nil.
func maskCorpus(name string, train, test *datasets.ImageMasks, o Options) (*Corpus, error) {
	var testImages *datasets.Images
	if test != nil {
		testImages = &test.Images
		if !slices.ContainsFunc(test.Masks, func(v uint8) bool { return v != datasets.IgnoreMask }) {
			return nil, fmt.Errorf("pipeline: %s: no pixel of the test masks has a class", name)
		}
	}
	c, err := imageCorpus(name, &train.Images, testImages, o)
	if err != nil {
		return nil, err
	}
	c.Segment = &m2pt.Segment{}
	c.Train = train
	if test != nil {
		c.Test = test
	}
	return c, nil
}

func syntheticImages(train, test int, seed uint64, o Options) (*Corpus, error) {
	if o.Task == Segment {
		return maskCorpus("synthetic image segments", synthetic.Scenes(train, seed), synthetic.Scenes(test, seed+testSeed), o)
	}
	return imageCorpus("synthetic image", synthetic.Images(train, seed), synthetic.Images(test, seed+testSeed), o)
}

func augmentImages(s datasets.Set, o augment.Options) datasets.Set {
	switch s := s.(type) {
	case *datasets.ImageMasks:
		return augment.Masks(s, o.Image, o.Seed)
	case *datasets.Images:
		return augment.Images(s, o.Image, o.Seed)
	}
	return s
}

// ImageModel shapes models of images.
type ImageModel struct {
	Patch int // side of a patch, in pixels
}

func modelImages(m *m2pt.Config, c *Corpus, o ModelOptions) {
	m.Net = &nn.ViTConfig{
		Image: [2]int{c.Shape[1], c.Shape[2]}, Patch: [2]int{o.Image.Patch, o.Image.Patch}, Channels: c.Shape[0],
		Dim: o.Dim, Depth: o.Depth, Heads: o.Heads, Classes: len(c.Classes),
		MeanPool: !c.segments(o), DropPath: float32(o.DropPath), Dropout: float32(o.Dropout),
	}
	if c.segments(o) {
		// The head is in proportion to the tokens, and smaller than usual: it
		// takes most of a step's time.
		head := *c.Segment
		head.Width, head.Upsample = o.Dim, min(2, o.Image.Patch)
		m.Segment = &head
	}
}

// Invert says whether a single image is inverted before it is given to a model.
type Invert string

const (
	InvertAuto Invert = "auto" // invert an image that is dark on light if the model was trained on light on dark; the zero value means the same
	InvertYes  Invert = "yes"
	InvertNo   Invert = "no"
)

// check returns an error unless it is one of these.
func (i Invert) check() error {
	switch i {
	case "", InvertAuto, InvertYes, InvertNo:
		return nil
	}
	return optionf("invert", "found %q, want %s, %s or %s", string(i), InvertYes, InvertNo, InvertAuto)
}

func decodeImage(_ context.Context, c m2pt.Config, in Input, o DecodeOptions) (*Sample, error) {
	img, err := readImage(in, Options{Like: &c, Image: o.Image}.imageOptions())
	if err != nil {
		return nil, err
	}
	unasked := o.Invert != InvertYes && o.Invert != InvertNo && inverted(img, c.Mean)
	if o.Invert == InvertYes || unasked {
		img.Invert()
	}
	img.Mean, img.Std = c.Mean, c.Std
	return &Sample{X: datasets.NewBatch(img, []int{0}), Unlike: unlikeImages(img, unasked)}, nil
}

// readImage returns the picture of an input as a set.
func readImage(in Input, o datasets.ImageOptions) (*datasets.Images, error) {
	if in.Image != nil {
		return datasets.ImagesOf([]image.Image{in.Image}, datasets.Labelled{Name: in.Name}, o)
	}
	r, err := in.Content("a file (" + imageFiles + ") or a picture")
	if err != nil {
		return nil, err
	}
	return datasets.DecodeImage(r, in.Name, o)
}

// inverted reports whether img is dark on light while the model was trained on
// light on dark, as MNIST is: its mean is dark and the image's border is light.
func inverted(img *datasets.Images, mean []float32) bool {
	if len(mean) != 1 || mean[0] > 0.35 {
		return false
	}
	sum, n := 0, 0
	for y := 0; y < img.H; y++ {
		for x := 0; x < img.W; x++ {
			if y == 0 || x == 0 || y == img.H-1 || x == img.W-1 {
				sum += int(img.Pixels[y*img.W+x])
				n++
			}
		}
	}
	return sum > 160*n
}

func drawImage(c m2pt.Config, sample []float32) []image.Image {
	return []image.Image{picture.Pixels(tensor.FromSlice(sample, c.ViT().Channels, c.ViT().Image[0], c.ViT().Image[1]), picture.PixelOptions{Mean: c.Mean, Std: c.Std, Scale: 1})}
}

func rebuildImage(c m2pt.Config, sample, seen, rebuilt []float32) (asSeen, asRebuilt []image.Image) {
	w, masked := c.ViT().Image[1], hidden(sample, seen)
	p := picture.Masked(drawImage(c, seen)[0], func(x, y int) bool { return masked(y*w + x) })
	return []image.Image{p}, drawImage(c, rebuilt)
}

func drawMask(c m2pt.Config, _ []float32, classes []int) image.Image {
	return picture.Classes(classes, c.ViT().Image[0], c.ViT().Image[1], len(c.Classes))
}

func writeMask(path string, c m2pt.Config, _ *Sample, classes []int) error {
	return picture.WritePNG(path, drawMask(c, nil, classes))
}
