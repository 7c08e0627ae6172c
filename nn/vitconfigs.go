package nn

// This file: configurations of Vision Transformers by their usual names, and the
// cost of a forward pass.

// ViTTiny returns the configuration of ViT-Ti/16 at 224×224 (Touvron et al.,
// 2021, table 1; timm's vit_tiny_patch16_224): width 192, 12 blocks, 3 heads.
func ViTTiny(classes int) ViTConfig { return vit16(192, 3, classes) }

// ViTSmall returns the configuration of ViT-S/16 at 224×224 (Touvron et al.,
// 2021, table 1; timm's vit_small_patch16_224): width 384, 12 blocks, 6 heads.
func ViTSmall(classes int) ViTConfig { return vit16(384, 6, classes) }

// ViTBase returns the configuration of ViT-B/16 at 224×224 (Dosovitskiy et
// al., 2021, table 1; timm's vit_base_patch16_224): width 768, 12 blocks, 12
// heads.
func ViTBase(classes int) ViTConfig { return vit16(768, 12, classes) }

func vit16(dim, heads, classes int) ViTConfig {
	return ViTConfig{
		Image: [2]int{224, 224}, Patch: [2]int{16, 16}, Channels: 3,
		Dim: dim, Depth: 12, Heads: heads, Classes: classes,
	}
}

// ViTMini returns the configuration of a model for images of 28×28 pixels and
// one channel (MNIST's): patches of 4×4, 6 blocks of the given width, 4 heads.
// The benchmarks use widths 64 and 128.
func ViTMini(dim, classes int) ViTConfig {
	return ViTConfig{
		Image: [2]int{28, 28}, Patch: [2]int{4, 4}, Channels: 1,
		Dim: dim, Depth: 6, Heads: 4, Classes: classes,
	}
}

// ForwardFLOPs returns the floating-point operations of a forward pass of one
// image through a plain model of this configuration. It counts the matrix
// products, a multiply-add as two operations: patch embedding, projections, q·kᵀ
// and p·v of attention, head. By the usual convention a training step costs three
// times as much.
func (c ViTConfig) ForwardFLOPs() float64 {
	c = c.withDefaults()
	rows, cols := c.Grid()
	d, hidden := float64(c.Dim), float64(int(float64(c.Dim)*c.MLPRatio))
	patches := float64(rows) * float64(cols)
	tokens := patches + 1
	embed := patches * float64(c.Channels) * float64(c.Patch[0]) * float64(c.Patch[1]) * d
	block := tokens*(4*d*d+2*d*hidden) + 2*tokens*tokens*d
	return 2 * (embed + float64(c.Depth)*block + d*float64(c.Classes))
}
