package formats

// This file: models in several files. An index, model.safetensors.index.json or
// pytorch_model.bin.index.json, says which tensor lies in which:
//
//	{"metadata": {"total_size": 123}, "weight_map": {"name": "model-00001-of-00002.safetensors"}}
//
// All of it is checked when it is opened: each file lies in the folder, and the files have
// the tensors that the index names, no less and no more.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gopathway/pathway/internal/openfile"
	"github.com/gopathway/pathway/tensor"
)

// indexEnd ends the names of indexes.
const indexEnd = ".index.json"

func isIndex(path string) bool { return strings.HasSuffix(path, indexEnd) }

// maxShards is the largest number of files of one model: all are open at once.
const maxShards = 512

// shardIndex is what an index says.
type shardIndex struct {
	names  []string          // of tensors, in its order
	files  map[string]string // the file of each
	order  []string          // of the files
	fields map[string]string // metadata, as texts
}

// shards are the weights of several files.
type shards struct {
	path  string
	parts map[string]*File // by name of the file
	index *shardIndex
}

// openIndex opens the files of an index.
func openIndex(path, key string) (*File, error) {
	if key != "" {
		return nil, fmt.Errorf("%s: an index has no keys such as %q: only PyTorch files have", path, key)
	}
	raw, err := openfile.Read(path, openfile.Text)
	if err != nil {
		return nil, err
	}
	index, err := parseIndex(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	s := &shards{path: path, parts: map[string]*File{}, index: index}
	f := &File{path: path, w: s, meta: index.fields}
	if err := s.open(filepath.Dir(path), f); err != nil {
		s.Close()
		return nil, err
	}
	return f, nil
}

// open opens the files in dir and compares their tensors with the index.
func (s *shards) open(dir string, f *File) error {
	for _, name := range s.index.order {
		part, err := openOne(filepath.Join(dir, name), "")
		if err != nil {
			return fmt.Errorf("%s: part %q: %w", s.path, name, err)
		}
		s.parts[name] = part
		for _, n := range part.w.Names() {
			if s.index.files[n] != name {
				return fmt.Errorf("%s: part %q has a tensor %.100q that the index does not say to be there", s.path, name, n)
			}
		}
		f.files = append(f.files, filepath.Join(dir, name))
		if f.format == "" {
			f.format = part.format
		}
	}
	for _, name := range s.index.names {
		if _, _, ok := s.parts[s.index.files[name]].w.Info(name); !ok {
			return fmt.Errorf("%s: tensor %.100q is not in %q", s.path, name, s.index.files[name])
		}
	}
	if err := s.index.whole(); err != nil {
		return fmt.Errorf("%s: %w", s.path, err)
	}
	return nil
}

// parseIndex reads and checks an index.
func parseIndex(raw []byte) (*shardIndex, error) {
	x := &shardIndex{files: map[string]string{}}
	seen := false
	err := eachField(json.NewDecoder(bytes.NewReader(raw)), func(dec *json.Decoder, name string) error {
		switch name {
		case "weight_map":
			if seen {
				return errors.New("weight_map is twice in it")
			}
			seen = true
			if err := eachField(dec, x.add); err != nil {
				return fmt.Errorf("weight_map: %w", err)
			}
			return nil
		case "metadata":
			return x.metadata(dec)
		}
		return dec.Decode(new(json.RawMessage))
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("index: %w", err)
	case len(x.names) == 0:
		return nil, errors.New("index: no weight_map that names tensors")
	}
	return x, nil
}

// eachField calls f for each field of the object that comes next.
func eachField(dec *json.Decoder, f func(dec *json.Decoder, name string) error) error {
	t, err := dec.Token()
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return err
	}
	if t != json.Delim('{') {
		return fmt.Errorf("%.40q where an object is wanted", fmt.Sprint(t))
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		if err := f(dec, key.(string)); err != nil {
			return err
		}
	}
	_, err = dec.Token()
	return err
}

// add adds the file of a tensor.
func (x *shardIndex) add(dec *json.Decoder, name string) error {
	var file any
	if err := dec.Decode(&file); err != nil {
		return err
	}
	s, ok := file.(string)
	switch {
	case !ok:
		return fmt.Errorf("tensor %.100q: the name of its file is %.40q, want a text", name, fmt.Sprint(file))
	case s == "" || s == "." || s == ".." || strings.ContainsAny(s, "/\\:\x00") || s != filepath.Base(s):
		return fmt.Errorf("tensor %.100q: file %.100q, want the name of a file in the same folder", name, s)
	case isIndex(s):
		return fmt.Errorf("tensor %.100q: file %.100q is an index", name, s)
	}
	if _, ok := x.files[name]; ok {
		return fmt.Errorf("tensor %.100q is twice in it", name)
	}
	x.names, x.files[name] = append(x.names, name), s
	if !slices.Contains(x.order, s) {
		if len(x.order) == maxShards {
			return fmt.Errorf("more than %d files", maxShards)
		}
		x.order = append(x.order, s)
	}
	return nil
}

// metadata keeps what is no tensor, as texts.
func (x *shardIndex) metadata(dec *json.Decoder) error {
	var fields map[string]json.RawMessage
	if err := dec.Decode(&fields); err != nil {
		return fmt.Errorf("metadata: %w", err)
	}
	x.fields = map[string]string{}
	for k, v := range fields {
		var text string
		if json.Unmarshal(v, &text) != nil {
			text = string(v)
		}
		x.fields[k] = text
	}
	return nil
}

// shardName is the name of a part of a known number of parts.
var shardName = regexp.MustCompile(`-(\d{5})-of-(\d{5})\.`)

// whole is an error if the names of the files say that there are more of them.
func (x *shardIndex) whole() error {
	for _, name := range x.order {
		m := shardName.FindStringSubmatch(name)
		if m == nil {
			return nil
		}
		if n, _ := strconv.Atoi(m[2]); n != len(x.order) {
			return fmt.Errorf("it names %d files, but %q is one of %d: the model is not whole", len(x.order), name, n)
		}
	}
	return nil
}

// Close closes all files.
func (s *shards) Close() error {
	var all []error
	for _, p := range s.parts {
		all = append(all, p.Close())
	}
	return errors.Join(all...)
}

// Names returns the names in the order of the index.
func (s *shards) Names() []string { return slices.Clone(s.index.names) }

func (s *shards) part(name string) weights { return s.parts[s.index.files[name]].w }

// Info returns the format and shape of a tensor.
func (s *shards) Info(name string) (dtype string, shape []int, ok bool) {
	if _, ok := s.index.files[name]; !ok {
		return "", nil, false
	}
	return s.part(name).Info(name)
}

// Tensor reads a tensor.
func (s *shards) Tensor(name string) (*tensor.Tensor, error) { return s.part(name).Tensor(name) }

// TensorInto reads a tensor into dst.
func (s *shards) TensorInto(dst *tensor.Tensor, name string) error {
	return s.part(name).TensorInto(dst, name)
}

// Ints reads a tensor of whole numbers.
func (s *shards) Ints(name string) ([]int, error) { return s.part(name).Ints(name) }
