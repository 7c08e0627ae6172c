package recipe

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/fuzzcost"
)

func TestLoadFiles(t *testing.T) {
	want := Default()
	want.LR, want.BaseLR, want.Betas = 0, 1e-3, Pair{0.9, 0.95}
	want.Image.Flip, want.Image.RandAugment = true, RandAugment{2, 9}
	for name, text := range map[string]string{
		"a.yaml":       "# comment\nbase_lr: 1e-3\nbetas: [0.9, .95]\nimage:\n  flip: true # always\n  rand_augment: {n: 2, magnitude: 9}\naudio:\n",
		"b.json":       "{\n\t\"base_lr\": 0.001,\n\t\"betas\": [0.9, 0.95],\n\t\"image\": {\"flip\": true,\n\t\t\"rand_augment\": {\"n\": 2, \"magnitude\": 9.0}}}\n",
		"json without": "{\"base_lr\":0.001,\"betas\":[9e-1,0.95],\"image\":{\"flip\":true,\"rand_augment\":{\"n\":2,\"magnitude\":9}}}",
		"flow.yaml":    "{base_lr: 0.001, betas: [0.9, 0.95], image: {flip: true, rand_augment: {n: 2, magnitude: 9}}}",
		"alias.yaml":   "lr: &none 0\nbase_lr: 0.001\nema: *none\nlayer_decay: &one 1\nmix_prob: *one\nbetas: [0.9, 0.95]\naudio: &off {}\npoint: *off\nimage: {flip: true, rand_augment: {n: 2, magnitude: 9}}",
		"0644.YAML":    "---\r\nbase_lr: 0.001\r\nbetas: [0.9, 0.95]\r\nimage: {flip: true, rand_augment: {n: 2, magnitude: 9}}\r\n",
	} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		r, err := Load(path)
		if err != nil {
			t.Error(err)
		} else if *r != want {
			t.Errorf("%s: got %+v\nwant %+v", name, *r, want)
		}
	}
}

