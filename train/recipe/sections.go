package recipe

// This file: the sections of a recipe, one for each modality and one for masked
// autoencoders.

// Image is the augmentation of images, which augment.Image carries out.
type Image struct {
	// Shift moves an image by up to this share of its shorter side, each way.
	Shift float64 `yaml:"shift" json:"shift" want:"[0, 1]" help:"largest shift each way, as a share of the image's shorter side"`
	// Rotate is the largest turn of an image each way, in degrees.
	Rotate float64 `yaml:"rotate" json:"rotate" want:"[0, 180]" help:"largest rotation each way, in degrees"`
	// Scale makes an image smaller or larger by up to this share.
	Scale float64 `yaml:"scale" json:"scale" want:"[0, 1)" help:"sizes are multiplied by 1-scale to 1+scale"`
	// Flip mirrors left and right with a chance of one half.
	Flip bool `yaml:"flip" json:"flip" help:"mirror half of the images; not for digits"`

	RandomResizedCrop RandomResizedCrop `yaml:"random_resized_crop" json:"random_resized_crop" help:"a part of the image at the size of the whole"`
	RandAugment       RandAugment       `yaml:"rand_augment" json:"rand_augment" help:"random changes of colour and geometry"`

	// RandomErasing is the probability that a rectangle of an image is erased (Zhong
	// et al., 2020).
	RandomErasing float64 `yaml:"random_erasing" json:"random_erasing" want:"[0, 1]" help:"probability that a rectangle is erased"`
}

// RandomResizedCrop cuts a random part out of an image and enlarges it to the size of
// the whole, as torchvision does (Szegedy et al., 2015).
type RandomResizedCrop struct {
	// Scale is the smallest and the largest share of the area, 1 for all of it.
	Scale Pair `yaml:"scale" json:"scale" want:"[0, 1]" help:"smallest and largest share of the image's area; 0,0: no crop"`
	// Ratio is the smallest and the largest width over height.
	Ratio Pair `yaml:"ratio" json:"ratio" want:"[0, inf)" help:"smallest and largest width over height of the part; 0,0: 3/4 to 4/3"`
}

// RandAugment applies operations that are drawn at random (Cubuk et al., 2020), those
// of timm without its variations of the strength.
type RandAugment struct {
	// N is the number of operations for each image.
	N int `yaml:"n" json:"n" want:"[0, 14]" help:"operations per image; 0: none"`
	// Magnitude is the strength of all operations.
	Magnitude float64 `yaml:"magnitude" json:"magnitude" want:"[0, 10]" help:"their strength, up to 10 as timm counts"`
}

// Audio is the augmentation of spectrograms: SpecAugment (Park et al., 2019), which
// augment.Spec carries out, changes of loudness and place, and patches that a
// classifier is not shown (nn.ViTConfig).
type Audio struct {
	// TimeMasks stripes across all bands are masked, each up to TimeWidth wide.
	TimeMasks int     `yaml:"time_masks" json:"time_masks" want:"[0, 100]" help:"stripes along time that are masked"`
	TimeWidth float64 `yaml:"time_width" json:"time_width" want:"[0, 1]" help:"largest width of each, as a share of the frames"`
	// FreqMasks stripes across all frames are masked, each up to FreqWidth high.
	FreqMasks int     `yaml:"freq_masks" json:"freq_masks" want:"[0, 100]" help:"stripes along frequency that are masked"`
	FreqWidth float64 `yaml:"freq_width" json:"freq_width" want:"[0, 1]" help:"largest width of each, as a share of the bands"`
	// DropTime and DropFreq are the shares of the columns and rows of the grid of
	// patches that are left out in fine-tuning, after AudioMAE (Huang et al., 2022).
	DropTime float64 `yaml:"drop_time" json:"drop_time" want:"[0, 1)" help:"share of the moments, one patch long, that a classifier is not shown in training"`
	DropFreq float64 `yaml:"drop_freq" json:"drop_freq" want:"[0, 1)" help:"share of the frequency bands, one patch high, that it is not shown"`
	// Gain is added to or taken from all values of a spectrogram, a logarithm of
	// energies, before it is normalised.
	Gain float64 `yaml:"gain" json:"gain" want:"[0, inf)" help:"largest change of loudness each way, in the log-mel spectrogram's unit"`
	// Shift moves a short sound within the model's input, and the input within a long
	// sound, by up to this share of the input and as far as there is room.
	Shift float64 `yaml:"shift" json:"shift" want:"[0, 1]" help:"largest move in time, as a share of the frames"`
}

