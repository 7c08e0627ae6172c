package study

import (
	"bytes"
	"context"
	"crypto/sha256"
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
)

// fake is a runner whose cells take a second of its own clock each, and whose
// accuracies follow from the cell.
type fake struct {
	mu     sync.Mutex
	clock  time.Time
	ran    []string // labels
	built  []string // keys
	before func(Cell) error
	build  func(key, dir string) error
	change func(Cell, *Result)
	ctx    func(context.Context, Cell)
}

type fakeSettings struct {
	Epochs int     `json:"epochs"`
	Gain   float64 `json:"gain"`
	Lambda struct {
		Start float64 `json:"start"`
	} `json:"lambda"`
	Data map[string]string `json:"data"`
}

func (f *fake) Check(c Cell) error {
	s := fakeSettings{}
	if err := c.Settings.Decode(&s); err != nil {
		return err
	}
	if c.Target == "moon" {
		return UnknownValue("target", c.Target, []string{"audio", "image"})
	}
	if c.Size == 7 {
		return &FieldError{"size", "7 is too few"}
	}
	if c.Kind != "plain" && c.Kind != "pathway" {
		return UnknownValue("kind", c.Kind, []string{"plain", "pathway"})
	}
	return nil
}

func (f *fake) Needs(c Cell) []string { return c.Aux }

func (f *fake) Build(_ context.Context, key, dir string, progress Progress) error {
	f.mu.Lock()
	f.built = append(f.built, key)
	f.mu.Unlock()
	progress(0.5, "half")
	if f.build != nil {
		return f.build(key, dir)
	}
	return os.WriteFile(filepath.Join(dir, "weights"), []byte(key), 0o666)
}

func (f *fake) Run(ctx context.Context, c Cell, progress Progress) (Result, error) {
	if f.ctx != nil {
		f.ctx(ctx, c)
	}
	f.mu.Lock()
	f.ran = append(f.ran, c.Label())
	f.mu.Unlock()
	if f.before != nil {
		if err := f.before(c); err != nil {
			return Result{}, err
		}
	}
	for _, aux := range c.Aux {
		if data, err := os.ReadFile(filepath.Join(c.Artefacts[aux], "weights")); err != nil || string(data) != aux {
			return Result{}, fmt.Errorf("artefact %s holds %q (%v)", aux, data, err)
		}
	}
	var s fakeSettings
	if err := c.Settings.Decode(&s); err != nil {
		return Result{}, err
	}
	done := make(chan struct{})
	go func() { progress(0.5, "epoch 1/2"); close(done) }() // a runner may have goroutines
	<-done
	f.mu.Lock()
	f.clock = f.clock.Add(time.Second)
	f.mu.Unlock()
	h := fnv.New32()
	fmt.Fprint(h, c.content())
	noise := float64(h.Sum32()%1000) / 1e5 // up to a point
	correct := 500 + int(1000*(s.Gain+noise))
	r := Result{Accuracy: float64(correct) / 1000, Correct: correct, Samples: 1000, Seconds: 1.5, Parameters: 10000, Notes: []string{"trained <b>well</b>"}}
	for e := 1; e <= 3; e++ {
		p := Epoch{Epoch: e, TrainLoss: 1/float64(e) + noise, TrainAccuracy: 0.2 * float64(e)}
		if e != 2 {
			v := r.Accuracy * float64(e) / 3
			p.TestAccuracy = &v
		}
		r.Curve = append(r.Curve, p)
	}
	if c.Kind == "pathway" {
		for b := range 2 {
			for _, layer := range []string{"attn.qkv", "mlp.fc1"} {
				r.Lambdas = append(r.Lambdas, Lambda{Block: b, Layer: layer, Value: noise * float64(b+1)})
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
		r.Pictures = []Picture{{"attention.png", "attention"}}
	}
	if f.change != nil {
		f.change(c, &r)
	}
	return r, nil
}

func (f *fake) now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.clock
}

const small = `name: small
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

func parse(t testing.TB, text string) *Config {
	t.Helper()
	c, err := ParseConfig("study.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// run runs a study with f, and a race detector's bait for a watcher.
func run(t testing.TB, out, text string, f *fake) (*Summary, error) {
	t.Helper()
	return runContext(context.Background(), t, out, text, f, nil)
}

func runContext(ctx context.Context, t testing.TB, out, text string, f *fake, watch func(Event)) (*Summary, error) {
	t.Helper()
	return runParallel(ctx, t, out, text, f, watch, 1)
}

func runParallel(ctx context.Context, t testing.TB, out, text string, f *fake, watch func(Event), parallel int) (*Summary, error) {
	t.Helper()
	if watch == nil {
		watch = Lines(new(bytes.Buffer))
	}
	return Run(ctx, parse(t, text), f, Options{Out: out, Parallel: parallel, Watch: watch, now: f.now})
}

func mustRun(t testing.TB, out, text string, f *fake) *Summary {
	t.Helper()
	s, err := run(t, out, text, f)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// tree is all files below dir with their bytes.
func tree(t testing.TB, dir string) map[string]string {
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

func wantError(t testing.TB, err error, parts ...string) {
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

var errFake = errors.New("the disk is on fire")
