package m2pt

import (
	"fmt"
	"reflect"

	"github.com/gopathway/pathway/m2pt/audio"
	"github.com/gopathway/pathway/nn"
)

// Config is everything a model file says besides weights: enough to rebuild
// the model, prepare its inputs and name its outputs.
type Config struct {
	Modality Modality

	// Net configures the net: it is a *nn.ViTConfig for images and sounds, a
	// *point.Config, a *video.Config, or the type of another Family. ViT, Point and
	// Video return it as what it is.
	Net any

	Masked  *Masked  // if set, the model is a masked autoencoder, and has no classes
	Segment *Segment // if set, the model gives every point or pixel a class
	Classes []string

	// Mean and Std normalise the input: per channel of pixels in [0, 1] for
	// images and videos; one value each for log-mel spectrograms, (x −
	// mean)/(2·std). Point clouds are centred and scaled each by itself.
	Mean []float32
	Std  []float32

	// PosResize says how learned positions are fitted to images of another size, when
	// another model starts from this one. Empty: as in the code of MAE; images only.
	PosResize nn.PosResize

	Filters *audio.FilterBankConfig // audio only
	Points  int                     // points of a cloud that the model takes; point only
	Stride  int                     // frames of the video from one frame of a clip to the next; 0 means 1; video only
	Paths   []Path                  // pathways in the model
	Merged  []Path                  // pathways folded into it
	Trained Training
}

// Masked describes the decoder of a masked autoencoder and what it is trained
// to do. Zero values mean the defaults of its modality's autoencoder.
type Masked struct {
	DecoderDim   int     `json:"decoder_dim,omitempty"` // point: that of the encoder
	DecoderDepth int     `json:"decoder_depth,omitempty"`
	DecoderHeads int     `json:"decoder_heads,omitempty"`
	MaskRatio    float64 `json:"mask_ratio,omitempty"`
	TimeRatio    float64 `json:"time_ratio,omitempty"` // mask whole rows and columns instead (see image.MAEConfig); image and audio
	FreqRatio    float64 `json:"freq_ratio,omitempty"`
	NormPixLoss  bool    `json:"norm_pix_loss,omitempty"` // not point
}

// Segment describes what a segmenter has in place of a classifier's head. Zero
// values mean the defaults of point.SegmenterConfig and image.SegmenterConfig.
type Segment struct {
	FeatureBlocks []int `json:"feature_blocks,omitempty"` // blocks whose tokens the head reads, from 1

	Width    int `json:"head_width,omitempty"`    // image
	Upsample int `json:"head_upsample,omitempty"` // image

	Propagate   [2]int `json:"propagate"`              // point
	HeadHidden  [2]int `json:"head_hidden"`            // point
	CategoryDim int    `json:"category_dim,omitempty"` // point

	// Categories are the kinds of shapes; the head takes that of each shape. PartsOf
	// lists the parts of each category as indices into Config.Classes, which names
	// the parts of all. Both are empty if the head takes no category; point only.
	Categories []string `json:"categories,omitempty"`
	PartsOf    [][]int  `json:"parts_of,omitempty"`
}

// Path describes one auxiliary of a model.
type Path struct {
	Modality Modality           `json:"modality"`         // of the auxiliary
	Trained  Training           `json:"trained"`          // what the auxiliary was trained on
	Options  Options            `json:"options"`          // how it is connected
	Lambdas  map[string]float32 `json:"scales,omitempty"` // the λ that were merged, by layer
}

// Training tells what a model was trained on and how well it did.
type Training struct {
	Data         string  `json:"data,omitempty"`
	Samples      int     `json:"samples,omitempty"`
	Epochs       int     `json:"epochs,omitempty"`
	Seed         uint64  `json:"seed"`
	Validation   bool    `json:"validation,omitempty"` // the results are those of training samples held out, not of a test set
	TestSamples  int     `json:"test_samples,omitempty"`
	TestAccuracy float64 `json:"test_accuracy,omitempty"` // in [0, 1]; of a segmenter by point or pixel
	TestLoss     float64 `json:"test_loss,omitempty"`     // of a masked autoencoder
	TestIoU      float64 `json:"test_mean_iou,omitempty"` // of a segmenter, in [0, 1]; of parts the instance mIoU
}

// maxPaths bounds what a file may ask for.
const (
	maxPaths       = 64
	maxFrameStride = 1 << 16
	maxSample      = 1 << 26 // numbers of a prepared sample: 256 MiB
	maxMoment      = 1e6     // of a mean or a standard deviation
)

