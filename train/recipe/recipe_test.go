package recipe

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// The recipes that come along are valid, small, commented, and each of the
// modality that its name begins with.
func TestBuiltinRecipes(t *testing.T) {
	names := Names()
	for _, want := range []string{"image", "image-finetune", "image-mae", "audio", "audio-finetune", "audio-mae",
		"point", "point-finetune", "point-mae", "video", "video-finetune", "video-mae"} {
		if !slices.Contains(names, want) {
			t.Errorf("no recipe %s", want)
		}
	}
	for _, name := range names {
		r, err := Load(name)
		if err != nil {
			t.Error(err)
			continue
		}
		modality, _, _ := strings.Cut(name, "-")
		if err := r.ValidateFor(modality); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		text, ok := Text(name)
		if !ok || text[0] != '#' || bytes.Count(text, []byte("\n")) > 25 {
			t.Errorf("%s: want a comment first and at most 25 lines:\n%s", name, text)
		}
		if mae := strings.Contains(name, "-mae"); mae != (r.MAE.MaskRatio > 0) {
			t.Errorf("%s: mask ratio %v", name, r.MAE.MaskRatio)
		}
		for _, batch := range []int{8, 4096} {
			c := *r
			c.Batch = batch
			if err := c.Validate(); err != nil {
				t.Errorf("%s with batch %d: %v", name, batch, err)
			}
		}
	}
	r, err := Load("image-finetune")
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.MadeFor = MadeFor{Range{384, 1280}, Range{12, 32}, Range{10000, 0}}
	want.Epochs, want.Batch, want.LR, want.BaseLR, want.MinLR, want.WarmupEpochs = 100, 64, 0, 5e-4, 1e-6, 5
	want.LayerDecay, want.DropPath, want.LabelSmoothing, want.Mixup, want.CutMix = 0.65, 0.1, 0.1, 0.8, 1
	want.Image = Image{Flip: true, RandomErasing: 0.25, RandAugment: RandAugment{2, 9}}
	want.Image.RandomResizedCrop.Scale = Pair{0.08, 1}
	if *r != want {
		t.Errorf("got %+v\nwant %+v", *r, want)
	}
}

// different returns a valid recipe in which every field differs from Default.
func different() *Recipe {
	return &Recipe{
		MadeFor: MadeFor{Dim: Range{384, 1280}, Depth: Range{12, 12}, Samples: Range{10000, 0}},
		Epochs:  7, Batch: 48, LR: 0, BaseLR: 1.0 / 3, MinLR: 1e-07, WarmupEpochs: 2.5, WeightDecay: 0.1, Betas: Pair{0.8, 0.95},
		LayerDecay: 0.75, LambdaLR: 10, Clip: 3, LabelSmoothing: 0.2, DropPath: 0.3, Dropout: 0.4, Mixup: 0.8, CutMix: 1.5, MixProb: 0.5,
		EMA: 0.9999, Seed: math.MaxUint64, EvalEvery: 3,
		Image: Image{Shift: 0.1, Rotate: 10, Scale: 0.2, Flip: true, RandomResizedCrop: RandomResizedCrop{Pair{0.08, 1}, Pair{0.75, 4.0 / 3}},
			RandAugment: RandAugment{2, 9.5}, RandomErasing: 0.25},
		Audio: Audio{TimeMasks: 1, TimeWidth: 0.1, FreqMasks: 2, FreqWidth: 0.3, DropTime: 0.4, DropFreq: 0.2, Gain: 0.5, Shift: 0.6},
		Point: Point{Points: 1024, Scale: 1.5, Translate: 0.2, RotateUp: 180, Jitter: 0.01},
		Video: Video{Frames: 16, Stride: 4, TemporalCrop: true, Shift: 0.1, Flip: true},
		MAE:   MAE{MaskRatio: 0.75, TimeRatio: 0.6, FreqRatio: 0.5, DecoderDim: 512, DecoderDepth: 8, DecoderHeads: 16, NormPixLoss: true},
	}
}

