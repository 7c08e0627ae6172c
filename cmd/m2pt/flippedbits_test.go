package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/formats"
	"github.com/gopathway/pathway/internal/datatest"
	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/train"
)

// This file: what becomes of a bit that changes on the disk, in every kind of file that
// the program writes.

// flips is how many bits of a file are changed, one at a time.
const flips = 20

// kindOfFile says how files of a kind are used.
type kindOfFile struct {
	pattern string // of the path within the folder that the command wrote
	// use reads the file in a copy of the folder, and returns what comes of it.
	use func(dir, path string) (result string, err error)
	// harmless are flips that change nothing that the file says, such as that of a blank
	// of JSON into another sign that is no part of a value. Else every flip must be told.
	harmless bool
}

// Every file that train, pretrain and study leave is of a kind that the tables below
// know. A flipped bit is an error that names the file, or what comes of the file is the
// same: the tables say of which kinds that may be.
func TestFlippedBits(t *testing.T) {
	if testing.Short() {
		t.Skip("commands by the hundred")
	}
	keepThreads(t)
	images, root := datatest.MNIST(t, 24, 8), t.TempDir()
	args := with(small, "--modality", "image", "--data", images, "--out")
	model := kindOfFile{m2pt.ModelFile, useModel, false}
	// The command again writes what the checkpoint holds.
	again := func(command string) func(dir, path string) (string, error) {
		return func(dir, path string) (string, error) {
			status, _, stderr := m2ptRun(context.Background(), with([]string{command}, with(args, dir)...)...)
			if status != 0 {
				return "", errors.New(stderr)
			}
			if filepath.Base(path) != train.CheckpointFile {
				return contentOf(path), nil
			}
			return useModel(dir, filepath.Join(dir, m2pt.ModelFile))
		}
	}
	for _, command := range []string{"train", "pretrain"} {
		out := filepath.Join(root, command)
		n := 4 // steps
		if status, _, stderr := m2ptRun(stopAfter{context.Background(), &n}, with([]string{command}, with(args, out)...)...); status != exitInterrupted {
			t.Fatalf("status %d: %s", status, stderr)
		}
		flipAll(t, command+" that is not done", out, []kindOfFile{
			{train.CheckpointFile, again(command), false},
			{"metrics.*", useNowhere, true},
		})
		mustRun(t, with([]string{command}, with(args, out)...)...)
		flipAll(t, command, out, []kindOfFile{
			model,
			{train.CheckpointFile, again(command), false},
			{"metrics.*", again(command), true}, // nothing reads them, and they are written again
		})
	}
	mustRun(t, with([]string{"train"}, with(args, filepath.Join(root, "pathway"), "--aux", filepath.Join(root, "pretrain"))...)...)
	mustRun(t, "merge", filepath.Join(root, "pathway"), "--out", filepath.Join(root, "merged"))
	flipAll(t, "merge", filepath.Join(root, "merged"), []kindOfFile{model})

	file, out := filepath.Join(root, "study.yaml"), filepath.Join(root, "study")
	datatest.WriteFile(t, file, []byte(fmt.Sprintf(flippedStudy, images)))
	mustRun(t, "study", file, "--out", out)
	report := func(dir, path string) (string, error) {
		status, _, stderr := m2ptRun(context.Background(), "study", "report", dir)
		if status != 0 {
			return "", errors.New(stderr)
		}
		return contentOf(path), nil
	}
	flipAll(t, "study", out, []kindOfFile{
		{"study.json", useStudy, true},
		{"cells/*.json", useStudy, true},
		{"cells/*/*.png", useStudy, false},
		{"artefacts/*/" + m2pt.ModelFile, useModel, false},
		{"artefacts/*/*.png", useNowhere, true}, // cells copy it, and check what they have copied
		{"artefacts/*/metrics.*", useNowhere, true},
		{"report.*", report, true}, // nothing reads these, and they are written again
		{"*.csv", report, true},
		{"plots/*.png", report, true},
	})
}