// Point is how many points of a cloud a model sees, and their augmentation, which
// augment.Point carries out. Clouds are normalised to the unit sphere before,
// so a length of 1 is a cloud's radius.
type Point struct {
	Points int `yaml:"points" json:"points" want:"[0, 1000000]" help:"points that are taken of a cloud; 0: chosen by the model"`
	// Scale is the largest factor of an axis; 1/Scale is the smallest.
	Scale float64 `yaml:"scale" json:"scale" want:"[0, inf)" help:"each axis is multiplied by 1/scale to scale; 0 or 1: by nothing"`
	// Translate moves a cloud along each axis.
	Translate float64 `yaml:"translate" json:"translate" want:"[0, inf)" help:"largest shift along each axis, each way"`
	// RotateUp turns a cloud about its vertical axis.
	RotateUp float64 `yaml:"rotate_up" json:"rotate_up" want:"[0, 180]" help:"largest turn about the up axis each way, in degrees"`
	// Jitter moves every coordinate of every point by itself.
	Jitter float64 `yaml:"jitter" json:"jitter" want:"[0, inf)" help:"standard deviation of the noise in each coordinate"`
}

// Video is how clips are taken from videos, and their augmentation, which
// augment.Video carries out. All frames of a clip are changed alike.
type Video struct {
	Frames int `yaml:"frames" json:"frames" want:"[0, 4096]" help:"frames of a clip; 0: chosen by the model"`
	// Stride is the step from a frame of a clip to the next, in frames of the video.
	Stride int `yaml:"stride" json:"stride" want:"[0, 4096]" help:"frames from one of a clip to the next; 0: chosen by the data"`
	// TemporalCrop takes a clip from anywhere in a video instead of its middle.
	TemporalCrop bool `yaml:"temporal_crop" json:"temporal_crop" help:"clips begin at a random frame, not so that they lie in the middle"`
	// Shift moves a clip by up to this share of its shorter side, each way.
	Shift float64 `yaml:"shift" json:"shift" want:"[0, 1]" help:"largest shift each way, as a share of the shorter side"`
	// Flip mirrors left and right with a chance of one half.
	Flip bool `yaml:"flip" json:"flip" help:"mirror half of the clips; not for directions"`
}

// MAE is masked autoencoding, which pretrains without labels: MAE for images (He et
// al., 2022), AudioMAE (Huang et al., 2022), Point-MAE (Pang et al., 2022) and VideoMAE
// (Tong et al., 2022).
type MAE struct {
	MaskRatio float64 `yaml:"mask_ratio" json:"mask_ratio" want:"[0, 1)" help:"share of the tokens that are masked; 0: this is no masked autoencoding"`
	// TimeRatio and FreqRatio mask whole columns and rows of a spectrogram's grid of
	// patches in place of single tokens.
	TimeRatio    float64 `yaml:"time_ratio" json:"time_ratio" want:"[0, 1)" help:"share of the moments of a spectrogram that are masked as wholes; with it or freq_ratio, mask_ratio does not count"`
	FreqRatio    float64 `yaml:"freq_ratio" json:"freq_ratio" want:"[0, 1)" help:"share of the frequency bands that are masked as wholes"`
	DecoderDim   int     `yaml:"decoder_dim" json:"decoder_dim" want:"[0, 65536]" help:"width of the decoder; 0: chosen by the model"`
	DecoderDepth int     `yaml:"decoder_depth" json:"decoder_depth" want:"[0, 1000]" help:"blocks of the decoder; 0: chosen by the model"`
	DecoderHeads int     `yaml:"decoder_heads" json:"decoder_heads" want:"[0, 1024]" help:"attention heads of the decoder; 0: chosen by the model"`
	// NormPixLoss makes the decoder predict patches of mean 0 and variance 1.
	NormPixLoss bool `yaml:"norm_pix_loss" json:"norm_pix_loss" help:"targets are normalised patch by patch"`
}