func TestRoundTrip(t *testing.T) {
	dir := t.TempDir()
	base := Default()
	for _, f := range Fields() {
		if reflect.DeepEqual(f.in(different()).Interface(), f.in(&base).Interface()) {
			t.Errorf("different() does not differ in %s", f.Path)
		}
	}
	for _, r := range []*Recipe{different(), &base} {
		for _, name := range []string{"a.yaml", "a.json"} {
			path := filepath.Join(dir, name)
			if err := r.Save(path); err != nil {
				t.Fatal(err)
			}
			got, err := Load(path)
			if err != nil {
				t.Fatal(err)
			}
			if *got != *r {
				t.Errorf("%s: wrote %+v\nread %+v", name, *r, *got)
			}
		}
		// A field at a time, through text.
		got := Default()
		for _, f := range Fields() {
			text, err := r.Get(f.Path)
			if err != nil {
				t.Fatal(err)
			}
			if f.Path == "lr" || f.Path == "base_lr" {
				continue
			}
			if err := got.Set(f.Path, text); err != nil {
				t.Error(err)
			}
		}
		got.LR, got.BaseLR = r.LR, r.BaseLR
		if got != *r {
			t.Errorf("set %+v\nwant %+v", got, *r)
		}
	}
	bad := Default()
	bad.Batch = 0
	if err := bad.Save(filepath.Join(dir, "bad.yaml")); err == nil || !strings.Contains(err.Error(), "batch is 0") {
		t.Errorf("an invalid recipe was saved: %v", err)
	}
	if err := base.Save(filepath.Join(dir, "none", "a.yaml")); err == nil {
		t.Error("a recipe was saved in a folder that is not there")
	}
	if files, _ := os.ReadDir(dir); len(files) != 2 {
		t.Errorf("%d files", len(files))
	}
}

// What Write writes has every field with its comment.
func TestWriteExplains(t *testing.T) {
	var b bytes.Buffer
	r := Default()
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	for _, f := range Fields() {
		if !strings.Contains(b.String(), "# "+f.Help) {
			t.Errorf("no comment on %s", f.Path)
		}
	}
	for _, s := range allSections {
		if !strings.Contains(b.String(), "# "+s.help+"\n") {
			t.Errorf("no comment on %s", s.path)
		}
	}
	for _, line := range []string{"made_for:\n  dim: [0, 0] # smallest", "betas: [0.9, 0.999] # AdamW", "\n  random_resized_crop:\n", "\nlr: 0.001 #", "\n  flip: false #"} {
		if !strings.Contains(b.String(), line) {
			t.Errorf("no %q in\n%s", line, b.String())
		}
	}
}

// The struct's tags: every field has one name in YAML and JSON, an interval if
// it is a number, and help; defaults are valid.
func TestFieldsAreDescribed(t *testing.T) {
	var walk func(rt reflect.Type)
	walk = func(rt reflect.Type) {
		for i := 0; i < rt.NumField(); i++ {
			f := rt.Field(i)
			if y, j := f.Tag.Get("yaml"), f.Tag.Get("json"); y == "" || y != j {
				t.Errorf("%s.%s: names %q and %q", rt.Name(), f.Name, y, j)
			}
			if f.Tag.Get("help") == "" {
				t.Errorf("%s.%s has no help", rt.Name(), f.Name)
			}
			switch f.Type.Kind() {
			case reflect.Struct:
				walk(f.Type)
			case reflect.Bool, reflect.Uint64:
			default:
				if f.Tag.Get("want") == "" {
					t.Errorf("%s.%s has no interval", rt.Name(), f.Name)
				}
			}
		}
	}
	walk(reflect.TypeOf(Recipe{}))
	for _, r := range []Recipe{Default(), *different()} {
		if err := r.Validate(); err != nil {
			t.Error(err)
		}
	}
}

// A field is called the same in Go and in files, but for capitals and underscores.
func TestFieldsHaveOneName(t *testing.T) {
	for _, f := range Fields() {
		rt, want := reflect.TypeOf(Recipe{}), ""
		for _, i := range f.index {
			want += "." + strings.ToLower(rt.Field(i).Name)
			rt = rt.Field(i).Type
		}
		if got := strings.ReplaceAll(f.Path, "_", ""); got != want[1:] {
			t.Errorf("%s is %s in Go", f.Path, want[1:])
		}
	}
}

// Fields say in words which numbers they take.
func TestFieldsHaveRanges(t *testing.T) {
	ranges := map[string]string{}
	for _, f := range Fields() {
		ranges[f.Path] = f.Range
	}
	for path, want := range map[string]string{
		"batch": "at least 1 and at most 65536", "layer_decay": "more than 0 and at most 1", "clip": "at least 0 and finite",
		"drop_path": "at least 0 and less than 1", "image.flip": "", "seed": "",
	} {
		if got, ok := ranges[path]; !ok || got != want {
			t.Errorf("%s takes %q, want %q", path, got, want)
		}
	}
}

