package formats

// This file: one way to open any file of weights, and folders of several.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gopathway/pathway/tensor"
)

// File is an open file, or folder, of weights in any format that is read. Its methods may
// be called by several goroutines at once.
type File struct {
	path   string
	format string
	w      weights
	names  []string
	inner  map[string]string // the names that w has
	meta   map[string]string
	files  []string
	object any
	within []string
}

// weights is what each format's reader does.
type weights interface {
	Names() []string
	Info(name string) (dtype string, shape []int, ok bool)
	Tensor(name string) (*tensor.Tensor, error)
	TensorInto(dst *tensor.Tensor, name string) error
	Ints(name string) ([]int, error)
	Close() error
}

// wrappers begin every name of a model that was saved inside of another: of PyTorch's
// parallel training, or compiled by torch.compile.
var wrappers = []string{"module.", "_orig_mod."}

// Open opens the weights at path and reads what describes them; tensors are read on
// demand. The content says what a file is, not its name:
//
//   - safetensors;
//   - PyTorch's files (.pth, .pt, .bin, .ckpt) of all three forms, with protocols 1 to 5:
//     a state dict, or a dict that has one under "state_dict_ema", "model_ema",
//     "state_dict", "model", "model_state_dict", "module" or "base_model", the first of these
//     that is there, or under another key if only one has tensors; or a whole module, whose parameters and buffers are found without
//     running its class;
//   - npz and npy, with names that end in .npz and .npy; the array of an npy file has the
//     file's name;
//   - a folder, or a file *.index.json in it, whose weights lie in several files; or a folder
//     with one file of weights.
//
// A prefix "module." or "_orig_mod." that all names have is left out, and so is "model." in
// files of PyTorch Lightning. Nothing in a file is run: what a pickle calls beside a list of
// tensors and plain data is an error that names it.
func Open(path string) (*File, error) { return open(path, "") }

// OpenKey is Open for a PyTorch file with several sets of weights, such as "student" and
// "teacher": key is that of the dict which holds those wanted. For other formats it is an
// error.
func OpenKey(path, key string) (*File, error) {
	if key == "" {
		return nil, fmt.Errorf("%s: an empty key", path)
	}
	return open(path, key)
}

func open(path, key string) (*File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	var f *File
	switch {
	case info.IsDir():
		f, err = openFolder(path, key)
	case isIndex(path):
		f, err = openIndex(path, key)
	default:
		f, err = openOne(path, key)
	}
	if err != nil {
		return nil, err
	}
	f.unwrap()
	return f, nil
}

// openOne opens one file.
func openOne(path, key string) (*File, error) {
	kind, err := detect(path)
	if err != nil {
		return nil, err
	}
	f := &File{path: path, format: kind.name, files: []string{path}}
	if key != "" && kind.torch == nil {
		return nil, fmt.Errorf("%s: it is %s, which has no keys such as %q: only PyTorch files have", path, kind.name, key)
	}
	switch {
	case kind.torch != nil:
		t, err := openTorch(path, key, *kind.torch)
		if err != nil {
			return nil, err
		}
		f.w, f.object, f.within = t, t.object, t.state.keys
	case kind == kindNPZ:
		z, err := OpenNPZ(path)
		if err != nil {
			return nil, err
		}
		f.w = npzWeights{z}
	case kind == kindNPY:
		if f.w, err = openOneNPY(path); err != nil {
			return nil, err
		}
	default:
		s, err := OpenSafetensors(path)
		if err != nil {
			return nil, err
		}
		f.w, f.meta = s, s.Metadata()
	}
	return f, nil
}

// unwrap sets the names, without prefixes that all have.
func (f *File) unwrap() {
	inner := f.w.Names()
	f.names = slices.Clone(inner)
	prefixes := wrappers
	if _, ok := (Object{f.object}).Get("pytorch-lightning_version"); ok {
		prefixes = append([]string{"model."}, wrappers...)
	}
	if f.format == kindNPZ.name || f.format == kindNPY.name {
		prefixes = nil
	}
	for f.cut(prefixes) {
	}
	f.inner = make(map[string]string, len(inner))
	for i, name := range f.names {
		f.inner[name] = inner[i]
	}
}

// cut takes one prefix from all names and reports whether they had one.
func (f *File) cut(prefixes []string) bool {
	for _, p := range prefixes {
		all := len(f.names) > 0
		for _, n := range f.names {
			all = all && len(n) > len(p) && strings.HasPrefix(n, p)
		}
		if all {
			for i := range f.names {
				f.names[i] = f.names[i][len(p):]
			}
			f.within = append(f.within, p)
			return true
		}
	}
	return false
}

