package formats

// This file: what a file is, folders, and models in several files.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/fuzzcost"
	"github.com/gopathway/pathway/tensor"
)

// write makes a file in dir and returns its path.
func write(t *testing.T, dir, name string, raw []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, raw, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// stBytes is a safetensors file of items.
func stBytes(t *testing.T, meta map[string]string, items ...tensor.Named) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteSafetensors(&b, meta, items); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestDetect(t *testing.T) {
	tarHead := append(make([]byte, 257), "ustar\x0000"...)
	for _, c := range []struct {
		name, head string
		want       string // the kind's name, or words of the error
	}{
		{"x.pth", "PK\x03\x04abc", "PyTorch zip"},
		{"x.npz", "PK\x03\x04abc", "npz"},
		{"x.npy", "\x93NUMPY\x01\x00", "npy"},
		{"x.pth", "\x93NUMPY\x01\x00", "an array of NumPy"},
		{"x.pth", "\x80\x02\x8a\x0a", "PyTorch legacy"},
		{"x.pth", "L119547037146038801333356L\n.", "PyTorch legacy"},
		{"x.bin", "\x02\x00\x00\x00\x00\x00\x00\x00{}", "safetensors"},
		{"x.pth", "\x80\x02\x00\x00\x00\x00\x00\x00{", "safetensors"}, // a header of 640 bytes, no pickle
		{"x.pth", "\x1f\x8b\x00\x00\x00\x00\x00\x00{", "safetensors"}, // no gzip
		{"x.safetensors", "\x00\x00\x00\x00\x00\x00\x00\x70", "safetensors"},
		{"x.pth", string(tarHead), "PyTorch tar"},
		{"x.pth", "", "it is empty"},
		{"x.pth", "\n<!DOCTYPE HTML>", "an HTML page"},
		{"x.pth", "<html>", "an HTML page"},
		{"x.pth", "<?xml version", "an XML document"},
		{"x.bin", "version https://git-lfs.github.com/spec/v1\n", "Git LFS pointer"},
		{"x.pth", "\x1f\x8b\x08", "gzip"},
		{"x.pth", "\x28\xb5\x2f\xfd", "zstd"},
		{"x.h5", "\x89HDF\r\n\x1a\n", "HDF5"},
		{"x.bin", "GGUF\x03", "GGUF"},
		{"x.onnx", "\x08\x08\x12\x07pytorch", "ONNX"},
		{"x.pth", "\x89PNG\r\n", "a PNG picture"},
		{"x.pth", "hello\n", `a text, not weights: it begins with "hello\n"`},
		{"x.pth", "\x00\x00\x00\x00", "zeros alone"},
		{"x.pth", "\xde\xad\xbe\xef", "none of safetensors"},
	} {
		kind, err := detectHead([]byte(c.head), int64(len(c.head)), c.name)
		switch {
		case err != nil && !strings.Contains(err.Error(), c.want):
			t.Errorf("%s %q: error %v, want one with %q", c.name, c.head, err, c.want)
		case err == nil && kind.name != c.want:
			t.Errorf("%s %q: it is %s, want %s", c.name, c.head, kind.name, c.want)
		}
	}
}

// Every format gives the same tensors through Open, under any name.
func TestOpenFormats(t *testing.T) {
	dir := t.TempDir()
	a, b := named("a", tensor.Arange(6).Reshape(2, 3)), named("b", tensor.FromSlice([]float32{-1, 7}, 2))
	var npz, npy bytes.Buffer
	if err := WriteNPZ(&npz, []tensor.Named{a, b}); err != nil {
		t.Fatal(err)
	}
	if err := WriteNPY(&npy, a.Tensor); err != nil {
		t.Fatal(err)
	}
	p := (&pickled{}).op(0x80, 2, '}', '(').text("a").tensor("FloatStorage", "0", 6, 0, []int{2, 3}, []int{3, 1})
	p.text("b").tensor("FloatStorage", "1", 2, 0, []int{2}, []int{1}).op('u', '.')
	storages := [][]byte{floatBytes(0, 1, 2, 3, 4, 5), floatBytes(-1, 7)}
	st := stBytes(t, map[string]string{"k": "v"}, a, b)
	for _, c := range []struct {
		name, format string
		raw          []byte
		names        []string
	}{
		{"x.safetensors", "safetensors", st, []string{"a", "b"}},
		{"st.pth", "safetensors", st, []string{"a", "b"}},
		{"x.pth", "PyTorch zip", zipFile(p.Bytes(), storages...), []string{"a", "b"}},
		{"pth.safetensors", "PyTorch zip", zipFile(p.Bytes(), storages...), []string{"a", "b"}},
		{"legacy.pt", "PyTorch legacy", legacyFile(p.Bytes(), storages...), []string{"a", "b"}},
		{"x.npz", "npz", npz.Bytes(), []string{"a", "b"}},
		{"a.npy", "npy", npy.Bytes(), []string{"a"}},
	} {
		path := write(t, dir, c.name, c.raw)
		f, err := Open(path)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if f.Format() != c.format || !slices.Equal(f.Names(), c.names) || !slices.Equal(f.Files(), []string{path}) {
			t.Errorf("%s: %s, %q, %q", c.name, f.Format(), f.Names(), f.Files())
		}
		for _, it := range []tensor.Named{a, b}[:len(c.names)] {
			x, err := f.Tensor(it.Name)
			if err != nil {
				t.Fatal(err)
			}
			same(t, c.name, x, it.Tensor)
			if d, shape, ok := f.Info(it.Name); d != "F32" || !slices.Equal(shape, it.Tensor.Shape()) || !ok {
				t.Errorf("%s: %s is %s%v %v", c.name, it.Name, d, shape, ok)
			}
			into := tensor.New(it.Tensor.Shape()...)
			if err := f.TensorInto(into, it.Name); err != nil {
				t.Fatal(err)
			}
			same(t, c.name, into, it.Tensor)
			if err := f.TensorInto(tensor.New(9), it.Name); err == nil || !strings.Contains(err.Error(), "want [9]") {
				t.Errorf("%s: error %v", c.name, err)
			}
			if _, err := f.Ints(it.Name); err == nil {
				t.Errorf("%s: floats as whole numbers", c.name)
			}
		}
		if _, err := f.Tensor("none"); err == nil || err.Error() != path+`: no tensor "none"` {
			t.Errorf("%s: error %v", c.name, err)
		}
		if got := f.Metadata()["k"] == "v"; got != (c.format == "safetensors") {
			t.Errorf("%s: metadata %v", c.name, f.Metadata())
		}
		if _, ok := f.Object(); ok != strings.HasPrefix(c.format, "PyTorch") {
			t.Errorf("%s: an object: %v", c.name, ok)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestOpenStripsPrefixes(t *testing.T) {
	x := tensor.New(1)
	dir := t.TempDir()
	for want, names := range map[string][]string{
		"a b":               {"module.a", "module.b"},
		"b module.a":        {"module.a", "b"},
		"a module.b":        {"module._orig_mod.a", "module._orig_mod.module.b"},
		"module. module.b":  {"module.", "module.b"},
		"model.a model.b":   {"model.a", "model.b"},
		"_orig_mod.inner a": {"_orig_mod.a", "_orig_mod._orig_mod.inner"},
	} {
		path := write(t, dir, "x.safetensors", stBytes(t, nil, named(names[0], x), named(names[1], x)))
		f, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		sorted := f.Names()
		slices.Sort(sorted)
		if got := strings.Join(sorted, " "); got != want {
			t.Errorf("%q: names %q, want %q", names, got, want)
		}
		for _, n := range f.Names() {
			if _, err := f.Tensor(n); err != nil {
				t.Error(err)
			}
		}
		f.Close()
	}
}

func TestOpenFolder(t *testing.T) {
	one, two := named("one", tensor.New(1)), named("two", tensor.New(2))
	dir := t.TempDir()
	if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), "no weights in this folder") {
		t.Errorf("an empty folder: %v", err)
	}
	if _, err := Open(filepath.Join(dir, "none")); !os.IsNotExist(err) {
		t.Errorf("no folder: %v", err)
	}
	write(t, dir, "README.md", []byte("hello"))
	write(t, dir, "best.safetensors", stBytes(t, nil, one))
	check := func(what, want string) {
		t.Helper()
		f, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if got := strings.Join(f.Names(), " "); got != want {
			t.Errorf("%s: names %s, want %s", what, got, want)
		}
	}
	check("one file", "one")
	write(t, dir, "last.safetensors", stBytes(t, nil, two))
	if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), "several files of weights in this folder, best.safetensors, last.safetensors") {
		t.Errorf("two files: %v", err)
	}
	write(t, dir, "model.safetensors", stBytes(t, nil, two))
	check("a known name", "two")
}