func TestValidate(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	tests := []struct {
		change func(r *Recipe)
		want   string
	}{
		{func(r *Recipe) { r.Batch = 0 }, "batch is 0, want at least 1 and at most 65536"},
		{func(r *Recipe) { r.Epochs = -1 }, "epochs is -1, want at least 0"},
		{func(r *Recipe) { r.LR = nan }, "lr is NaN, want at least 0 and finite"},
		{func(r *Recipe) { r.LR = inf }, "lr is +Inf, want"},
		{func(r *Recipe) { r.LabelSmoothing = 1 }, "label_smoothing is 1, want at least 0 and less than 1"},
		{func(r *Recipe) { r.LayerDecay = 0 }, "layer_decay is 0, want more than 0 and at most 1"},
		{func(r *Recipe) { r.Betas[1] = 1 }, "betas is 0.9,1, want each at least 0 and less than 1"},
		{func(r *Recipe) { r.MAE.MaskRatio = -0.5 }, "mae.mask_ratio is -0.5, want"},
		{func(r *Recipe) { r.Batch, r.EMA = 0, 1 }, "ema is 1, want"},
		{func(r *Recipe) { r.LR = 0 }, "lr is 0 and base_lr is 0"},
		{func(r *Recipe) { r.BaseLR = 1 }, "base_lr is 1 and lr is 0.001: want one of them"},
		{func(r *Recipe) { r.MinLR = 0.1 }, "min_lr is 0.1, want no more than the highest learning rate, 0.001"},
		{func(r *Recipe) { r.WarmupEpochs = -0.5 }, "warmup_epochs is -0.5, want"},
		{func(r *Recipe) { r.Epochs, r.WarmupEpochs = 5, 6 }, "warmup_epochs is 6, want no more than epochs, 5"},
		{func(r *Recipe) { r.Image.RandomResizedCrop.Scale = Pair{0, 1} }, "image.random_resized_crop.scale is 0,1"},
		{func(r *Recipe) { r.Image.RandomResizedCrop.Scale = Pair{0.5, 0.2} }, "image.random_resized_crop.scale is 0.5,0.2"},
		{func(r *Recipe) { r.Image.RandomResizedCrop.Ratio = Pair{2, 1} }, "image.random_resized_crop.ratio is 2,1"},
		{func(r *Recipe) { r.MadeFor.Dim = Range{64, 32} }, "made_for.dim is 64,32, want the smaller first, or a largest of 0"},
		{func(r *Recipe) { r.MadeFor.Samples[1] = -1 }, "made_for.samples is 0,-1, want each at least 0"},
		{func(r *Recipe) { r.Point.Scale = 0.5 }, "point.scale is 0.5, want 0 or at least 1"},
		{func(r *Recipe) { r.MAE.DecoderDim, r.MAE.DecoderHeads = 10, 4 }, "mae.decoder_dim is 10, want a multiple of mae.decoder_heads, 4"},
	}
	for _, tt := range tests {
		r := Default()
		tt.change(&r)
		if err := r.Validate(); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v\nwant %s", err, tt.want)
		}
	}
	r := Default()
	r.Mixup = 0.8
	for modality, want := range map[string]string{"image": "", "audio": "", "video": "", "point": "mixup is 0.8, want 0: point clouds", "text": ""} {
		err := r.ValidateFor(modality)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", modality, err, want)
		}
	}
	r.MixProb = 0
	if err := r.ValidateFor("point"); err != nil {
		t.Errorf("mixing that never happens: %v", err)
	}
	r.MixProb, r.Mixup, r.CutMix, r.Batch, r.Dropout, r.MAE.NormPixLoss = 1, 0, 1, 0, 0.3, true
	for _, want := range []string{"cutmix is 1", "batch is 0", "dropout is 0.3", "mae.norm_pix_loss is true"} {
		if err := r.ValidateFor("point"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
}

func TestComplete(t *testing.T) {
	r := Default()
	c := r.Complete(1000, 5000)
	if c.Epochs != 100 || c.EvalEvery != 5 || c.WarmupEpochs != 10 || c.LR != 1e-3 {
		t.Errorf("got %+v", c)
	}
	if c := r.Complete(10, 0); c.Epochs != 200 || c.EvalEvery != 1 {
		t.Errorf("few samples: %+v", c)
	}
	if c := r.Complete(10_000_000, 10); c.Epochs != 12 || c.EvalEvery != 1 {
		t.Errorf("many samples: %+v", c)
	}
	r.Epochs, r.EvalEvery, r.WarmupEpochs, r.LR, r.BaseLR, r.Batch = 7, 2, 0, 0, 1e-3, 64
	if c := r.Complete(1000, 5000); c.Epochs != 7 || c.EvalEvery != 2 || c.WarmupEpochs != 0 || c.LR != 2.5e-4 || c.BaseLR != 0 || c.Validate() == nil != true {
		t.Errorf("given values: %+v", c)
	}
}

// A recipe is compared as JSON by those who resume a run.
func TestJSONNames(t *testing.T) {
	text, err := json.Marshal(different())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"made_for":{"dim":[384,1280],`, `"layer_decay":0.75`, `"betas":[0.8,0.95]`, `"rand_augment":{"n":2,"magnitude":9.5}`, `"mae":{"mask_ratio":0.75`, `"seed":18446744073709551615`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
}
