package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/datatest"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/train/recipe"
)

// This file: tests of m2pt recipes, and of the note that a recipe was made for other sizes.

// The list tells of every recipe, fits a terminal, and may be of one modality.
func TestListOfRecipes(t *testing.T) {
	all := mustRun(t, "recipes")
	for _, line := range strings.Split(all, "\n") {
		if len(line) > 80 {
			t.Errorf("%d columns: %s", len(line), line)
		}
	}
	for _, b := range recipe.Builtins() {
		if !strings.Contains(all, "\n"+b.Name+" ") || !strings.Contains(all, "\n  "+b.About+"\n") {
			t.Errorf("the list lacks %s:\n%s", b.Name, all)
		}
	}
	images := mustRun(t, "recipes", "--modality", "image")
	for _, want := range []string{
		"\nimage-finetune        image     fine-tuning   384-1280  12-32  10000+\n", "\nimage                 image     from scratch  16-384 ",
	} {
		if !strings.Contains(images, want) {
			t.Errorf("the list lacks %q:\n%s", want, images)
		}
	}
	if strings.Contains(images, "audio") || strings.Count(images, "\n") != 1+2*5 {
		t.Errorf("the list of images:\n%s", images)
	}
	fails(t, "no modality", exitUsage, []string{"--modality", "imag", "image"}, "recipes", "--modality", "imag")
	fails(t, "an empty modality", exitUsage, []string{"--modality"}, "recipes", "--modality", "")
	fails(t, "a modality and a name", exitUsage, []string{"--modality has no effect"}, "recipes", "--modality", "image", "image")
	fails(t, "two names", exitUsage, []string{"got 2 arguments"}, "recipes", "image", "audio")
}

// A recipe that comes along is printed as it is, a file with all fields, and both train.
func TestPrintedRecipesTrain(t *testing.T) {
	dir, images := t.TempDir(), datatest.MNIST(t, 48, 16)
	for _, name := range recipe.Names() {
		text, _ := recipe.Text(name)
		if got := mustRun(t, "recipes", name); got != string(text) {
			t.Errorf("%s is printed as\n%s", name, got)
		}
	}
	mine := filepath.Join(dir, "mine.yaml")
	datatest.WriteFile(t, mine, []byte(mustRun(t, "recipes", "image")))
	want := trainBytes(t, with([]string{"train", "--data", images, "--recipe", mine}, small...)...)
	if string(want) != string(trainBytes(t, with([]string{"train", "--data", images}, small...)...)) {
		t.Error("the printed recipe trains another model than the one that comes along")
	}

	full := mustRun(t, "recipes", mine)
	for _, f := range recipe.Fields() {
		if !strings.Contains(full, "# "+f.Help) {
			t.Errorf("%s is not printed:\n%s", f.Path, full)
		}
	}
	again := filepath.Join(dir, "again.yaml")
	datatest.WriteFile(t, again, []byte(full))
	if mustRun(t, "recipes", again) != full {
		t.Error("the recipe printed with all fields is another recipe")
	}
	a, err := recipe.Load(mine)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := recipe.Load(again); err != nil || *a != *b {
		t.Errorf("%+v, %v\nwant %+v", b, err, a)
	}

	bad := filepath.Join(dir, "bad.yaml")
	datatest.WriteFile(t, bad, []byte("epochs: 3\nlayer_deacy: 0.7\n"))
	fails(t, "a bad file", exitFailure, []string{bad + ":2:", "did you mean layer_decay?"}, "recipes", bad)
	fails(t, "a folder", exitFailure, []string{dir}, "recipes", dir)
	fails(t, "an unknown name", exitUsage, []string{`called "image-finetune-smal" (did you mean image-finetune-small?)`}, "recipes", "image-finetune-smal")
}

// misfit is what the note begins with.
const misfit = "note: recipe "

