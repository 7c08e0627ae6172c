package train

import (
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/train/recipe"
)

// Configure returns o with what a recipe says of a new model: dropout, stochastic
// depth, the patches that a classifier of sounds is not shown and, for a masked
// autoencoder, what is masked and the decoder. The shape of the model is o's own.
//
//	config := corpus.ModelConfig(train.Configure(pipeline.ModelOptions{Dim: 64, Depth: 6, Heads: 4}, r, false))
func Configure(o pipeline.ModelOptions, r recipe.Recipe, masked bool) pipeline.ModelOptions {
	o.DropPath, o.Dropout = r.DropPath, r.Dropout
	o.Audio.DropTime, o.Audio.DropFreq = r.Audio.DropTime, r.Audio.DropFreq
	o.Masked = nil
	if masked {
		o.Masked = &m2pt.Masked{
			DecoderDim: r.MAE.DecoderDim, DecoderDepth: r.MAE.DecoderDepth, DecoderHeads: r.MAE.DecoderHeads,
			MaskRatio: r.MAE.MaskRatio, TimeRatio: r.MAE.TimeRatio, FreqRatio: r.MAE.FreqRatio, NormPixLoss: r.MAE.NormPixLoss,
		}
	}
	return o
}