func TestBadFiles(t *testing.T) {
	tests := []struct {
		text string
		want []string // after the file's name
	}{
		{"epochs: 3\nlayer_deacy: 0.7\n", []string{`:2: unknown field "layer_deacy" (did you mean layer_decay?)`}},
		{"image:\n  flp: true\n", []string{`:2: unknown field "image.flp" (did you mean image.flip?)`}},
		{"video:\n  rand_augment: {n: 1}\n", []string{`:2: unknown field "video.rand_augment" (did you mean image.rand_augment?)`}},
		{"image:\n  shfit: 0.1\n", []string{`:2: unknown field "image.shfit" (did you mean image.shift?)`}},
		{"a: 1\n", []string{`:1: unknown field "a"` + "\n"}},
		{"label-smoothing: 0.1\n", []string{`:1: unknown field "label-smoothing" (did you mean label_smoothing?)`}},
		{"mask_ratio: 0.5\n", []string{`:1: unknown field "mask_ratio" (did you mean mae.mask_ratio?)`}},
		{"imag: {}\n", []string{`:1: unknown field "imag" (did you mean image?)`}},
		{"image.flip: true\n", []string{`:1: unknown field "image.flip" (did you mean image.flip?): sections are written as "image: {flip: true}"`}},
		{"transmogrify: 1\n", []string{":1: unknown field \"transmogrify\"\n"}},
		{"<<: {epoch: 3}\n", []string{`:1: unknown field "epoch"`}},
		{"<<: 3\n", []string{`:1: a merge key with 3`}},
		{"\n\nepochs: many\n", []string{`:3: epochs is "many", want a whole number`}},
		{"epochs: \"3\"\n", []string{`:1: epochs is "3", want a whole number`}},
		{"epochs: 2.5\n", []string{`:1: epochs is 2.5, want a whole number`}},
		{"epochs: 99999999999999999999\n", []string{`:1: epochs is 99999999999999999999, want a whole number`}},
		{"epochs:\n", []string{`:1: epochs is empty, want a whole number`}},
		{"epochs: [1]\n", []string{`:1: epochs is a list of 1, want a whole number`}},
		{"seed: -1\n", []string{`:1: seed is -1, want a whole number from 0 on`}},
		{"lr: fast\n", []string{`:1: lr is "fast", want a number`}},
		{"lr: true\n", []string{`:1: lr is true, want a number`}},
		{"lr: {a: 1}\n", []string{`:1: lr is a section, want a number`}},
		{"image: {flip: yes}\n", []string{`:1: image.flip is "yes", want true or false`}},
		{"image: {flip: 1}\n", []string{`:1: image.flip is 1, want true or false`}},
		{"image: 3\n", []string{`:1: image is 3, want a section of fields`}},
		{"image: [flip]\n", []string{`:1: image is a list of 1, want a section of fields`}},
		{"betas: 0.9\n", []string{`:1: betas is 0.9, want two numbers such as [0.5, 1]`}},
		{"betas: [0.9]\n", []string{`:1: betas is a list of 1, want two numbers`}},
		{"betas: [0.9, b]\n", []string{`:1: betas is a list of 2, want two numbers`}},
		{"betas: &b [0.9, *b]\n", []string{`:1: betas is a list of 2, want two numbers`}},
		{"made_for: {dims: [1, 2]}\n", []string{`:1: unknown field "made_for.dims" (did you mean made_for.dim?)`}},
		{"madefor: {dim: [1, 2]}\n", []string{`:1: unknown field "madefor" (did you mean made_for?)`}},
		{"samples: [1, 2]\n", []string{`:1: unknown field "samples" (did you mean made_for.samples?)`}},
		{"made_for: {dim: 64}\n", []string{`:1: made_for.dim is 64, want two whole numbers such as [100, 2000]`}},
		{"made_for: {dim: [64]}\n", []string{`:1: made_for.dim is a list of 1, want two whole numbers`}},
		{"made_for: {dim: [64, 1.5]}\n", []string{`:1: made_for.dim is a list of 2, want two whole numbers`}},
		{"made_for:\n  depth: [6, 4]\n", []string{`:2: made_for.depth is 6,4, want the smaller first, or a largest of 0 for no limit`}},
		{"made_for:\n  samples: [-1, 4]\n", []string{`:2: made_for.samples is -1,4, want each at least 0 and at most 1e+09`}},
		{"epochs: 3\nbatch: 4\nepochs: 5\n", []string{`:3: epochs is given twice, first in line 1`}},
		{"? [a]\n: 1\n", []string{`:1: a list of 1 where the name of a field is wanted`}},
		{"lr: .nan\n", []string{`:1: lr is NaN, want at least 0 and finite`}},
		{"lr: 1e999\n", []string{`:1: lr is`}},
		{"epochs: 3\nimage:\n  random_erasing: 2\n", []string{`:3: image.random_erasing is 2, want at least 0 and at most 1`}},
		{"lr: 1\n\nbase_lr: 1\n", []string{`:3: base_lr is 1 and lr is 1: want one of them`}},
		{"lr: 1e-9\n", []string{`: min_lr is 1e-05, want no more than the highest learning rate, 1e-09`}},
		{"", []string{": the file is empty"}},
		{"# only this\n", []string{": the file is empty"}},
		{"- 1\n", []string{":1: the file holds a list of 1, want fields"}},
		{"hello", []string{`:1: the file holds "hello", want fields`}},
		{"null", []string{`:1: the file holds empty, want fields`}},
		{"epochs: 1\n---\nepochs: 2\n", []string{":2: a second document, want one"}},
		{"epochs: 1\n---\n\"\n", []string{":"}},
		{"epochs: [1\n", []string{":"}},
		{"epochs: 1\n\tbatch: 2\n", []string{":2: found"}},
		{"a: *none\n", []string{": unknown anchor 'none' referenced"}},
		{"\x00\xff", []string{":1: the text is not UTF-8"}},
		// Every mistake is told, not only the first.
		{"epochs: x\nimage:\n  shift: y\n  z: 1\n", []string{`:1: epochs`, `:3: image.shift is "y"`, `:4: unknown field "image.z"`}},
	}
	for _, tt := range tests {
		path := filepath.Join(t.TempDir(), "bad.yaml")
		if err := os.WriteFile(path, []byte(tt.text), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := Load(path)
		if err == nil {
			t.Errorf("%q: no error", tt.text)
			continue
		}
		for _, want := range tt.want {
			if !strings.Contains(err.Error()+"\n", path+want) {
				t.Errorf("%q: error %q\nwant %q", tt.text, err, want)
			}
		}
	}
}

func TestBadJSON(t *testing.T) {
	for text, want := range map[string]string{
		"{\"epochs\": 3,\n \"batch\": 4,\n}":   ":3: ",
		"{\"epochs\": 3,\n\t\"lrr\": 4}":       `:2: unknown field "lrr" (did you mean lr?)`,
		"{\"epochs\": \"3\"}":                  `:1: epochs is "3", want a whole number`,
		"{\"epochs\": null}":                   `:1: epochs is empty, want a whole number`,
		"epochs: 3":                            ":1: invalid character",
		"":                                     ":1: unexpected end",
		"[]":                                   ":1: the file holds an empty list",
		"{\"epochs\": 3, \"epochs\": 4}":       "epochs is given twice",
		"{\"image\": {\"flip\": \"\\ttrue\"}}": `:1: image.flip is "\ttrue", want true or false`,
	} {
		path := filepath.Join(t.TempDir(), "bad.json")
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := Load(path)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%q: error %v\nwant %s%s", text, err, path, want)
		}
	}
}

