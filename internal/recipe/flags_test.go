package recipe

import (
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/augment"
	"github.com/gopathway/pathway/datasets/synthetic"
)

func newFlags(r *Recipe) *pflag.FlagSet {
	fs := pflag.NewFlagSet("test", pflag.ContinueOnError)
	fs.SetOutput(io.Discard)
	BindFlags(fs, r)
	return fs
}

// Every field that the struct has, found by walking it, has a flag with help,
// and giving the flag changes that field and no other.
func TestEveryFieldHasAFlag(t *testing.T) {
	n := 0
	var walk func(rt reflect.Type, prefix string, index []int)
	walk = func(rt reflect.Type, prefix string, index []int) {
		for i := 0; i < rt.NumField(); i++ {
			f := rt.Field(i)
			name := prefix + strings.ReplaceAll(f.Tag.Get("yaml"), "_", "-")
			at := append(append([]int(nil), index...), i)
			if f.Type.Kind() == reflect.Struct {
				walk(f.Type, name+"-", at)
				continue
			}
			n++
			base := Default()
			fs := newFlags(&base)
			flag := fs.Lookup(name)
			if flag == nil || flag.Usage == "" {
				t.Errorf("no flag --%s, or no help", name)
				continue
			}
			value := strings.ReplaceAll(strings.ReplaceAll(strings.Trim(flagText(different(), at), "{}[]"), " ", ","), "+", "")
			if err := fs.Parse([]string{"--" + name + "=" + value}); err != nil {
				t.Errorf("--%s=%s: %v", name, value, err)
				continue
			}
			r, want := Default(), Default()
			if err := ApplyFlags(fs, &r); err != nil {
				t.Error(err)
			}
			field := reflect.ValueOf(&want).Elem().FieldByIndex(at)
			field.Set(reflect.ValueOf(different()).Elem().FieldByIndex(at))
			switch name {
			case "lr":
				want.LR, want.BaseLR = 0, 0
			case "base-lr":
				want.LR = 0
			}
			if r != want || base != want {
				t.Errorf("--%s=%s gives %+v\nwant %+v", name, value, r, want)
			}
		}
	}
	walk(reflect.TypeOf(Recipe{}), "", nil)
	if n != len(Fields()) {
		t.Errorf("%d fields in the struct, %d in Fields", n, len(Fields()))
	}
}

// flagText is the text of a field, by package fmt, which Get has no part in.
func flagText(r *Recipe, index []int) string {
	v := reflect.ValueOf(r).Elem().FieldByIndex(index)
	if p, ok := v.Interface().(Pair); ok {
		return formatFloat(p[0]) + "," + formatFloat(p[1])
	}
	if x, ok := v.Interface().(float64); ok {
		return formatFloat(x)
	}
	if v.Kind() == reflect.Bool {
		return "true"
	}
	if v.Kind() == reflect.Uint64 {
		return "18446744073709551615"
	}
	return formatFloat(float64(v.Int()))
}

// A flag wins over the file if it was given, and else does not.
func TestFlagsAndFile(t *testing.T) {
	base := Default()
	fs := newFlags(&base)
	err := fs.Parse([]string{"--batch", "16", "--image-flip=false", "--betas", "[0.8, 0.9]", "--lr", "0.01", "--mae-norm-pix-loss", "--drop-path=0"})
	if err != nil {
		t.Fatal(err)
	}
	r, err := Load("image-finetune")
	if err != nil {
		t.Fatal(err)
	}
	want := *r
	want.Batch, want.Image.Flip, want.Betas, want.LR, want.BaseLR, want.MAE.NormPixLoss, want.DropPath = 16, false, Pair{0.8, 0.9}, 0.01, 0, true, 0
	if err := ApplyFlags(fs, r); err != nil {
		t.Fatal(err)
	}
	if *r != want || r.LayerDecay != 0.65 {
		t.Errorf("got %+v\nwant %+v", *r, want)
	}

	fs = newFlags(&base)
	if err := fs.Parse([]string{"--lr", "1", "--base-lr", "1"}); err != nil {
		t.Fatal(err)
	}
	if err := ApplyFlags(fs, r); err == nil || !strings.Contains(err.Error(), "--lr and --base-lr exclude each other") {
		t.Errorf("got %v", err)
	}
	// Other flags of the command are none of its business.
	if err := ApplyFlags(pflag.NewFlagSet("none", pflag.ContinueOnError), r); err != nil {
		t.Error(err)
	}
}