func TestShards(t *testing.T) {
	f := openTest(t, "sharded")
	if f.Format() != "PyTorch zip" || !slices.Equal(f.Names(), []string{"a", "b"}) || len(f.Files()) != 2 || f.Metadata()["total_size"] != "20" {
		t.Errorf("%s, names %q, files %q, metadata %v", f.Format(), f.Names(), f.Files(), f.Metadata())
	}
	for name, want := range map[string][]float32{"a": {0, 1, 2}, "b": {3, 4}} {
		x, err := f.Tensor(name)
		if err != nil {
			t.Fatal(err)
		}
		same(t, name, x, tensor.FromSlice(want, len(want)))
	}
	if _, err := f.Tensor("c"); err == nil || !strings.Contains(err.Error(), `no tensor "c"`) {
		t.Errorf("error %v", err)
	}
	g, err := Open(filepath.Join("testdata", "sharded", "pytorch_model.bin.index.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	if !slices.Equal(g.Names(), f.Names()) {
		t.Errorf("by the index: names %q", g.Names())
	}
}

// badIndexes are indexes that must be refused, with words of the error.
var badIndexes = []struct{ index, want string }{
	{``, "unexpected EOF"},
	{`[]`, `"[" where an object is wanted`},
	{`{}`, "no weight_map"},
	{`{"weight_map": {}}`, "no weight_map"},
	{`{"weight_map": []}`, "where an object is wanted"},
	{`{"weight_map": {"a": 1}}`, `the name of its file is "1"`},
	{`{"weight_map": {"a": "../one.safetensors"}}`, "in the same folder"},
	{`{"weight_map": {"a": "/etc/passwd"}}`, "in the same folder"},
	{`{"weight_map": {"a": "C:\\x"}}`, "in the same folder"},
	{`{"weight_map": {"a": ".."}}`, "in the same folder"},
	{`{"weight_map": {"a": ""}}`, "in the same folder"},
	{`{"weight_map": {"a": "x.index.json"}}`, "is an index"},
	{`{"weight_map": {"a": "sub"}}`, "a folder"},
	{`{"weight_map": {"a": "one.safetensors", "a": "one.safetensors"}}`, `tensor "a" is twice in it`},
	{`{"weight_map": {"a": "one.safetensors"}, "weight_map": {"b": "two.safetensors"}}`, "weight_map is twice in it"},
	{`{"weight_map": {"a": "none.safetensors"}}`, `part "none.safetensors"`},
	{`{"weight_map": {"a": "one.safetensors", "c": "one.safetensors"}}`, `tensor "c" is not in "one.safetensors"`},
	{`{"weight_map": {"a": "both.safetensors"}}`, `a tensor "b" that the index does not say`},
	{`{"weight_map": {"a": "m-00001-of-00002.safetensors"}}`, "is one of 2: the model is not whole"},
	{`{"metadata": 3, "weight_map": {"a": "one.safetensors"}}`, "metadata"},
}

func TestShardsRefuseBadIndexes(t *testing.T) {
	dir := t.TempDir()
	a, b := named("a", tensor.New(1)), named("b", tensor.New(1))
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o777); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "one.safetensors", stBytes(t, nil, a))
	write(t, dir, "m-00001-of-00002.safetensors", stBytes(t, nil, a))
	write(t, dir, "two.safetensors", stBytes(t, nil, b))
	write(t, dir, "both.safetensors", stBytes(t, nil, a, b))
	path := write(t, dir, "model.safetensors.index.json", []byte(`{"weight_map": {"a": "one.safetensors", "b": "two.safetensors"}}`))
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	for _, c := range badIndexes {
		write(t, dir, filepath.Base(path), []byte(c.index))
		_, err := Open(dir)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), path+": ") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %v, want one with %q", c.index, err, c.want)
		}
	}
}

