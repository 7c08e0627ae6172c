package m2pt

import (
	"fmt"

	"github.com/gopathway/pathway/nn"
)

// Modality is what a model's inputs are.
type Modality string

// The modalities there are models for.
const (
	Image Modality = "image"
	Audio Modality = "audio"
	Point Modality = "point"
	Video Modality = "video"
)

// Modalities are all of them.
var Modalities = []Modality{Image, Audio, Point, Video}

// Config is everything a model file says besides weights: enough to rebuild
// the model, prepare its inputs and name its outputs. Of ViT, Point and Video
// the one that Modality is about is set.
type Config struct {
	Modality Modality      `json:"modality"`
	ViT      *nn.ViTConfig `json:"vit,omitempty"`     // image and audio
	Point    *PointConfig  `json:"point,omitempty"`   // point
	Video    *VideoConfig  `json:"video,omitempty"`   // video
	Masked   *Masked       `json:"masked,omitempty"`  // set: a masked autoencoder, which has no classes
	Segment  *Segment      `json:"segment,omitempty"` // set: every point or pixel has a class; image and point
	Classes  []string      `json:"classes,omitempty"`

	// Mean and Std normalise the input: per channel of pixels in [0, 1] for
	// images and videos; one value each for log-mel spectrograms, (x −
	// mean)/(2·std). Point clouds are centred and scaled each by itself.
	Mean []float32 `json:"mean,omitempty"`
	Std  []float32 `json:"std,omitempty"`

	Filters *FilterBankConfig `json:"filter_bank,omitempty"`  // audio only
	Points  int               `json:"points,omitempty"`       // of a cloud that the model is given; point only
	Stride  int               `json:"frame_stride,omitempty"` // from one frame that the model is given to the next; 0: 1; video only
	Paths   []Path            `json:"pathways,omitempty"`     // in the model
	Merged  []Path            `json:"merged,omitempty"`       // folded into it
	Trained Training          `json:"trained"`
}

// Masked describes the decoder of a masked autoencoder and what it is trained
// to do. Zero values mean the defaults of its modality's autoencoder.
type Masked struct {
	DecoderDim   int     `json:"decoder_dim,omitempty"` // point: that of the encoder
	DecoderDepth int     `json:"decoder_depth,omitempty"`
	DecoderHeads int     `json:"decoder_heads,omitempty"`
	Ratio        float64 `json:"mask_ratio,omitempty"`
	TimeRatio    float64 `json:"time_ratio,omitempty"` // whole rows and columns are masked instead, see MAEConfig; image and audio
	FreqRatio    float64 `json:"freq_ratio,omitempty"`
	NormPixLoss  bool    `json:"norm_pix_loss,omitempty"` // not point
}

// Path tells of one auxiliary of a model.
type Path struct {
	Modality Modality           `json:"modality"`         // of the auxiliary
	Trained  Training           `json:"trained"`          // what the auxiliary was trained on
	Options  Options            `json:"options"`          // how it is connected
	Scales   map[string]float32 `json:"scales,omitempty"` // the λ that were merged, by layer
}

// Training tells what a model was trained on and how well it did.
type Training struct {
	Data         string  `json:"data,omitempty"`
	Samples      int     `json:"samples,omitempty"`
	Epochs       int     `json:"epochs,omitempty"`
	Seed         uint64  `json:"seed"`
	Validation   bool    `json:"validation,omitempty"` // what follows is of held out training samples, not of a test set
	TestSamples  int     `json:"test_samples,omitempty"`
	TestAccuracy float64 `json:"test_accuracy,omitempty"` // in [0, 1]; of a segmenter by point or pixel
	TestLoss     float64 `json:"test_loss,omitempty"`     // of a masked autoencoder
	TestIoU      float64 `json:"test_mean_iou,omitempty"` // of a segmenter, in [0, 1]; of parts the instance mIoU
}

// maxPaths bounds what a file may ask for.
const maxPaths = 64

// Validate reports what is wrong with the configuration, or nil.
func (c Config) Validate() error {
	k := c.kind()
	if k == nil {
		return fmt.Errorf("m2pt: config: modality is %q, want one of %q", c.Modality, Modalities)
	}
	for _, part := range []struct {
		name      string
		set, want bool
	}{
		{"vit", c.ViT != nil, c.Modality == Image || c.Modality == Audio},
		{"point", c.Point != nil, c.Modality == Point},
		{"video", c.Video != nil, c.Modality == Video},
		{"filter_bank", c.Filters != nil, c.Modality == Audio},
	} {
		if part.want && !part.set {
			return fmt.Errorf("m2pt: config: %s without %s", c.Modality, part.name)
		}
		if part.set && !part.want {
			return fmt.Errorf("m2pt: config: %s with %s", c.Modality, part.name)
		}
	}
	switch {
	case c.Segment != nil && c.Masked != nil:
		return fmt.Errorf("m2pt: config: segment with masked")
	case c.Segment != nil && (c.Modality == Audio || c.Modality == Video):
		return fmt.Errorf("m2pt: config: segment with %s", c.Modality)
	}
	if err := k.validate(c); err != nil {
		return err
	}
	if want := k.classes(c); c.Masked == nil && len(c.Classes) != want {
		return fmt.Errorf("m2pt: config: %d class names for %d classes", len(c.Classes), want)
	}
	channels := k.channels(c)
	if len(c.Mean) != channels || len(c.Std) != channels {
		return fmt.Errorf("m2pt: config: %d means and %d standard deviations for %d channels", len(c.Mean), len(c.Std), channels)
	}
	for i, s := range c.Std {
		if !(s > 0) {
			return fmt.Errorf("m2pt: config: standard deviation of channel %d is %v, want more than 0", i, s)
		}
	}
	if len(c.Paths) > maxPaths {
		return fmt.Errorf("m2pt: config: %d pathways, want at most %d", len(c.Paths), maxPaths)
	}
	for _, p := range c.Paths {
		if err := p.Options.Validate(); err != nil {
			return err
		}
	}
	return nil
}

// InputShape returns the shape of one prepared sample: [channels, height,
// width] of images, [1, frames, mel bins] of sounds, [points, 3] of point
// clouds, [channels, frames, height, width] of videos.
func (c Config) InputShape() []int { return c.kind().input(c) }

// Size returns the width, depth and heads of the model's blocks. Models with
// pathways between them agree in width and depth.
func (c Config) Size() (dim, depth, heads int) { return c.kind().size(c) }
