package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/internal/download"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/train"
)

// This file: what a folder seems to hold, for the advice in an error.

// guessed maps extensions of files to their modality.
var guessed = map[string]m2pt.Modality{
	".png": m2pt.Image, ".jpg": m2pt.Image, ".jpeg": m2pt.Image, ".bmp": m2pt.Image, ".webp": m2pt.Image, ".tif": m2pt.Image, ".tiff": m2pt.Image,
	".wav": m2pt.Audio, ".flac": m2pt.Audio, ".mp3": m2pt.Audio, ".ogg": m2pt.Audio,
	".pcd": m2pt.Point, ".ply": m2pt.Point, ".off": m2pt.Point, ".xyz": m2pt.Point, ".pts": m2pt.Point,
	".gif": m2pt.Video, ".y4m": m2pt.Video, ".avi": m2pt.Video, ".mp4": m2pt.Video,
}

// guessFiles bounds how many files a guess looks at.
const guessFiles = 2000

// guessModality returns the extension that most files in dir have, of those that tell
// a modality, and that modality.
func guessModality(dir string) (ext string, of m2pt.Modality) {
	if datasets.HoldsMNIST(dir) {
		return ".idx", m2pt.Image
	}
	count := map[string]int{}
	seen := 0
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // what cannot be read tells nothing
		}
		if seen++; seen > guessFiles {
			return filepath.SkipAll
		}
		if e := strings.ToLower(filepath.Ext(path)); !d.IsDir() && guessed[e] != "" {
			if count[e]++; count[e] > count[ext] {
				ext = e
			}
		}
		return nil
	})
	return ext, guessed[ext]
}

// adviseData adds to an error of reading data which flag helps. The modality may be that
// of the model, which no flag changes.
func adviseData(err error, modality m2pt.Modality, dir string, ofModel bool) error {
	if err == nil || errors.Is(err, train.ErrInterrupted) {
		return err
	}
	if _, missing := os.Stat(dir); errors.Is(missing, fs.ErrNotExist) {
		if s, unknown := download.Find(filepath.Base(dir)); unknown == nil {
			command := "m2pt download " + s.Name
			if filepath.Clean(dir) != downloadFolder(s.Name) {
				command += " --dir " + dir
			}
			return fmt.Errorf("%w (%s brings it)", err, command)
		}
		return err
	}
	if kind := kindOf(dir); kind == aModel || kind == aRecipe || kind == aStudy {
		return fmt.Errorf("%s is %s, not data", dir, kind)
	}
	if info, err2 := os.Stat(dir); err2 == nil && !info.IsDir() {
		return fmt.Errorf("%w (give the folder that it lies in, %s)", err, filepath.Dir(dir))
	}
	if ext, of := guessModality(dir); ext != "" && of != modality {
		if ofModel {
			return fmt.Errorf("%w (these are %s files, %s; the model takes %s)", err, strings.ToUpper(ext[1:]), things(of), things(modality))
		}
		return fmt.Errorf("%w (these are %s files: --modality %s?)", err, strings.ToUpper(ext[1:]), of)
	}
	return inFlags(err)
}

// inFlags tells what to do about an error in terms of the flags. The library says what
// to do in its own words.
func inFlags(err error) error {
	for own, flags := range map[string]string{
		"name how many to connect (Options.AuxBlocks)": "--aux-blocks N connects the first N",
	} {
		if text := err.Error(); strings.Contains(text, own) {
			return &reworded{strings.ReplaceAll(text, own, flags), err}
		}
	}
	return err
}

// reworded is an error in other words.
type reworded struct {
	text string
	error
}

// Error implements error.
func (r *reworded) Error() string { return r.text }

// Unwrap returns the error itself.
func (r *reworded) Unwrap() error { return r.error }
