// Package recipe holds how a model is trained: everything about a run besides
// the model and the data. A recipe is a small YAML or JSON file, one that comes
// with the program (Names) or the user's own; flags change single fields of it.
//
//	r, err := recipe.Load("image-mae") // or a path
//	err = r.Set("mae.mask_ratio", "0.6")
//	err = r.Validate()
//
// # Fields
//
// A field is named by its path, such as layer_decay or image.rand_augment.n;
// its flag is --image-rand-augment-n. The fields of Recipe say everything there
// is to say about each: its name, what it means, and which values it may have.
// Files, flags, Write, Set and Validate follow them.
//
// Sizes that depend on the data are shares: an image.shift of 0.1 is a tenth of
// the image's side, whatever that is. What a file does not mention is as in
// Default; that means off where a thing can be off.
//
// # Errors
//
// Load names the file, the line and the field, what was found and what was
// expected, for every mistake in the file, one to a line.
package recipe

// Recipe is all of a training run that is neither model nor data. Two runs with
// equal recipes, models and data give equal bits. It is a plain value: copies
// are independent, and == compares.
//
// In the tags, want is the interval that the values lie in; see Validate for
// what concerns several fields.
type Recipe struct {
	Epochs         int     `yaml:"epochs" json:"epochs" want:"[0, 1000000]" help:"passes over the training data; 0: chosen by its size"`
	Batch          int     `yaml:"batch" json:"batch" want:"[1, 65536]" help:"samples per step"`
	LR             float64 `yaml:"lr" json:"lr" want:"[0, inf)" help:"highest learning rate; 0: base_lr says it"`
	BaseLR         float64 `yaml:"base_lr" json:"base_lr" want:"[0, inf)" help:"highest learning rate for a batch of 256, in proportion for others; 0: lr says it"`
	MinLR          float64 `yaml:"min_lr" json:"min_lr" want:"[0, inf)" help:"learning rate at the end of the cosine"`
	WarmupEpochs   float64 `yaml:"warmup_epochs" json:"warmup_epochs" want:"[-1, 1000000]" help:"epochs in which the learning rate rises; -1: a tenth of all"`
	WeightDecay    float64 `yaml:"weight_decay" json:"weight_decay" want:"[0, inf)" help:"AdamW's weight decay"`
	Betas          Pair    `yaml:"betas" json:"betas" want:"[0, 1)" help:"AdamW's decay of the averages of gradients and of their squares"`
	LayerDecay     float64 `yaml:"layer_decay" json:"layer_decay" want:"(0, 1]" help:"learning rate of each layer as a multiple of that of the layer above; 1: the same"`
	LambdaLR       float64 `yaml:"lambda_lr" json:"lambda_lr" want:"(0, inf)" help:"learning rate of a pathway's λ as a multiple of that of the other parameters"`
	Clip           float64 `yaml:"clip" json:"clip" want:"[0, inf)" help:"largest norm of the gradient; 0: no limit"`
	LabelSmoothing float64 `yaml:"label_smoothing" json:"label_smoothing" want:"[0, 1)" help:"label smoothing"`
	DropPath       float64 `yaml:"drop_path" json:"drop_path" want:"[0, 1)" help:"stochastic depth of the last block"`
	Dropout        float64 `yaml:"dropout" json:"dropout" want:"[0, 1)" help:"dropout"`
	Mixup          float64 `yaml:"mixup" json:"mixup" want:"[0, inf)" help:"alpha of Mixup; 0: never"`
	CutMix         float64 `yaml:"cutmix" json:"cutmix" want:"[0, inf)" help:"alpha of CutMix; 0: never"`
	MixProb        float64 `yaml:"mix_prob" json:"mix_prob" want:"[0, 1]" help:"share of the batches that are mixed"`
	EMA            float64 `yaml:"ema" json:"ema" want:"[0, 1)" help:"decay of the moving average of the weights; 0: none"`
	Seed           uint64  `yaml:"seed" json:"seed" help:"seed of weights, order and augmentation"`
	EvalEvery      int     `yaml:"eval_every" json:"eval_every" want:"[0, 1000000]" help:"epochs between evaluations; 0: chosen by the sizes"`

	Image Image `yaml:"image" json:"image" help:"augmentation of images"`
	Audio Audio `yaml:"audio" json:"audio" help:"augmentation of spectrograms"`
	Point Point `yaml:"point" json:"point" help:"points of a cloud, and their augmentation"`
	Video Video `yaml:"video" json:"video" help:"frames of a clip, and their augmentation"`
	MAE   MAE   `yaml:"mae" json:"mae" help:"masked autoencoding"`
}

