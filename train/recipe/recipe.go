package recipe

// Recipe says how a model is trained. Two runs with equal recipes, models and data
// give equal bits. A recipe is a plain value: copies are independent, and ==
// compares.
//
// The tags are the description that [Fields] returns: yaml and json hold the field's
// name, want the interval its numbers lie in, help what it means. [Recipe.Validate]
// also checks what concerns several fields at once.
type Recipe struct {
	// MadeFor is the sizes of models and data that the recipe was made for. It tells
	// people; no training depends on it.
	MadeFor MadeFor `yaml:"made_for" json:"made_for" help:"sizes that the recipe was made for; models and data of others get a note"`

	// Epochs is the number of passes over the training data; 0 leaves the choice to
	// Complete.
	Epochs int `yaml:"epochs" json:"epochs" want:"[0, 1000000]" help:"passes over the training data; 0: chosen by its size"`
	// Batch is the number of samples in a step. The last batch of an epoch may be
	// smaller.
	Batch int `yaml:"batch" json:"batch" want:"[1, 65536]" help:"samples per step"`

	// LR is the learning rate at the end of the warm-up. Either LR or BaseLR is 0.
	LR float64 `yaml:"lr" json:"lr" want:"[0, inf)" help:"highest learning rate; 0: base_lr says it"`
	// BaseLR is the learning rate for a batch of 256; the real one is in proportion
	// to the batch (Goyal et al., 2017), as papers on pretraining give it.
	BaseLR float64 `yaml:"base_lr" json:"base_lr" want:"[0, inf)" help:"highest learning rate for a batch of 256, in proportion for others; 0: lr says it"`
	// MinLR is the learning rate of the last step. From LR to it the rate follows
	// half a cosine (Loshchilov and Hutter, 2017).
	MinLR float64 `yaml:"min_lr" json:"min_lr" want:"[0, inf)" help:"learning rate at the end of the cosine"`
	// WarmupEpochs is how long the learning rate rises from 0 to LR, in epochs; it
	// need not be whole. -1 leaves the choice to Complete.
	WarmupEpochs float64 `yaml:"warmup_epochs" json:"warmup_epochs" want:"[-1, 1000000]" help:"epochs in which the learning rate rises; -1: a tenth of all"`

	// WeightDecay is that of AdamW (Loshchilov and Hutter, 2019): a step multiplies
	// weights by 1 - rate*WeightDecay.
	WeightDecay float64 `yaml:"weight_decay" json:"weight_decay" want:"[0, inf)" help:"AdamW's weight decay"`
	// Betas are the decays of AdamW's two running averages.
	Betas Pair `yaml:"betas" json:"betas" want:"[0, 1)" help:"AdamW's decay of the averages of gradients and of their squares"`
	// LayerDecay multiplies the learning rate once per block, from the head down to
	// the embedding, for fine-tuning (Clark et al., 2020; Bao et al., 2022).
	LayerDecay float64 `yaml:"layer_decay" json:"layer_decay" want:"(0, 1]" help:"learning rate of each layer as a multiple of that of the layer above; 1: the same"`
	// LambdaLR multiplies the learning rate for the λs of pathways.
	LambdaLR float64 `yaml:"lambda_lr" json:"lambda_lr" want:"(0, inf)" help:"learning rate of a pathway's λ as a multiple of that of the other parameters"`
	// Clip is the largest Euclidean norm of the gradient of all parameters together;
	// a longer gradient is shortened to it.
	Clip float64 `yaml:"clip" json:"clip" want:"[0, inf)" help:"largest norm of the gradient; 0: no limit"`

	// LabelSmoothing is the share of a target's weight that is spread evenly over
	// all classes (Szegedy et al., 2016).
	LabelSmoothing float64 `yaml:"label_smoothing" json:"label_smoothing" want:"[0, 1)" help:"label smoothing"`
	// DropPath is the probability that a sample skips the last block; earlier blocks
	// have less, in a line from 0 (Huang et al., 2016).
	DropPath float64 `yaml:"drop_path" json:"drop_path" want:"[0, 1)" help:"stochastic depth of the last block"`
	// Dropout is the probability that an activation is set to 0 (Srivastava et al.,
	// 2014).
	Dropout float64 `yaml:"dropout" json:"dropout" want:"[0, 1)" help:"dropout"`

	// Mixup is the α of the distribution Beta(α, α) that the weights of two mixed
	// samples are drawn from (Zhang et al., 2018).
	Mixup float64 `yaml:"mixup" json:"mixup" want:"[0, inf)" help:"alpha of Mixup; 0: never"`
	// CutMix is the α for samples that have a part replaced (Yun et al., 2019).
	// With both, each mixed batch takes one or the other with equal chance.
	CutMix float64 `yaml:"cutmix" json:"cutmix" want:"[0, inf)" help:"alpha of CutMix; 0: never"`
	// MixProb is the probability that a batch is mixed at all.
	MixProb float64 `yaml:"mix_prob" json:"mix_prob" want:"[0, 1]" help:"share of the batches that are mixed"`

	// EMA is the decay per step of a moving average of the weights (Polyak and
	// Juditsky, 1992), which is evaluated and saved in their place.
	EMA float64 `yaml:"ema" json:"ema" want:"[0, 1)" help:"decay of the moving average of the weights; 0: none"`
	// Seed determines the first weights, the order of the samples and every random
	// choice of augmentation.
	Seed uint64 `yaml:"seed" json:"seed" help:"seed of weights, order and augmentation"`
	// EvalEvery is the number of epochs between two evaluations on the test set; 0
	// leaves the choice to Complete. The last epoch is always followed by one.
	EvalEvery int `yaml:"eval_every" json:"eval_every" want:"[0, 1000000]" help:"epochs between evaluations; 0: chosen by the sizes"`

	Image Image `yaml:"image" json:"image" help:"augmentation of images"`
	Audio Audio `yaml:"audio" json:"audio" help:"augmentation of spectrograms"`
	Point Point `yaml:"point" json:"point" help:"points of a cloud, and their augmentation"`
	Video Video `yaml:"video" json:"video" help:"frames of a clip, and their augmentation"`
	MAE   MAE   `yaml:"mae" json:"mae" help:"masked autoencoding"`
}

// Pair is two numbers: [0.9, 0.999] in a file, 0.9,0.999 as text.
type Pair [2]float64

// Default returns the recipe that an empty file would stand for: plain AdamW with a
// batch of 32, a learning rate of 1e-3 and no augmentation.
func Default() Recipe {
	return Recipe{
		Batch: 32, LR: 1e-3, MinLR: 1e-5, WarmupEpochs: -1,
		WeightDecay: 0.05, Betas: Pair{0.9, 0.999}, LayerDecay: 1, LambdaLR: 1,
		MixProb: 1, Seed: 1,
	}
}

// Complete returns r with every automatic value replaced by one that suits the
// numbers of training and test samples: small sets are passed over more often, 12 to
// 200 times, a tenth of that warms up, and the test set is evaluated so rarely that
// it costs at most about a third of the training. LR is then the rate for Batch, and
// BaseLR is 0.
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

// PeakLR returns the highest learning rate of a run: LR, or BaseLR in proportion to
// the batch.
func (r *Recipe) PeakLR() float64 {
	if r.LR > 0 {
		return r.LR
	}
	return r.BaseLR * float64(r.Batch) / 256
}