func TestNoSuchRecipe(t *testing.T) {
	dir := t.TempDir()
	big := filepath.Join(dir, "big.yaml")
	if err := os.WriteFile(big, bytes.Repeat([]byte("#\n"), 1<<20), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"image-mea":                 `no recipe and no file is called "image-mea" (did you mean image-mae?); recipes are audio, audio-finetune,`,
		filepath.Join(dir, "x.yml"): "no recipe and no file is called",
		dir:                         dir,
		"":                          `called ""`,
		"../nowhere":                "no recipe and no file",
		big:                         big + ": 2097152 bytes, want",
	} {
		if _, err := Load(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %s", name, err, want)
		}
	}
}

// Whatever a file holds, reading it gives a valid recipe or an error that names
// it.
func FuzzParse(f *testing.F) {
	for _, name := range Names() {
		text, _ := Text(name)
		f.Add(text)
	}
	f.Add([]byte("{\"epochs\": 3, \"betas\": [0.9, 1e-1], \"image\": {}}"))
	f.Add([]byte("a: &a [*a]\nbetas: &b [*b, *a]\n? {x: y}\n: z\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var r *Recipe
		var err error
		fuzzcost.Check(t, len(data), fuzzcost.Limit{Bytes: 16 << 20, PerByte: 4000}, func() { r, err = Parse("file", data) })
		if err != nil {
			if !strings.HasPrefix(err.Error(), "file:") {
				t.Errorf("error %q", err)
			}
			return
		}
		if err := r.Validate(); err != nil {
			t.Errorf("an invalid recipe: %v", err)
		}
		var b bytes.Buffer
		if err := r.Write(&b); err != nil {
			t.Fatal(err)
		}
		if again, err := Parse("file", b.Bytes()); err != nil || *again != *r {
			t.Errorf("%+v was read back as %+v, %v", r, again, err)
		}
	})
}

func TestFor(t *testing.T) {
	image, err := For("image", false)
	if err != nil {
		t.Fatal(err)
	}
	masked, err := For("image", true)
	if err != nil {
		t.Fatal(err)
	}
	unknown, err := For("smell", true)
	if err != nil {
		t.Fatal(err)
	}
	want, err := Load("image-mae")
	if err != nil {
		t.Fatal(err)
	}
	if *masked != *want || *image == *masked || *unknown != Default() {
		t.Errorf("image %+v\nmasked %+v\nunknown %+v", image, masked, unknown)
	}
}
