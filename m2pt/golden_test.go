package m2pt

import (
	"slices"
	"testing"

	"github.com/gopathway/pathway/internal/golden"
)

// goldenDrivers run the golden cases of this package by op. A driver takes
// all it needs from the case, so it serves other cases of its op.
var goldenDrivers = map[string]func(t *testing.T, c *golden.Case){
	"fbank":     goldenFilterBank,
	"mel_banks": goldenMelBanks,

	"vit":                     goldenViT,
	"audio_vit":               goldenViT,
	"reparam_linear":          goldenPathLinear,
	"reparam_linear_aux_bias": goldenPathLinear,
	"vit_pathway":             goldenPathViT,

	"pc_normalize":      goldenNormalizePoints,
	"fps_knn_group":     goldenGroups,
	"pointnet_encoder":  goldenPointNet,
	"point_transformer": goldenPointTransformer,
	"point_mae_loss":    goldenPointMAE,

	"mae": goldenMAE,

	"tubelet_embed":     goldenTubeletEmbed,
	"video_vit":         goldenVideo,
	"video_vit_pathway": goldenVideo,

	"sincos_2d":             goldenSinCos2D,
	"sincos_2d_flexible":    goldenSinCos2D,
	"sinusoid_1d":           goldenSinusoid1D,
	"interpolate_pos_embed": goldenInterpolate,
}

// TestGolden runs this package's families, and those that no package has
// tests for, so that their cases are counted as not supported, not passed
// over.
func TestGolden(t *testing.T) {
	families := []string{"audio", "posembed", "vit", "m2pt"}
	for _, family := range golden.Families(t) {
		if !slices.Contains(golden.Required, family) {
			families = append(families, family)
		}
	}
	for _, family := range families {
		t.Run(family, func(t *testing.T) {
			golden.Run(t, family, func(t *testing.T, c *golden.Case) {
				driver := goldenDrivers[c.Op]
				if driver == nil {
					c.NotSupported(t, "op %s", c.Op)
				}
				driver(t, c)
			})
		})
	}
}
