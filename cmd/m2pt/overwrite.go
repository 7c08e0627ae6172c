package main

import (
	"os"
	"path/filepath"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/train"
)

// This file: checks that no command overwrites a model that it reads, or the model of a
// run.

// same reports whether two paths lead to one file.
func same(a, b string) bool {
	x, errA := os.Stat(a)
	y, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(x, y)
}

// modelFile returns the file of a model. path is that file or the folder that it lies in.
func modelFile(path string) string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return filepath.Join(path, m2pt.ModelFile)
	}
	return path
}

// keepModels refuses a flag whose file is that of one of the models that the command
// reads. A model is named by its file or its folder.
func keepModels(flag, file string, models ...string) error {
	for _, m := range models {
		if same(file, modelFile(m)) {
			return usagef("%s: %s would overwrite the model %s", flag, file, m)
		}
	}
	return nil
}

// keepRun refuses a flag whose folder holds a run: the command would replace the model of
// that run.
func keepRun(flag, dir string) error {
	if _, err := os.Stat(filepath.Join(dir, train.CheckpointFile)); err == nil {
		return usagef("%s: %s holds a run, whose model would be overwritten: choose another folder", flag, dir)
	}
	return nil
}

// within reports whether a path that need not exist yet lies in the folder dir, or is it.
// It follows links.
func within(path, dir string) bool {
	abs, err := filepath.Abs(path)
	if err != nil {
		return false
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		abs = real
	} else if real, err := filepath.EvalSymlinks(existing(abs)); err == nil {
		abs = real
	}
	for {
		if same(abs, dir) {
			return true
		}
		up := filepath.Dir(abs)
		if up == abs {
			return false
		}
		abs = up
	}
}

// existing returns the nearest folder above path that is there, or path itself.
func existing(path string) string {
	for {
		if _, err := os.Stat(path); err == nil {
			return path
		}
		up := filepath.Dir(path)
		if up == path {
			return path
		}
		path = up
	}
}

// keepData refuses a folder to write to that is the data's or lies in it: what is written
// there would be taken for a part of the data.
func keepData(flag, out, data string) error {
	if within(out, data) {
		return usagef("%s: %s is in the data folder %s: choose a folder outside of it", flag, out, data)
	}
	return nil
}

// keepFolders refuses a folder to write to in which one of the models lies that the
// command reads.
func keepFolders(flag, out string, models ...string) error {
	for _, m := range models {
		if m != "" && same(out, filepath.Dir(modelFile(m))) {
			return usagef("%s: %s is the folder of the model %s: choose another", flag, out, m)
		}
	}
	return nil
}

// keepOthers refuses a folder for a training that holds the work of something else: a
// study, or a model that was not trained there. With overwrite it may hold a model.
func keepOthers(flag, out string, overwrite bool) error {
	holds := func(name string) bool {
		_, err := os.Stat(filepath.Join(out, name))
		return err == nil
	}
	switch {
	case holds("study.json"):
		return usagef("%s: %s holds a study: choose another folder", flag, out)
	case !overwrite && holds(m2pt.ModelFile) && !holds(train.CheckpointFile):
		return usagef("%s: %s holds a model that was not trained there, and that would be overwritten: choose another folder, or --overwrite", flag, out)
	}
	return nil
}

// writable reports, before any work is done, that the files of a command could not be
// written to the folder dir afterwards. The folder need not be there yet.
func writable(flag, dir string) error {
	at := existing(dir)
	info, err := os.Stat(at)
	if err != nil {
		return usagef("%s: %w", flag, err)
	}
	if !info.IsDir() {
		return usagef("%s: %s is not a folder", flag, at)
	}
	f, err := os.CreateTemp(at, ".m2pt-*")
	if err != nil {
		return usagef("%s: nothing can be written to %s: %w", flag, at, err)
	}
	f.Close()
	return os.Remove(f.Name())
}

// writableFile is writable for the folder of a file; "" is no file.
func writableFile(flag, file string) error {
	if file == "" {
		return nil
	}
	if info, err := os.Stat(file); err == nil && !info.Mode().IsRegular() {
		return usagef("%s: %s is not a regular file", flag, file)
	}
	if _, err := os.Stat(filepath.Dir(file)); err != nil {
		return usagef("%s: %w", flag, err)
	}
	return writable(flag, filepath.Dir(file))
}
