package m2pt

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// changed returns the small model of a modality with other sizes.
func changed(m Modality, change func(c *Config)) Config {
	c := modalityConfigs()[m]
	change(&c)
	return c
}

// A model starts from one with another grid of patches. Learned positions are
// interpolated, except that of the class token; fixed positions stay those of
// the own grid; everything else is copied.
func TestInitOtherGrid(t *testing.T) {
	masked := func(c *Config) { c.Masked, c.Classes = &Masked{DecoderDepth: 1}, nil }
	wide := func(c *Config) { c.ViT().Image = [2]int{20, 16} }   // 5×4 patches, not 3×3
	overlap := func(c *Config) { c.ViT().Stride = [2]int{2, 3} } // 5×3
	segment := func(c *Config) { c.Segment = &Segment{} }
	interpolated := func(rows, cols int) func(pos *tensor.Tensor) *tensor.Tensor {
		return func(pos *tensor.Tensor) *tensor.Tensor {
			return nn.InterpolatePosEmbed(pos, 1, [2]int{3, 3}, [2]int{rows, cols}, nn.PosBicubic)
		}
	}
	fixed := func(rows, cols int) func(pos *tensor.Tensor) *tensor.Tensor {
		return func(pos *tensor.Tensor) *tensor.Tensor { return nn.SinCos2D(pos.Dim(-1), rows, cols, true) }
	}
	for _, c := range []struct {
		name     string
		modality Modality
		from, to []func(c *Config)
		want     func(pos *tensor.Tensor) *tensor.Tensor // nil: none in the state dict
	}{
		{"images of another size", Image, nil, []func(*Config){wide}, interpolated(5, 4)},
		{"patches that overlap", Image, nil, []func(*Config){overlap}, interpolated(5, 3)},
		{"from a masked autoencoder", Image, []func(*Config){masked}, []func(*Config){wide}, interpolated(5, 4)},
		{"an autoencoder from another", Image, []func(*Config){masked}, []func(*Config){masked, wide}, fixed(5, 4)},
		{"a segmenter from a classifier", Image, nil, []func(*Config){segment, wide}, interpolated(5, 4)},
		{"a segmenter from an autoencoder", Image, []func(*Config){masked}, []func(*Config){segment, wide}, interpolated(5, 4)},
		{"a segmenter from another", Image, []func(*Config){segment}, []func(*Config){segment, wide}, interpolated(5, 4)},
		{"sounds", Audio, nil, []func(*Config){overlap}, fixed(5, 3)},
		{"sounds, from a masked autoencoder", Audio, []func(*Config){masked}, []func(*Config){overlap}, fixed(5, 3)},
		{"videos", Video, nil, []func(*Config){func(c *Config) { c.Video().Frames, c.Video().Image = 6, [2]int{12, 8} }}, nil},
		{"videos, from a masked autoencoder", Video, []func(*Config){masked}, []func(*Config){func(c *Config) { c.Video().Frames = 6 }}, nil},
		{"points", Point, []func(*Config){masked}, []func(*Config){func(c *Config) { c.Point().Groups = 10 }}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			build := func(changes []func(*Config), seed uint64) *Model {
				config := modalityConfigs()[c.modality]
				for _, f := range changes {
					f(&config)
				}
				return newModel(t, config, seed)
			}
			from, to := build(c.from, 1), build(c.to, 2)
			weights := map[string]*tensor.Tensor{}
			for _, p := range nn.StateDict(from.Net) {
				weights[plainName(c.modality, p.Name)] = p.Tensor
			}
			if err := to.Init(from); err != nil {
				t.Fatal(err)
			}
			for _, p := range nn.StateDict(to.Net) {
				switch old := weights[p.Name]; {
				case p.Name == "pos_embed" || p.Name == "decoder_pos_embed":
					modeltest.SameBits(t, p.Name, p.Tensor.Data(), c.want(old).Data())
				case strings.HasPrefix(p.Name, "blocks.") || strings.HasPrefix(p.Name, "patch_embed."):
					modeltest.SameBits(t, p.Name, p.Tensor.Data(), old.Data())
				}
			}
			y := to.Net.Forward(autograd.Inference().Input(inputs(to.Config, 2))).Value
			if want := 2 * len(to.Config.Classes); want > 0 && to.Config.Segment == nil && y.Size() != want {
				t.Errorf("%d logits, want %d", y.Size(), want)
			}
		})
	}
}

// Positions are fitted as the new model says, else as the old one says, else as MAE
// does it; the new one's file tells which it was.
func TestInitPosResize(t *testing.T) {
	const mae, timm = nn.PosBicubic, nn.PosBicubicAntialias
	wide := [2]int{20, 16} // 5×4 patches, not 3×3
	for _, c := range []struct {
		from, to nn.PosResize
		image    [2]int
		want     nn.PosResize
	}{
		{"", "", [2]int{12, 12}, ""},
		{"", "", wide, mae},
		{timm, "", wide, timm},
		{timm, "", [2]int{12, 12}, timm},
		{timm, mae, wide, mae},
		{"", timm, wide, timm},
	} {
		from := newModel(t, changed(Image, func(k *Config) { k.PosResize = c.from }), 1)
		to := newModel(t, changed(Image, func(k *Config) { k.PosResize, k.ViT().Image = c.to, c.image }), 2)
		pos := from.Net.(*nn.ViT).PosEmbed.Value
		if err := to.Init(from); err != nil {
			t.Fatal(err)
		}
		rows, cols := to.Config.ViT().Grid()
		want := nn.InterpolatePosEmbed(pos, 1, [2]int{3, 3}, [2]int{rows, cols}, c.want)
		modeltest.SameBits(t, fmt.Sprintf("%+v", c), to.Net.(*nn.ViT).PosEmbed.Value.Data(), want.Data())
		path := filepath.Join(t.TempDir(), "m.safetensors")
		if err := to.Save(path); err != nil {
			t.Fatal(err)
		}
		if m, err := Load(path); err != nil || m.Config.PosResize != c.want {
			t.Errorf("%+v: the file says %q (%v)", c, m.Config.PosResize, err)
		}
	}
	bad := changed(Image, func(k *Config) { k.PosResize = "lanczos" })
	modeltest.WantError(t, bad.Validate(), "pos_resize", `"lanczos"`)
	for _, m := range []Modality{Audio, Point, Video} {
		bad := changed(m, func(k *Config) { k.PosResize = timm })
		modeltest.WantError(t, bad.Validate(), string(m)+" with pos_resize")
	}
}

// What does not fit otherwise is named with both shapes, and changes nothing.
func TestInitOtherShapes(t *testing.T) {
	from := newModel(t, modalityConfigs()[Image], 1)
	for word, change := range map[string]func(c *Config){
		"patch_embed.proj.weight (model [24 1 6 6], file [24 1 4 4])": func(c *Config) { c.ViT().Patch = [2]int{6, 6} },
		"pos_embed (model [1 26 48], file [1 10 24])":                 func(c *Config) { c.ViT().Dim, c.ViT().Image = 48, [2]int{20, 20} },
		"blocks.3.norm1.weight":                                       func(c *Config) { c.ViT().Depth, c.ViT().Image = 4, [2]int{20, 20} },
	} {
		to := newModel(t, changed(Image, change), 2)
		x := inputs(to.Config, 2)
		before := to.Logits(x).Clone()
		err := to.Init(from)
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%q does not tell of %q", err, word)
		}
		modeltest.SameBits(t, "after an error", to.Logits(x).Data(), before.Data())
	}
}