// A run says once, before it trains, that its recipe was made for other sizes, and what
// fits instead; a run that goes on does not say it again.
func TestMisfitIsTold(t *testing.T) {
	images, sounds, dir := datatest.MNIST(t, 120, 16), datatest.FSDD(t), t.TempDir()
	note := func(want string, args ...string) {
		t.Helper()
		status, stdout, stderr := m2ptRun(context.Background(), with(args, "--out", filepath.Join(t.TempDir(), "run"), "--overwrite")...)
		if status != 0 || strings.Contains(stdout, misfit) {
			t.Errorf("m2pt %v: status %d, %s%s", args, status, stdout, stderr)
		}
		var notes []string
		for _, line := range strings.SplitAfter(stderr, "\n") {
			if strings.HasPrefix(line, misfit) {
				notes = append(notes, line)
			}
		}
		if got := strings.Join(notes, ""); got != want {
			t.Errorf("m2pt %v says %q\nwant %q", args, got, want)
		}
	}
	train := with([]string{"train", "--data", images, "--warmup-epochs", "0"}, small...)
	line := misfit + "image-finetune was made for models 384 to 1280 wide and 12 to 32 blocks deep and for 10000 or more training samples; " +
		"this one is 16 wide and 2 deep, and there are 120 samples: image-finetune-small fits it; m2pt recipes lists all\n"
	note(line, with(train, "--recipe", "image-finetune")...)
	note("", with(train, "--recipe", "image-finetune-small")...)
	note("", train...)
	note("", with(train, "--dim", "8")...) // nothing is made for it, and no recipe was named
	note(misfit+"image was made for models 16 to 384 wide; this one is 8 wide; m2pt recipes lists all\n", with(train, "--dim", "8", "--recipe", "image")...)
	masked := with([]string{"pretrain", "--modality", "audio", "--data", sounds, "--recipe", "audio-mae-base", "--warmup-epochs", "0", "--mae-decoder-dim", "16", "--mae-decoder-depth", "1", "--mae-decoder-heads", "2"}, tiny...)
	note(misfit+"audio-mae-base was made for models 384 to 1024 wide and 12 to 24 blocks deep and for 100000 or more training samples; "+
		"this one is 16 wide and 2 deep, and there are 20 samples; m2pt recipes lists all\n", masked...)

	// A recipe of one's own: what fits is for what is trained.
	mine := filepath.Join(dir, "mine.yaml")
	datatest.WriteFile(t, mine, []byte("made_for: {depth: [3, 4]}\n"))
	own := misfit + mine + " was made for models 3 to 4 blocks deep; this one is 2 deep: %s fits it; m2pt recipes lists all\n"
	note(fmt.Sprintf(own, "image"), with(train, "--recipe", mine)...)
	start := filepath.Join(dir, "start")
	mustRun(t, with(train, "--out", start)...)
	note(fmt.Sprintf(own, "image-finetune-small"), with(train, "--recipe", mine, "--init", start)...)
	note(fmt.Sprintf(own, "image-finetune-small"), with(train, "--recipe", mine, "--init-blocks", start)...)

	// Once, however often the run is stopped.
	said, out := "", filepath.Join(dir, "stopped")
	for stops := 0; ; stops++ {
		n := 9
		status, _, stderr := m2ptRun(stopAfter{context.Background(), &n}, with(train, "--recipe", "image-finetune", "--out", out)...)
		said += stderr
		if status == 0 {
			if stops == 0 {
				t.Error("the run was never stopped")
			}
			break
		}
		if status != exitInterrupted || stops > 50 {
			t.Fatalf("status %d: %s", status, stderr)
		}
	}
	if strings.Count(said, misfit) != 1 {
		t.Errorf("a run that is stopped says\n%s", said)
	}
	if _, _, stderr := m2ptRun(context.Background(), with(train, "--recipe", "image-finetune", "--out", out)...); strings.Contains(stderr, misfit) {
		t.Errorf("a run that has ended says %s", stderr)
	}
	if files, err := os.ReadDir(out); err != nil || len(files) == 0 {
		t.Error("the run wrote nothing")
	}
}

// Of the recipe that is taken where none is named, it is said where a better one comes
// along.
func TestMisfitOfTheDefault(t *testing.T) {
	r, err := recipe.Load("image")
	if err != nil {
		t.Fatal(err)
	}
	vit := nn.ViTBase(10)
	c := m2pt.Config{Modality: m2pt.Image, Net: &vit}
	f := &recipeFlags{}
	if line := f.misfit(*r, c, 20000, false); line != "" {
		t.Errorf("from scratch: %q", line)
	}
	if line := f.misfit(*r, c, 20000, true); !strings.HasPrefix(line, "recipe image was made for models 16 to 384 wide") || !strings.HasSuffix(line, ": image-finetune fits it") {
		t.Errorf("pretrained: %q", line)
	}
}

// A study says it once for each recipe that it names, of targets and of pretraining, and
// of no other.
func TestStudyTellsOfMisfits(t *testing.T) {
	keepThreads(t)
	dir := t.TempDir()
	text := fmt.Sprintf(`name: recipes
seeds: [1, 2]
settings: {dim: 16, depth: 2, heads: 2, patch: 7, data: {image: %s}, recipe: {image: {epochs: 1}}}
experiments:
  - name: arms
    targets: [image]
    sizes: [20]
    baseline: plain
    arms:
      - {name: plain}
      - {name: finetune, kind: plain, settings: {start: own, recipe: {image: {recipe: image-finetune, epochs: 1, warmup_epochs: 0}}, pretrain: {image: {recipe: image-mae, epochs: 1}}}}
      - {name: deeper, settings: {recipe: {image: {recipe: image-finetune, epochs: 1, warmup_epochs: 0}}}}
      - {name: other, kind: plain, settings: {recipe: {image: {recipe: image-finetune-small, epochs: 1}}}}
`, datatest.MNIST(t, 48, 16))
	file := filepath.Join(dir, "study.yaml")
	datatest.WriteFile(t, file, []byte(text))
	args := []string{"study", file, "--out", filepath.Join(dir, "out"), "--parallel", "2", "--threads", "2"}
	status, stdout, stderr := m2ptRun(context.Background(), args...)
	if status != 0 || strings.Contains(stdout, misfit) {
		t.Fatalf("status %d: %s%s", status, stdout, stderr)
	}
	for recipe, want := range map[string]int{
		"image-finetune ": 1, "image-finetune-small ": 1, "image-mae ": 1, "": 3,
	} {
		if got := strings.Count(stderr, misfit+recipe); got != want {
			t.Errorf("%s: told %d times, want %d:\n%s", recipe, got, want, stderr)
		}
	}
	if !strings.Contains(stderr, "; m2pt recipes lists all\n") {
		t.Errorf("the study says %s", stderr)
	}
	report := string(datatest.ReadFile(t, filepath.Join(dir, "out", "report.md")))
	if strings.Contains(report, "was made for") {
		t.Error("the report tells of recipes that do not fit")
	}
	if _, _, stderr := m2ptRun(context.Background(), args...); strings.Contains(stderr, misfit) {
		t.Errorf("a study with nothing to train says %s", stderr)
	}
}
