package formats

// This file: files that real tools wrote, and hostile ones, from the folder that
// PATHWAY_CHECKPOINTS names. What is to load gives the state that is written beside it, bit
// for bit; what is to be refused is refused in one line, quickly and with little memory.

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/gopathway/pathway/internal/fuzzcost"
)

// checkpointCase is a case of cases.json.
type checkpointCase struct {
	Name    string   `json:"name"`
	Files   []string `json:"files"`
	Family  string   `json:"family"`
	Expect  string   `json:"expect"`
	Why     string   `json:"why"`
	State   string   `json:"state"`
	Lenient bool     `json:"lenient"`
	ReadAs  string   `json:"read_as"`
}

// checkpointDir returns the folder, or skips the test.
func checkpointDir(t *testing.T) string {
	dir := os.Getenv("PATHWAY_CHECKPOINTS")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "checkpoints")
	} else if !filepath.IsAbs(dir) {
		dir = filepath.Join("..", dir) // from the project's root
	}
	if _, err := os.Stat(filepath.Join(dir, "cases.json")); err != nil {
		t.Skipf("there is no %s here", dir)
	}
	return dir
}

// path returns what a case opens.
func (c checkpointCase) path(t *testing.T, dir string) string {
	switch {
	case c.ReadAs != "":
		folder := t.TempDir()
		for i, f := range c.Files {
			raw, err := os.ReadFile(filepath.Join(dir, f))
			if err != nil {
				t.Fatal(err)
			}
			name := filepath.Base(f)
			if i == 0 {
				name = c.ReadAs
			}
			if err := os.WriteFile(filepath.Join(folder, name), raw, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		return folder
	case len(c.Files) > 1:
		return filepath.Dir(filepath.Join(dir, c.Files[0]))
	}
	return filepath.Join(dir, c.Files[0])
}

// readAll opens path and reads every tensor as numbers.
func readAll(path string) error {
	f, err := Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	for _, name := range f.Names() {
		if _, err := f.Tensor(name); err != nil {
			return err
		}
	}
	return nil
}

// rawBytes are the bytes of a tensor as safetensors have them.
func rawBytes(t *testing.T, w weights, name string) []byte {
	t.Helper()
	switch w := w.(type) {
	case *shards:
		return rawBytes(t, w.part(name), name)
	case *SafetensorsFile:
		b, err := io.ReadAll(w.section(w.entries[name]))
		if err != nil {
			t.Fatal(err)
		}
		return b
	case *torchFile:
		x := w.entries[name]
		b := make([]byte, x.size*x.typ.size)
		err := x.each(func(at, step int, src []byte, m int) error {
			for i := range m {
				dst := b[(at+i*step)*x.typ.size:][:x.typ.size]
				copy(dst, src[i*x.typ.size:])
				if x.storage.order == binary.BigEndian {
					slices.Reverse(dst)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	t.Fatalf("no bytes of a %T", w)
	return nil
}

// sameState compares all tensors of f with those of the file at path.
func sameState(t *testing.T, f *File, path string) {
	t.Helper()
	want, err := OpenSafetensors(path)
	if err != nil {
		t.Fatal(err)
	}
	defer want.Close()
	names, wanted := f.Names(), want.Names()
	sort.Strings(names)
	sort.Strings(wanted)
	if !slices.Equal(names, wanted) {
		t.Errorf("names %q, want %q", names, wanted)
		return
	}
	for _, name := range names {
		d, shape, _ := f.Info(name)
		wd, ws, _ := want.Info(name)
		if d != wd || !slices.Equal(shape, ws) {
			t.Errorf("tensor %q: %s%v, want %s%v", name, d, shape, wd, ws)
			continue
		}
		if !bytes.Equal(rawBytes(t, f.w, f.inner[name]), rawBytes(t, want, name)) {
			t.Errorf("tensor %q differs", name)
		}
		got, err := f.Tensor(name)
		if err != nil {
			t.Error(err)
			continue
		}
		x, err := want.Tensor(name)
		if err != nil {
			t.Fatal(err)
		}
		same(t, name, got, x)
	}
}

// canaries are files that a malicious pickle makes when it is run.
func canaries(t *testing.T) []string {
	found, err := filepath.Glob(filepath.Join(os.TempDir(), "*canary*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestCheckpointReaders(t *testing.T) {
	dir := checkpointDir(t)
	raw, err := os.ReadFile(filepath.Join(dir, "cases.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []checkpointCase
	if err := json.Unmarshal(raw, &cases); err != nil {
		t.Fatal(err)
	}
	type tally struct{ loaded, refused, failed int }
	counts := map[string]*tally{}
	var families []string
	before := canaries(t)
	for _, c := range cases {
		if c.Family != "pth" && !strings.HasPrefix(c.Family, "bad-") || c.Family == "bad-config" {
			continue
		}
		n := counts[c.Family]
		if n == nil {
			n = &tally{}
			counts[c.Family] = n
			families = append(families, c.Family)
		}
		loaded := false
		ok := t.Run(c.Name, func(t *testing.T) { loaded = checkpointReader(t, dir, c) })
		switch {
		case !ok:
			n.failed++
		case loaded:
			n.loaded++
		default:
			n.refused++
		}
		if after := canaries(t); !slices.Equal(before, after) {
			t.Errorf("%s was run: there are %q now", c.Name, after)
			before = after
		}
	}
	for _, f := range families {
		t.Logf("%-16s %3d loaded, %3d refused, %3d failed", f, counts[f].loaded, counts[f].refused, counts[f].failed)
	}
}

// checkpointReader tries one case and reports whether it loads.
func checkpointReader(t *testing.T, dir string, c checkpointCase) (loaded bool) {
	path := c.path(t, dir)
	size := 0
	for _, f := range c.Files {
		info, err := os.Stat(filepath.Join(dir, f))
		if err != nil {
			t.Fatal(err)
		}
		size += int(info.Size())
	}
	var err error
	limit := fuzzcost.Limit{Time: time.Second, Bytes: 24 << 20, PerByte: 2}
	fuzzcost.Check(t, size, limit, func() { err = readAll(path) })
	if err != nil {
		if c.Expect == "load" && !c.Lenient {
			t.Errorf("refused: %v; %s", err, c.Why)
		}
		if s := err.Error(); strings.ContainsAny(s, "\n\r\x00") || len(s) > 1000 || !strings.Contains(s, filepath.Base(path)) {
			t.Errorf("the message %q is no line that names the file", s)
		}
		t.Logf("%s: refused: %v", c.Why, err)
		return false
	}
	if c.Expect == "refuse" && !c.Lenient {
		t.Errorf("it loads, but must be refused: %s", c.Why)
	}
	if c.State != "" {
		f, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		sameState(t, f, filepath.Join(dir, c.State))
	}
	return true
}