// Image is the augmentation of images; see augment.Image.
type Image struct {
	Shift             float64           `yaml:"shift" json:"shift" want:"[0, 1]" help:"largest shift each way, as a share of the image's shorter side"`
	Rotate            float64           `yaml:"rotate" json:"rotate" want:"[0, 180]" help:"largest rotation each way, in degrees"`
	Scale             float64           `yaml:"scale" json:"scale" want:"[0, 1)" help:"sizes are multiplied by 1-scale to 1+scale"`
	Flip              bool              `yaml:"flip" json:"flip" help:"mirror half of the images; not for digits"`
	RandomResizedCrop RandomResizedCrop `yaml:"random_resized_crop" json:"random_resized_crop" help:"a part of the image at the size of the whole"`
	RandAugment       RandAugment       `yaml:"rand_augment" json:"rand_augment" help:"random changes of colour and geometry"`
	RandomErasing     float64           `yaml:"random_erasing" json:"random_erasing" want:"[0, 1]" help:"probability that a rectangle is erased"`
}

// RandomResizedCrop is torchvision's.
type RandomResizedCrop struct {
	Scale Pair `yaml:"scale" json:"scale" want:"[0, 1]" help:"smallest and largest share of the image's area; 0,0: no crop"`
	Ratio Pair `yaml:"ratio" json:"ratio" want:"[0, inf)" help:"smallest and largest width over height of the part; 0,0: 3/4 to 4/3"`
}

// RandAugment is timm's, without its variations.
type RandAugment struct {
	N         int     `yaml:"n" json:"n" want:"[0, 14]" help:"operations per image; 0: none"`
	Magnitude float64 `yaml:"magnitude" json:"magnitude" want:"[0, 10]" help:"their strength, up to 10 as timm counts"`
}

// Audio is the augmentation of spectrograms; see augment.Spec, and
// nn.ViTConfig for what is left out.
type Audio struct {
	TimeMasks int     `yaml:"time_masks" json:"time_masks" want:"[0, 100]" help:"stripes along time that are masked"`
	TimeWidth float64 `yaml:"time_width" json:"time_width" want:"[0, 1]" help:"largest width of each, as a share of the frames"`
	FreqMasks int     `yaml:"freq_masks" json:"freq_masks" want:"[0, 100]" help:"stripes along frequency that are masked"`
	FreqWidth float64 `yaml:"freq_width" json:"freq_width" want:"[0, 1]" help:"largest width of each, as a share of the bands"`
	DropTime  float64 `yaml:"drop_time" json:"drop_time" want:"[0, 1)" help:"share of the moments, one patch long, that a classifier is not shown in training"`
	DropFreq  float64 `yaml:"drop_freq" json:"drop_freq" want:"[0, 1)" help:"share of the frequency bands, one patch high, that it is not shown"`
	Gain      float64 `yaml:"gain" json:"gain" want:"[0, inf)" help:"largest change of loudness each way, in the log-mel spectrogram's unit"`
	Shift     float64 `yaml:"shift" json:"shift" want:"[0, 1]" help:"largest move in time each way, as a share of the frames"`
}

// Point is the augmentation of point clouds; see augment.Point.
type Point struct {
	Points    int     `yaml:"points" json:"points" want:"[0, 1000000]" help:"points that are taken of a cloud; 0: chosen by the model"`
	Scale     float64 `yaml:"scale" json:"scale" want:"[0, inf)" help:"each axis is multiplied by 1/scale to scale; 0 or 1: by nothing"`
	Translate float64 `yaml:"translate" json:"translate" want:"[0, inf)" help:"largest shift along each axis, each way"`
	RotateUp  float64 `yaml:"rotate_up" json:"rotate_up" want:"[0, 180]" help:"largest turn about the up axis each way, in degrees"`
	Jitter    float64 `yaml:"jitter" json:"jitter" want:"[0, inf)" help:"standard deviation of the noise in each coordinate"`
}

