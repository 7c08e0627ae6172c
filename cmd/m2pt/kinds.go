package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/train"
	"github.com/gopathway/pathway/train/recipe"
)

// This file: what a path is that was given where something else is expected.

// Kinds of files and folders, in words that read well after "is".
const (
	aModel  = "a model"
	aRecipe = "a recipe"
	aStudy  = "the file of a study"
)

// begins are the first bytes of files of other programs and of media.
var begins = []struct{ bytes, kind string }{
	{"PK\x03\x04", "a zip archive (or a PyTorch file)"},
	{"\x89HDF", "an HDF5 file (Keras)"},
	{"GGUF", "a GGUF file"},
	{"\x1f\x8b", "a compressed file (gzip)"},
	{"\x89PNG", "an image (PNG)"},
	{"\xff\xd8\xff", "an image (JPEG)"},
	{"GIF8", "a video (GIF)"},
	{"YUV4MPEG2", "a video (Y4M)"},
	{"fLaC", "a sound (FLAC)"},
	{"OggS", "a sound (Ogg)"},
	{"ID3", "a sound (MP3)"},
	{"# .PCD", "a point cloud (PCD)"},
	{"ply\n", "a point cloud (PLY)"},
	{"OFF", "a point cloud (OFF)"},
}

// things names what models of a modality take, for people.
func things(m m2pt.Modality) string {
	switch m {
	case m2pt.Image:
		return "images"
	case m2pt.Audio:
		return "sounds"
	case m2pt.Point:
		return "point clouds"
	case m2pt.Video:
		return "videos"
	}
	return string(m)
}

// kindOf says what a path is; "": that is not known, or nothing is there.
func kindOf(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	if info.IsDir() {
		if _, err := os.Stat(filepath.Join(path, m2pt.ModelFile)); err == nil {
			return aModel
		}
		if _, err := os.Stat(filepath.Join(path, "study.json")); err == nil {
			return "the folder of a study"
		}
		if ext, of := guessModality(path); ext != "" {
			return fmt.Sprintf("a folder of data (%s files, %s)", strings.ToUpper(ext[1:]), things(of))
		}
		return ""
	}
	if !info.Mode().IsRegular() {
		return ""
	}
	head := firstBytes(path)
	if len(head) > 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WAVE" {
		return "a sound (WAV)"
	}
	for _, b := range begins {
		if bytes.HasPrefix(head, []byte(b.bytes)) {
			return b.kind
		}
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".yaml", ".yml", ".json":
		if _, err := study.ReadConfig(path); err == nil {
			return aStudy
		}
		if _, err := recipe.Load(path); err == nil {
			return aRecipe
		}
	case ".onnx":
		return "an ONNX file"
	}
	if safetensors(head) && bytes.Contains(head, []byte(`"pathway.config"`)) {
		return aModel
	}
	return ""
}

// firstBytes returns how a file begins; nil if it cannot be read.
func firstBytes(path string) []byte {
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	head, _ := io.ReadAll(io.LimitReader(f, 1<<16)) // what cannot be read tells nothing
	return head
}

// safetensors reports whether a file that begins so can be one of the format of models: a
// length and JSON.
func safetensors(head []byte) bool { return len(head) > 8 && head[8] == '{' }

// loadModel reads a model. The error says what the path is, if it is something else.
func loadModel(path string) (*m2pt.Model, error) {
	m, err := train.LoadModel(path)
	if err == nil {
		return m, nil
	}
	const want = "want " + m2pt.ModelFile + " of a run, or its folder"
	info, missing := os.Stat(path)
	switch kind := kindOf(path); {
	case missing != nil || kind == aModel:
		return nil, err
	case kind == aRecipe:
		return nil, fmt.Errorf("%s is a recipe, not a model (train --recipe takes it): %s", path, want)
	case kind == aStudy:
		return nil, fmt.Errorf("%s is the file of a study, not a model (m2pt study runs it): %s", path, want)
	case strings.Contains(err.Error(), "PyTorch"):
		return nil, err // it says so itself
	case kind != "":
		return nil, fmt.Errorf("%s is %s, not a model: %s", path, kind, want)
	case strings.Contains(err.Error(), "checkpoint.Load"):
		return nil, fmt.Errorf("%s is a training checkpoint, not a model: the run writes its model beside it when it ends, %s", path, m2pt.ModelFile)
	case info.Mode().IsRegular() && !safetensors(firstBytes(path)):
		return nil, fmt.Errorf("%s is no safetensors file, as models are: %s", path, want)
	}
	return nil, err
}

// notA adds to an error of reading a path as a recipe or as the file of a study what it is
// instead. The error names the path and, if it tells of a flag, the flag.
func notA(wanted, flag, path string, err error) error {
	kind := kindOf(path)
	if err == nil || kind == "" || kind == wanted {
		return err
	}
	hint := ""
	switch kind {
	case aRecipe:
		hint = " (train --recipe takes it)"
	case aStudy:
		hint = " (m2pt study runs it)"
	}
	return fmt.Errorf("%s%s is %s, not %s%s", flag, path, kind, wanted, hint)
}

// sample matches the kinds of files that models of some modality take.
var sample = regexp.MustCompile(`^an? (image|sound|point cloud|video) `)

// adviseFile says of a file that a model of a modality cannot take what it is instead.
func adviseFile(err error, modality m2pt.Modality, path string) error {
	info, missing := os.Stat(path)
	if missing != nil {
		return err
	}
	kind := kindOf(path)
	switch {
	case kind == aModel:
		return fmt.Errorf("%s is a model: predict takes one model, and then files, which are %s", path, things(modality))
	case info.IsDir() && modality != m2pt.Video:
		return fmt.Errorf("%s is a folder: give its files, such as %s", path, filepath.Join(path, "*"))
	case kind == aRecipe || kind == aStudy || sample.MatchString(kind) && !strings.Contains(kind, strings.TrimSuffix(things(modality), "s")):
		return fmt.Errorf("%s is %s, but the model takes %s", path, kind, things(modality))
	}
	return err
}
