package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The files in img are what is drawn, and well-formed.
func TestDrawingsAreCurrent(t *testing.T) {
	files, err := drawn("..")
	if err != nil {
		t.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join("..", "img", "*.svg"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range found {
		if files[filepath.Base(file)] == "" {
			t.Errorf("%s: nothing draws this", file)
		}
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("..", "img", name))
		if err != nil {
			t.Error(err)
		} else if string(got) != want {
			t.Errorf("img/%s is not what `go run ./figures` draws today", name)
		}
		for d := xml.NewDecoder(strings.NewReader(want)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Errorf("%s is no well-formed XML: %v", name, err)
				break
			}
		}
	}
}

// What the README's picture says in words is what the study says in numbers.
func TestFrontPictureHolds(t *testing.T) {
	rows, err := readDifferences(filepath.Join("..", "studies", "pathways", "differences.csv"))
	if err != nil {
		t.Fatal(err)
	}
	pathways := 0
	for _, r := range rows {
		if holdsZero := r.low <= 0 && r.high >= 0; holdsZero == r.pretraining {
			t.Errorf("%s, %s: interval %.2f to %.2f", r.target, r.arm, r.low, r.high)
		}
		if !r.pretraining {
			pathways++
		}
	}
	if pathways != 12 {
		t.Errorf("%d pathways, want twelve", pathways)
	}
}
