package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"testing"
)

// The picture in the repository is the one that the measured differences give.
func TestPictureIsCurrent(t *testing.T) {
	want, err := frontPicture("../" + source)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../" + picture)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what `go run ./figures` draws today", picture)
	}
	for d := xml.NewDecoder(bytes.NewReader(want)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("no well-formed XML: %v", err)
		}
	}
}

// What the picture says in words is what the file says in numbers.
func TestCaptionHolds(t *testing.T) {
	rows, err := readDifferences("../" + source)
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