func FuzzShardIndex(f *testing.F) {
	for _, c := range badIndexes {
		f.Add([]byte(c.index))
	}
	f.Add([]byte(`{"metadata": {"total_size": 12, "format": "pt"}, "weight_map": {"a": "x-00001-of-00002.bin", "b": "x-00002-of-00002.bin"}, "more": [1, {}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var x *shardIndex
		var err error
		fuzzcost.Check(t, len(raw), fuzzcost.Limit{Bytes: 1 << 20, PerByte: 400}, func() { x, err = parseIndex(raw) })
		if err != nil {
			return
		}
		for _, name := range x.names {
			file := x.files[name]
			if file != filepath.Base(file) || file == "." || file == ".." || strings.ContainsAny(file, `/\`) {
				t.Fatalf("file %q lies elsewhere", file)
			}
		}
	})
}

// loads are ways to keep the same weights in files.
var loads = []string{"safetensors", "pth", "sharded"}

// largeWeights writes weights of a ViT's shapes, in all about so many MB, and returns
// their size in bytes and the path by kind.
func largeWeights(t testing.TB, dir string, mb int, kinds ...string) (size int64, paths map[string]string) {
	var names []string
	var shapes [][]int
	for i := 0; size < int64(mb)<<20; i++ {
		for name, shape := range map[string][]int{"attn.qkv.weight": {2304, 768}, "attn.proj.weight": {768, 768}, "mlp.fc1.weight": {3072, 768}, "mlp.fc2.weight": {768, 3072}} {
			names = append(names, fmt.Sprintf("blocks.%d.%s", i, name))
			shapes = append(shapes, shape)
			n, _ := elements(shape)
			size += 4 * int64(n)
		}
	}
	paths = map[string]string{}
	save := func(name string, write func(f *os.File) error) string {
		path := filepath.Join(dir, name)
		f, err := os.Create(path)
		if err == nil {
			err = write(f)
		}
		if err == nil {
			err = f.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	safetensors := func(name string, from, to int) string {
		return save(name, func(f *os.File) error {
			head := map[string]any{}
			at := int64(0)
			for i := from; i < to; i++ {
				n, _ := elements(shapes[i])
				head[names[i]] = map[string]any{"dtype": "F32", "shape": shapes[i], "data_offsets": []int64{at, at + 4*int64(n)}}
				at += 4 * int64(n)
			}
			text, err := json.Marshal(head)
			if err != nil {
				return err
			}
			if _, err := f.Write(stFile(string(text), nil)); err != nil {
				return err
			}
			_, err = io.Copy(f, &zeros{at}) // no hole in the file, which is slower to read
			return err
		})
	}
	for _, kind := range kinds {
		switch kind {
		case "safetensors":
			paths[kind] = safetensors("model.safetensors", 0, len(names))
		case "pth":
			paths[kind] = save("model.pth", func(f *os.File) error { return writeZip(f, names, shapes) })
		case "sharded":
			files := map[string]string{}
			parts := 4
			for p := range parts {
				from, to := p*len(names)/parts, (p+1)*len(names)/parts
				name := fmt.Sprintf("model-%05d-of-%05d.safetensors", p+1, parts)
				safetensors(name, from, to)
				for _, n := range names[from:to] {
					files[n] = name
				}
			}
			text, err := json.Marshal(map[string]any{"weight_map": files})
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, "model.safetensors.index.json")
			if err := os.WriteFile(path, text, 0o666); err != nil {
				t.Fatal(err)
			}
			paths[kind] = path
		}
	}
	return size, paths
}

// loadAll reads all tensors of path.
func loadAll(t testing.TB, path string) (all []*tensor.Tensor) {
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, name := range f.Names() {
		x, err := f.Tensor(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, x)
	}
	return all
}

// All that is allocated for a model is its numbers and little more, so that no second
// copy can be in memory.
func TestLoadingMemory(t *testing.T) {
	size, paths := largeWeights(t, t.TempDir(), 64, loads...)
	for _, kind := range loads {
		fuzzcost.Check(t, int(size), fuzzcost.Limit{Bytes: 4 << 20, PerByte: 1}, func() { loadAll(t, paths[kind]) })
	}
}

// BenchmarkLoad reads the 346 MB of a ViT-B from a file that the system has in memory.
func BenchmarkLoad(b *testing.B) {
	for _, kind := range loads {
		b.Run(kind, func(b *testing.B) {
			size, paths := largeWeights(b, b.TempDir(), 330, kind)
			b.SetBytes(size)
			for b.Loop() {
				loadAll(b, paths[kind])
			}
		})
	}
}