// Close closes the files; tensors already read stay valid.
func (f *File) Close() error { return f.w.Close() }

// Format names the format: "safetensors", "PyTorch zip", "PyTorch legacy", "PyTorch tar",
// "npz" or "npy"; of several files, that of the first.
func (f *File) Format() string { return f.format }

// Files returns the paths of the files with weights: path itself, or the parts of a folder.
func (f *File) Files() []string { return slices.Clone(f.files) }

// Within says what lay around the weights and is left out: keys of a PyTorch file, such as
// "state_dict", and then prefixes of names, such as "module.".
func (f *File) Within() []string { return slices.Clone(f.within) }

// Names returns the names of the tensors, in the file's order.
func (f *File) Names() []string { return slices.Clone(f.names) }

// Info returns the format, by the names that safetensors has for them ("F32", "BF16", "I64",
// ...), and the shape of a tensor, without reading it; ok is false if there is none of that
// name.
func (f *File) Info(name string) (dtype string, shape []int, ok bool) {
	inner, ok := f.inner[name]
	if !ok {
		return "", nil, false
	}
	return f.w.Info(inner)
}

// Tensor reads a tensor as float32: F16 and BF16 are widened exactly, F64 and whole
// numbers beyond 2²⁴ rounded to nearest.
func (f *File) Tensor(name string) (*tensor.Tensor, error) {
	inner, err := f.find(name)
	if err != nil {
		return nil, err
	}
	return f.w.Tensor(inner)
}

// TensorInto is Tensor into the memory of dst, which has the tensor's shape. After an
// error the numbers of dst are undefined.
func (f *File) TensorInto(dst *tensor.Tensor, name string) error {
	inner, err := f.find(name)
	if err != nil {
		return err
	}
	return f.w.TensorInto(dst, inner)
}

// Ints reads a tensor of whole numbers or booleans, in row-major order.
func (f *File) Ints(name string) ([]int, error) {
	inner, err := f.find(name)
	if err != nil {
		return nil, err
	}
	return f.w.Ints(inner)
}

func (f *File) find(name string) (string, error) {
	inner, ok := f.inner[name]
	if !ok {
		return "", fmt.Errorf("%s: no tensor %q", f.path, name)
	}
	return inner, nil
}

// Metadata returns a copy of the free-form texts of a safetensors file, or those of an
// index; nil for other formats.
func (f *File) Metadata() map[string]string {
	if f.meta == nil {
		return nil
	}
	m := make(map[string]string, len(f.meta))
	for k, v := range f.meta {
		m[k] = v
	}
	return m
}

// Object returns all that a PyTorch file holds, beside weights such things as the epoch
// and arguments; ok is false for other formats and for folders of several files.
func (f *File) Object() (v Object, ok bool) { return Object{f.object}, f.object != nil }

// knownFiles are the names of weights in folders, the preferred first.
var knownFiles = []string{"model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json",
	"adapter_model.safetensors", "adapter_model.bin"}

// weightNames are the endings of names of files with weights.
var weightNames = []string{".safetensors", ".pth", ".pt", ".bin", ".ckpt", ".pth.tar", ".npz"}

// openFolder opens the weights in a folder.
func openFolder(dir, key string) (*File, error) {
	for _, name := range knownFiles {
		path := filepath.Join(dir, name)
		_, err := os.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return nil, err
		case isIndex(path):
			return openIndex(path, key)
		}
		return openOne(path, key)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, e := range entries {
		if isIndex(e.Name()) {
			return openIndex(filepath.Join(dir, e.Name()), key)
		}
		for _, end := range weightNames {
			if strings.HasSuffix(e.Name(), end) {
				found = append(found, e.Name())
				break
			}
		}
	}
	switch len(found) {
	case 1:
		return openOne(filepath.Join(dir, found[0]), key)
	case 0:
		return nil, fmt.Errorf("%s: no weights in this folder: it has none of %s, and no other file *%s", dir, strings.Join(knownFiles[:4], ", "), strings.Join(weightNames, ", *"))
	}
	return nil, fmt.Errorf("%s: several files of weights in this folder, %s, and no index: name one of them", dir, strings.Join(found[:min(len(found), 8)], ", "))
}