func TestBadFlags(t *testing.T) {
	for arg, want := range map[string]string{
		"--layer-decay=x":  `invalid argument "x" for "--layer-decay" flag: want a number`,
		"--epochs=1.5":     "want a whole number",
		"--image-flip=ja":  "want true or false",
		"--betas=0.9":      "want two numbers",
		"--betas=0.9,b":    "want two numbers",
		"--seed=-1":        "want a whole number from 0 on",
		"--layer-deacy=.1": "unknown flag",
	} {
		base := Default()
		if err := newFlags(&base).Parse([]string{arg}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %s", arg, err, want)
		}
		if base != Default() {
			t.Errorf("%s changed the recipe", arg)
		}
	}
	// Another's flag of the same name and another kind.
	fs := pflag.NewFlagSet("other", pflag.ContinueOnError)
	fs.String("epochs", "", "")
	r := Default()
	if err := fs.Parse([]string{"--epochs=many"}); err != nil {
		t.Fatal(err)
	}
	if err := ApplyFlags(fs, &r); err == nil || !strings.Contains(err.Error(), `--epochs is "many", want a whole number`) {
		t.Errorf("got %v", err)
	}
}

func TestSetErrors(t *testing.T) {
	r := Default()
	for _, tt := range []struct{ path, text, want string }{
		{"image.flop", "true", `unknown field "image.flop" (did you mean image.flip?)`},
		{"image", "true", `unknown field "image"`},
		{"", "1", `unknown field ""`},
		{"mae.mask_ratio", "half", `mae.mask_ratio is "half", want a number`},
	} {
		if err := r.Set(tt.path, tt.text); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %s", tt.path, err, tt.want)
		}
	}
	if _, err := r.Get("lrr"); err == nil || !strings.Contains(err.Error(), "did you mean lr?") {
		t.Errorf("got %v", err)
	}
	if r != Default() {
		t.Error("a failed Set changed the recipe")
	}
	if err := r.Set("base_lr", " 0.5 "); err != nil || r.BaseLR != 0.5 || r.LR != 0 {
		t.Errorf("base_lr %v, lr %v, %v", r.BaseLR, r.LR, err)
	}
}

func TestAugmentations(t *testing.T) {
	r := different()
	want := augment.Options{
		Image: augment.Image{
			Crop: augment.RandomResizedCrop{Scale: [2]float64{0.08, 1}, Ratio: [2]float64{0.75, 4.0 / 3}},
			Rand: augment.RandAugment{N: 2, Magnitude: 9.5}, Shift: r.Image.Shift, Rotate: 10, Scale: 0.2, Flip: true, Erase: 0.25,
		},
		Audio: augment.Spec{
			TimeMasks: 1, TimeWidth: r.Audio.TimeWidth, FreqMasks: 2, FreqWidth: r.Audio.FreqWidth, Gain: r.Audio.Gain, Shift: r.Audio.Shift,
		},
		Point: augment.Point{Rotate: 180, Scale: 1.5, Shift: 0.2, Jitter: 0.01},
		Video: augment.Video{TemporalCrop: r.Video.TemporalCrop, Shift: r.Video.Shift, Flip: r.Video.Flip},
		Seed:  r.Seed,
	}
	if got := r.Augment(); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for name, share := range map[string]float64{"image.shift": r.Image.Shift, "audio.time_width": r.Audio.TimeWidth, "audio.freq_width": r.Audio.FreqWidth, "audio.gain": r.Audio.Gain, "audio.shift": r.Audio.Shift, "video.shift": r.Video.Shift} {
		if share == 0 {
			t.Errorf("%s is 0: this test would not see it missing", name)
		}
	}
	if got, want := r.Mix(), (augment.Mix{Mixup: 0.8, CutMix: 1.5, Prob: 0.5, Seed: r.Seed}); got != want {
		t.Errorf("mix: %+v", got)
	}
	r.MixProb = 0
	if got, want := r.Mix(), (augment.Mix{Seed: r.Seed}); got != want {
		t.Errorf("never mixed: %+v", got)
	}
	// The limits of a valid recipe are within those of package augment.
	for _, name := range Names() {
		r, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		o := r.Augment()
		augment.Images(synthetic.Images(1, 1), o.Image, o.Seed)
		augment.Spectrograms(&datasets.Spectrograms{}, o.Audio, o.Seed)
		augment.Points(synthetic.Points(1, 1), o.Point, o.Seed)
		augment.Videos(synthetic.Videos(1, 1), o.Video, o.Seed)
	}
}