// family returns the registry's row of c's modality and the kind of model that c
// describes.
func (c *Config) family() (*Family, *Kind, error) {
	f := FamilyOf(c.Modality)
	if f == nil {
		return nil, nil, fmt.Errorf("m2pt: config: modality is %q, want one of %q", c.Modality, Modalities())
	}
	if net := reflect.ValueOf(c.Net); c.Net == nil || net.Type() != reflect.TypeOf(f.NewNet()) || net.IsNil() {
		return nil, nil, fmt.Errorf("m2pt: config: %s without %s", c.Modality, f.NetKey)
	}
	k, err := f.kind(c)
	return f, k, err
}

// mustFamily is family for a configuration that is known to be valid.
func (c *Config) mustFamily() *Family {
	f, _, err := c.family()
	if err != nil {
		panic(err.Error())
	}
	return f
}

// Validate reports what is wrong with the configuration, or nil.
func (c Config) Validate() error {
	f, k, err := c.family()
	if err != nil {
		return err
	}
	if err := k.Validate(&c); err != nil {
		return err
	}
	if err := f.Inputs(&c); err != nil {
		return err
	}
	if err := c.PosResize.Validate(); err != nil {
		return fmt.Errorf("m2pt: config: pos_resize: %w", err)
	}
	if want := f.Classes(&c); c.Masked == nil && len(c.Classes) != want {
		return fmt.Errorf("m2pt: config: %d class names for %d classes", len(c.Classes), want)
	}
	channels := f.Channels(&c)
	if len(c.Mean) != channels || len(c.Std) != channels {
		return fmt.Errorf("m2pt: config: %d means and %d standard deviations for %d channels", len(c.Mean), len(c.Std), channels)
	}
	for i, s := range c.Std {
		if !(s > 0 && s <= maxMoment) {
			return fmt.Errorf("m2pt: config: standard deviation (std) of channel %d is %v, want more than 0, at most %v", i, s, float32(maxMoment))
		}
		if m := c.Mean[i]; !(m >= -maxMoment && m <= maxMoment) {
			return fmt.Errorf("m2pt: config: mean of channel %d is %v, want a number of at most %v either way", i, m, float32(maxMoment))
		}
	}
	if c.Stride < 0 || c.Stride > maxFrameStride {
		return fmt.Errorf("m2pt: config: frame_stride is %d, want 0 to %d", c.Stride, maxFrameStride)
	}
	if n := sampleSize(f.InputShape(&c)); n > maxSample {
		return fmt.Errorf("m2pt: config: a sample of the shape %v has %.0f numbers, want at most %d", f.InputShape(&c), n, maxSample)
	}
	if len(c.Paths) > maxPaths {
		return fmt.Errorf("m2pt: config: %d pathways, want at most %d", len(c.Paths), maxPaths)
	}
	for _, p := range c.Paths {
		if err := p.Options.Validate(); err != nil {
			return err
		}
		if depth := f.Encoder(&c).Depth; p.Options.AuxBlocks > depth {
			return fmt.Errorf("m2pt: config: a pathway through %d blocks of a model that has %d", p.Options.AuxBlocks, depth)
		}
	}
	return nil
}

// sampleSize returns how many numbers a sample has, as a float64 since a
// configuration from a file may describe any number.
func sampleSize(shape []int) float64 {
	n := 1.0
	for _, d := range shape {
		n *= float64(d)
	}
	return n
}

// InputShape returns the shape of one prepared sample: [channels, height,
// width] of images, [1, frames, mel bins] of sounds, [points, 3] of point
// clouds, [channels, frames, height, width] of videos.
func (c Config) InputShape() []int { return c.mustFamily().InputShape(&c) }

// Encoder returns the configuration of the model's blocks. Models with
// pathways between them agree in Dim and Depth.
func (c Config) Encoder() nn.EncoderConfig { return c.mustFamily().Encoder(&c) }

// NumClasses returns the number of classes that the net tells apart. It means
// nothing for an autoencoder.
func (c Config) NumClasses() int { return c.mustFamily().Classes(&c) }

// Tokens says, for people, how many tokens a sample has and what they are made
// of.
func (c Config) Tokens() string { return c.mustFamily().Tokens(&c) }

// Element names what the model gives classes to: "sample", or a segmenter's
// "pixel" or "point".
func (c Config) Element() string {
	if c.Segment == nil {
		return "sample"
	}
	return c.mustFamily().Element
}

// Targets returns how many targets a sample has: 1, or a segmenter's number of
// pixels or points.
func (c Config) Targets() int {
	if c.Segment == nil {
		return 1
	}
	return c.mustFamily().Elements(&c)
}

// numParams returns how many elements the net of c has, pathways included.
func (c *Config) numParams() float64 {
	f, k, err := c.family()
	if err != nil {
		panic(err.Error())
	}
	n := k.NumParams(c)
	for _, p := range c.Paths {
		n += p.Options.numParams(f.Encoder(c))
	}
	return n
}
