// Package studytest holds what tests of studies share: a runner that trains nothing,
// and a small study.
package studytest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gopathway/pathway/internal/study"
)

// Fake is a runner whose cells take a second of its own clock each, and whose figures
// follow from the cell. The functions are called if they are not nil.
type Fake struct {
	Mu     sync.Mutex // of Clock, Ran and Built
	Clock  time.Time
	Ran    []string                          // labels of cells
	Built  []string                          // keys of artefacts
	Before func(study.Cell) error            // before a cell is trained; an error is the cell's
	Make   func(key, dir string) error       // in place of building an artefact
	Change func(study.Cell, *study.Result)   // changes a result
	Ctx    func(context.Context, study.Cell) // is shown the context of a cell
}

// Settings are those that Fake understands.
type Settings struct {
	Epochs int     `json:"epochs"`
	Gain   float64 `json:"gain"`
	Warmup struct {
		Start float64 `json:"start"`
	} `json:"warmup"`
	Data map[string]string `json:"data"`
}

// Check implements study.Runner.
func (f *Fake) Check(c study.Cell) error {
	s := Settings{}
	if err := c.Settings.Decode(&s); err != nil {
		return err
	}
	if c.Target == "moon" {
		return study.UnknownValue("target", c.Target, []string{"audio", "image"})
	}
	if c.Size == 7 {
		return &study.FieldError{Field: "size", Message: "7 is too few"}
	}
	if c.Kind != "plain" && c.Kind != "pathway" {
		return study.UnknownValue("kind", c.Kind, []string{"plain", "pathway"})
	}
	return nil
}

// Needs implements study.Runner: its auxiliaries are artefacts.
func (f *Fake) Needs(c study.Cell) []string { return c.Aux }

// Build implements study.Runner.
func (f *Fake) Build(_ context.Context, key, dir, _ string, progress study.Progress) error {
	f.Mu.Lock()
	f.Built = append(f.Built, key)
	f.Mu.Unlock()
	progress(0.5, "half")
	if f.Make != nil {
		return f.Make(key, dir)
	}
	return os.WriteFile(filepath.Join(dir, "weights"), []byte(key), 0o666)
}

// Run implements study.Runner.
func (f *Fake) Run(ctx context.Context, c study.Cell, progress study.Progress) (study.Result, error) {
	if f.Ctx != nil {
		f.Ctx(ctx, c)
	}
	f.Mu.Lock()
	f.Ran = append(f.Ran, c.Label())
	f.Mu.Unlock()
	if f.Before != nil {
		if err := f.Before(c); err != nil {
			return study.Result{}, err
		}
	}
	for _, aux := range c.Aux {
		if data, err := os.ReadFile(filepath.Join(c.Artefacts[aux], "weights")); err != nil || string(data) != aux {
			return study.Result{}, fmt.Errorf("artefact %s holds %q (%v)", aux, data, err)
		}
	}
	var s Settings
	if err := c.Settings.Decode(&s); err != nil {
		return study.Result{}, err
	}
	done := make(chan struct{})
	go func() { progress(0.5, "epoch 1/2"); close(done) }() // a runner may have goroutines
	<-done
	f.Mu.Lock()
	f.Clock = f.Clock.Add(time.Second)
	f.Mu.Unlock()
	h := fnv.New32()
	fmt.Fprint(h, content(c))
	noise := float64(h.Sum32()%1000) / 1e5 // up to a point
	correct := 500 + int(1000*(s.Gain+noise))
	r := study.Result{Accuracy: float64(correct) / 1000, Correct: correct, Samples: 1000, Seconds: 1.5, Parameters: 10000, Notes: []string{"trained <b>well</b>"}}
	for e := 1; e <= 3; e++ {
		p := study.Epoch{Epoch: e, TrainLoss: 1/float64(e) + noise, TrainAccuracy: 0.2 * float64(e)}
		if e != 2 {
			v := r.Accuracy * float64(e) / 3
			p.TestAccuracy = &v
		}
		r.Curve = append(r.Curve, p)
	}
	if c.Kind == "pathway" {
		for b := range 2 {
			for _, layer := range []string{"attn.qkv", "mlp.fc1"} {
				r.Lambdas = append(r.Lambdas, study.Lambda{Block: b, Layer: layer, Value: noise * float64(b+1)})
			}
		}
		picture := image.NewGray(image.Rect(0, 0, 8, 8))
		h := sha256.Sum256([]byte(c.ID))
		copy(picture.Pix, h[:]) // another one for each cell
		var data bytes.Buffer
		if err := png.Encode(&data, picture); err != nil {
			return r, err
		}
		if err := os.WriteFile(filepath.Join(c.Dir, "attention.png"), data.Bytes(), 0o666); err != nil {
			return r, err
		}
		r.Pictures = []study.Picture{{File: "attention.png", Title: "attention"}}
	}
	if f.Change != nil {
		f.Change(c, &r)
	}
	return r, nil
}

// content is what a cell trains, without the names it has in a study.
func content(c study.Cell) string {
	c.ID, c.Experiment, c.Arm = "", "", ""
	text, err := json.Marshal(c)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// Now is the runner's clock.
func (f *Fake) Now() time.Time {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	return f.Clock
}

// Small is a study of twelve cells that Fake runs.
const Small = `name: small
seeds: [1, 2, 3]
settings: {epochs: 2}
experiments:
  - name: first
    targets: [image, audio]
    sizes: [100]
    baseline: plain
    arms:
      - {name: with point, kind: pathway, aux: point, settings: {gain: 0.1}}
      - {name: plain}
`

// Parse reads a study.
func Parse(t testing.TB, text string) *study.Config {
	t.Helper()
	c, err := study.ParseConfig("study.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Run runs a study with f.
func Run(t testing.TB, out, text string, f *Fake) (*study.Summary, error) {
	t.Helper()
	return RunContext(context.Background(), t, out, text, f, nil)
}

// RunContext is Run with a context and a watcher.
func RunContext(ctx context.Context, t testing.TB, out, text string, f *Fake, watch func(study.Event)) (*study.Summary, error) {
	t.Helper()
	return RunParallel(ctx, t, out, text, f, watch, 1)
}

// RunParallel is RunContext with several cells at a time. A watcher that is nil is
// replaced by one that the race detector can catch.
func RunParallel(ctx context.Context, t testing.TB, out, text string, f *Fake, watch func(study.Event), parallel int) (*study.Summary, error) {
	t.Helper()
	if watch == nil {
		watch = study.Lines(new(bytes.Buffer))
	}
	return study.Run(ctx, Parse(t, text), f, study.Options{Out: out, Parallel: parallel, Watch: watch, Now: f.Now})
}

// MustRun is Run without errors.
func MustRun(t testing.TB, out, text string, f *Fake) *study.Summary {
	t.Helper()
	s, err := Run(t, out, text, f)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Tree returns all files below dir with their bytes.
func Tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(name)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// WantError fails the test unless err holds all parts.
func WantError(t testing.TB, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("no error, want one with %q", parts)
		return
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("error lacks %q:\n%v", p, err)
		}
	}
}

// Err is an error for tests.
var Err = errors.New("the disk is on fire")
