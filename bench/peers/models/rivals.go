package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// This file: who is compared with, and the commands that start workers.

// known are the names that -rivals takes.
var known = []string{"onnxruntime", "openvino", "pytorch", "plain", "single"}

// present returns those of the rivals that this machine has, and for each of
// the others why it is left out. A name that is not known is an error.
func present(list string) (names, missing []string, err error) {
	for _, name := range strings.Split(list, ",") {
		if !slices.Contains(known, name) {
			return nil, nil, fmt.Errorf("no rival is called %q (there are %s)", name, strings.Join(known, ", "))
		}
		if err := lacks(name); err != nil {
			missing = append(missing, fmt.Sprintf("%s is left out: %v", name, err))
			continue
		}
		names = append(names, name)
	}
	return names, missing, nil
}

// lacks says why a rival cannot be measured here, or returns nil.
func lacks(name string) error {
	switch {
	case name == "plain" || name == "single":
		return nil
	case *train && name != "pytorch":
		return errors.New("it does not train")
	}
	return succeeds(exec.Command(*python, script(name), "about"))
}

// script is the file of the worker that runs a library.
func script(name string) string { return filepath.Join(*dir, "run_"+name+".py") }

// succeeds runs a command to its end. The error holds the last line that the
// command wrote to its standard error, which is where interpreters say what
// was wrong.
func succeeds(cmd *exec.Cmd) error {
	var said tail
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		return said.explain(err)
	}
	return nil
}

// tail is a writer that keeps the end of what is written.
type tail struct{ text []byte }

func (t *tail) Write(p []byte) (int, error) {
	const most = 1 << 14
	t.text = append(t.text, p...)
	if n := len(t.text); n > most {
		t.text = append(t.text[:0], t.text[n-most:]...)
	}
	return len(p), nil
}

// explain adds the last line to err.
func (t *tail) explain(err error) error {
	text := bytes.TrimSpace(t.text)
	if line := text[bytes.LastIndexByte(text, '\n')+1:]; len(line) > 0 {
		return fmt.Errorf("%w: %s", err, line)
	}
	return err
}

// prepare makes the files a rival needs for a model.
func prepare(rival, model, weights string) error {
	if rival != "onnxruntime" && rival != "openvino" || newer(onnx(model), weights) {
		return nil
	}
	config, err := json.Marshal(shapeOf(models[model]))
	if err != nil {
		return err
	}
	part := onnx(model) + ".part" // a whole file or none
	export := exec.Command(*python, "-W", "ignore", script("pytorch"), string(config), weights, "export", part)
	if err := succeeds(export); err != nil {
		return fmt.Errorf("there is no %s, and PyTorch cannot export it: %w", onnx(model), err)
	}
	return os.Rename(part, onnx(model))
}

func onnx(model string) string { return filepath.Join(*dir, model+".onnx") }

// newer reports whether a exists and is not older than b.
func newer(a, b string) bool {
	x, errA := os.Stat(a)
	y, errB := os.Stat(b)
	return errA == nil && errB == nil && !x.ModTime().Before(y.ModTime())
}

// own returns the command of one of Pathway's workers.
func (c cell) own(kind string, threads int) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	j, err := json.Marshal(job{shapeOf(models[c.model]), c.weights, c.batch, *train, kind})
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, "-worker", string(j))
	cmd.Env = append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(threads))
	return cmd, nil
}

// rival returns the command of a worker to compare with.
func (c cell) rival(name string) (*exec.Cmd, error) {
	config, err := json.Marshal(shapeOf(models[c.model]))
	if err != nil {
		return nil, err
	}
	batch, threads := strconv.Itoa(c.batch), strconv.Itoa(c.threads)
	mode := "predict"
	if *train {
		mode = "train"
	}
	switch name {
	case "plain":
		return c.own("plain", c.threads)
	case "single":
		return c.own(*ours, 1)
	case "pytorch":
		cmd := exec.Command(*python, script(name), string(config), c.weights, batch, threads, mode)
		cmd.Env = append(os.Environ(), "OMP_NUM_THREADS="+threads, "OPENBLAS_NUM_THREADS="+threads)
		// Debian's default is slower on two threads than on one.
		lib := "/usr/lib/" + debianArch() + "-linux-gnu/openblas-openmp"
		if _, err := os.Stat(lib); err == nil && c.threads > 1 {
			cmd.Env = append(cmd.Env, "LD_LIBRARY_PATH="+lib)
		}
		return cmd, nil
	case "onnxruntime", "openvino":
		return exec.Command(*python, script(name), string(config), onnx(c.model), batch, threads), nil
	}
	return nil, fmt.Errorf("no rival is called %q", name)
}

func debianArch() string {
	if runtime.GOARCH == "arm64" {
		return "aarch64"
	}
	return "x86_64"
}
