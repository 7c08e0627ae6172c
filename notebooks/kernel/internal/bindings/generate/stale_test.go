package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The files written are those that the packages of now would give.
func TestBindingsAreFresh(t *testing.T) {
	want, err := generate("..")
	if err != nil {
		t.Fatal(err)
	}
	if len(want) < 20 {
		t.Fatalf("%d files", len(want))
	}
	const advice = "run `go generate ./...` in notebooks/kernel"
	for name, content := range want {
		got, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Errorf("%v: %s", err, advice)
		} else if !bytes.Equal(got, content) {
			t.Errorf("%s is not what the package gives now: %s", name, advice)
		}
	}
	files, err := filepath.Glob("../bind_*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		if want[filepath.Base(path)] == nil {
			t.Errorf("%s is of no package in packages.txt: %s", path, advice)
		}
	}
}

// A package of the library that learners may import is in the list.
func TestEveryPublicPackageIsListed(t *testing.T) {
	list, err := os.ReadFile("../packages.txt")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, path := range strings.Fields(string(list)) {
		listed[path] = true
	}
	packages, err := publicPackages("../../../../..")
	if err != nil {
		t.Fatal(err)
	}
	if len(packages) < 20 {
		t.Fatalf("%d packages: %v", len(packages), packages)
	}
	for _, path := range packages {
		if !listed[path] {
			t.Errorf("packages.txt lacks %s", path)
		}
	}
}
