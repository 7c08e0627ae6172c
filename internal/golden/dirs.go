package golden

// Where cases are looked for: the module's own small set in testdata/golden,
// and a larger one beside the module.

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// ownDir is the module's own set, relative to its root.
const ownDir = "testdata/golden"

// casesSuffix follows a family's name in the name of the file of its cases.
const casesSuffix = ".cases.json"

// Dir returns the folder of the larger set: the one that the environment
// variable PATHWAY_GOLDEN names, by default ../shared/golden beside the
// module. It returns "" if there is no such folder.
func Dir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("PATHWAY_GOLDEN")
	if dir == "" {
		dir = filepath.Join(root(t), "..", "shared", "golden")
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return ""
	}
	return dir
}

// Dirs returns all folders with cases: the module's own set and, if it is
// there, the larger one.
func Dirs(t testing.TB) []string {
	t.Helper()
	dirs := []string{filepath.Join(root(t), filepath.FromSlash(ownDir))}
	if dir := Dir(t); dir != "" {
		dirs = append(dirs, dir)
	}
	return dirs
}

// Families returns the names of all families in Dirs, sorted.
func Families(t testing.TB) []string {
	t.Helper()
	var names []string
	for _, dir := range Dirs(t) {
		files, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if name, ok := strings.CutSuffix(f.Name(), casesSuffix); ok {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// root returns the folder of go.mod, at or above the folder of the test.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod at or above the folder of the test")
		}
		dir = up
	}
}