// Video is how clips are taken from videos, and their augmentation. All frames
// of a clip are changed alike.
type Video struct {
	Frames       int     `yaml:"frames" json:"frames" want:"[0, 4096]" help:"frames of a clip; 0: chosen by the model"`
	Stride       int     `yaml:"stride" json:"stride" want:"[0, 4096]" help:"frames from one of a clip to the next; 0: chosen by the data"`
	TemporalCrop bool    `yaml:"temporal_crop" json:"temporal_crop" help:"clips begin at a random frame, not so that they lie in the middle"`
	Shift        float64 `yaml:"shift" json:"shift" want:"[0, 1]" help:"largest shift each way, as a share of the shorter side"`
	Flip         bool    `yaml:"flip" json:"flip" help:"mirror half of the clips; not for directions"`
}

// MAE is masked autoencoding, for pretraining without labels.
type MAE struct {
	MaskRatio    float64 `yaml:"mask_ratio" json:"mask_ratio" want:"[0, 1)" help:"share of the tokens that are masked; 0: this is no masked autoencoding"`
	TimeRatio    float64 `yaml:"time_ratio" json:"time_ratio" want:"[0, 1)" help:"share of the moments of a spectrogram that are masked as wholes; with it or freq_ratio, mask_ratio does not count"`
	FreqRatio    float64 `yaml:"freq_ratio" json:"freq_ratio" want:"[0, 1)" help:"share of the frequency bands that are masked as wholes"`
	DecoderDim   int     `yaml:"decoder_dim" json:"decoder_dim" want:"[0, 65536]" help:"width of the decoder; 0: chosen by the model"`
	DecoderDepth int     `yaml:"decoder_depth" json:"decoder_depth" want:"[0, 1000]" help:"blocks of the decoder; 0: chosen by the model"`
	DecoderHeads int     `yaml:"decoder_heads" json:"decoder_heads" want:"[0, 1024]" help:"attention heads of the decoder; 0: chosen by the model"`
	NormPixLoss  bool    `yaml:"norm_pix_loss" json:"norm_pix_loss" help:"targets are normalised patch by patch"`
}

// Pair is two numbers: [0.9, 0.999] in a file, 0.9,0.999 as a flag.
type Pair [2]float64

// Default returns what holds where a file says nothing: plain AdamW without
// augmentation.
func Default() Recipe {
	return Recipe{
		Batch: 32, LR: 1e-3, MinLR: 1e-5, WarmupEpochs: -1,
		WeightDecay: 0.05, Betas: Pair{0.9, 0.999}, LayerDecay: 1, LambdaLR: 1,
		MixProb: 1, Seed: 1,
	}
}

// Complete returns r with every automatic value replaced by what suits train
// training samples and test test samples. Few samples are seen more often, and
// the test set is not gone through more often than it costs a third of the
// training. LR is the rate for Batch, and BaseLR 0.
func (r Recipe) Complete(train, test int) Recipe {
	n := max(train, 1)
	if r.Epochs == 0 {
		r.Epochs = min(max((100000+n-1)/n, 12), 200)
	}
	if r.EvalEvery == 0 {
		r.EvalEvery = min(max((test+n-1)/n, 1), r.Epochs)
	}
	if r.WarmupEpochs < 0 {
		r.WarmupEpochs = float64(r.Epochs) / 10
	}
	r.LR, r.BaseLR = r.PeakLR(), 0
	return r
}

// PeakLR is the highest learning rate: LR, or BaseLR in proportion to the batch.
func (r *Recipe) PeakLR() float64 {
	if r.LR > 0 {
		return r.LR
	}
	return r.BaseLR * float64(r.Batch) / 256
}
