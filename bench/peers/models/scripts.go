package main

import (
	"embed"
	"os"
	"path/filepath"
)

// scripts are the workers that run the rivals.
//
//go:embed images.py vit.py worker.py run_onnxruntime.py run_openvino.py run_pytorch.py
var scripts embed.FS

// writeScripts puts the workers where their interpreters find them.
func writeScripts() error {
	if err := os.MkdirAll(*dir, 0o777); err != nil {
		return err
	}
	entries, err := scripts.ReadDir(".")
	if err != nil {
		return err
	}
	for _, e := range entries {
		b, err := scripts.ReadFile(e.Name())
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(*dir, e.Name()), b, 0o666); err != nil {
			return err
		}
	}
	return nil
}