// flippedStudy is a study of the smallest models; %s is its folder of images.
const flippedStudy = `name: flipped
seeds: [1]
settings: {dim: 8, depth: 1, heads: 2, patch: 14, data: {image: %[1]s}, recipe: {image: {epochs: 1}}, pretrain: {image: {epochs: 1, mae: {decoder_depth: 1}}}}
experiments:
  - {name: one, targets: [image], sizes: [20], baseline: plain, arms: [{name: plain}, {name: pathway, aux: image}]}
`

// speeds matches what depends on the clock: in metrics.json, and at the end of the lines
// of metrics.csv.
var speeds = regexp.MustCompile(`"samples_per_second": [0-9.e+]+|,[0-9.]+\n`)

// contentOf returns what a file of text or a picture holds, but for speeds.
func contentOf(path string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	if strings.HasPrefix(filepath.Base(path), "metrics.") {
		data = speeds.ReplaceAll(data, nil)
	}
	return string(data)
}

// useNowhere stands for the use of a file that nothing reads.
func useNowhere(string, string) (string, error) { return "", nil }

// useModel loads a model.
func useModel(_, path string) (string, error) {
	m, err := train.LoadModel(path)
	if err != nil {
		return "", err
	}
	c, err := json.Marshal(m.Config)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	if err := formats.WriteSafetensors(sum, map[string]string{"config": string(c)}, nn.StateDict(m.Net)); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// useStudy reads the folder of a study. A cell whose file is damaged is run again, and
// the report says why it is absent until then.
func useStudy(dir, path string) (string, error) {
	c, err := study.Read(dir)
	if err != nil {
		return "", err
	}
	if len(c.Absent) > 0 {
		a := c.Absent[0]
		if !strings.Contains(path, a.Cell.ID) {
			return "", fmt.Errorf("%s is absent, which is another cell's file", a.Cell.ID)
		}
		return "", fmt.Errorf("%s: %s", path, a.Reason)
	}
	text, err := json.Marshal(c)
	return string(text), err
}

// flipAll flips bits of every file below dir, which must be of one of the given kinds.
func flipAll(t *testing.T, what, dir string, kinds []kindOfFile) {
	t.Helper()
	seen := map[string]bool{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		i := slices.IndexFunc(kinds, func(k kindOfFile) bool {
			ok, err := filepath.Match(k.pattern, name)
			return ok && err == nil
		})
		if i < 0 {
			t.Errorf("%s: nothing is known of the file %s: say in this test what uses it", what, name)
			return nil
		}
		if !seen[kinds[i].pattern] {
			flip(t, what, dir, name, kinds[i])
		}
		seen[kinds[i].pattern] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// flip changes bits of one file.
func flip(t *testing.T, what, dir, name string, k kindOfFile) {
	t.Helper()
	whole, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	try := func(bit int) (string, error) {
		fresh := filepath.Join(t.TempDir(), "copy")
		if err := os.CopyFS(fresh, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(fresh, filepath.FromSlash(name))
		if bit >= 0 {
			content := slices.Clone(whole)
			content[bit/8] ^= 1 << (bit % 8)
			datatest.WriteFile(t, path, content)
		}
		result, err := k.use(fresh, path)
		if err != nil && !strings.Contains(err.Error(), filepath.Base(path)) && !strings.Contains(err.Error(), strings.TrimSuffix(filepath.Base(path), ".png")) {
			t.Errorf("%s: %s: bit %d: the error %q does not name the file", what, name, bit, err)
		}
		return result, err
	}
	want, err := try(-1)
	if err != nil {
		t.Fatalf("%s: %s: %v", what, name, err)
	}
	told := 0
	for i := 0; i < flips; i++ {
		bit := len(whole)*i/flips*8 + i*5%8
		got, err := try(bit)
		switch {
		case err != nil:
			told++
		case got != want:
			t.Errorf("%s: %s: nothing tells of bit %d of byte %d of %d, and what comes of the file is another", what, name, bit%8, bit/8, len(whole))
		case !k.harmless:
			t.Errorf("%s: %s: nothing tells of bit %d of byte %d of %d", what, name, bit%8, bit/8, len(whole))
		}
	}
	t.Logf("%s: %s: %d of %d flips are told, the others change nothing", what, name, told, flips)
}
