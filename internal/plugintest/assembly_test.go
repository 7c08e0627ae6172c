// Package plugintest holds the tests that the module works in a plugin, which
// is how a notebook loads it. A plugin is compiled and assembled with -dynlink.
package plugintest

import (
	"fmt"
	"io/fs"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// With -dynlink the assembler rewrites what reads a global symbol, and can do
// it wrong without a word. So no file may contain anything that it rewrites:
// the listing of each file, bytes included, is the same with and without.
func TestDynlinkChangesNoAssembly(t *testing.T) {
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatalf("go env GOROOT: %v", err)
	}
	textflag := filepath.Join(strings.TrimSpace(string(goroot)), "pkg", "include")
	object := filepath.Join(t.TempDir(), "out.o")
	root := filepath.Join("..", "..")
	files := 0
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && strings.HasPrefix(d.Name(), ".") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, "_amd64.s") {
			return nil
		}
		files++
		without, err := assemble(path, object, textflag)
		if err != nil {
			t.Error(err)
			return nil
		}
		with, err := assemble(path, object, textflag, "-dynlink")
		if err != nil {
			t.Error(err)
			return nil
		}
		if with != without {
			a, b := firstDifference(without, with)
			t.Errorf("%s: -dynlink changes the code (%d references to @GOT): make its constants local with <>\nwithout: %s\nwith:    %s",
				path, strings.Count(with, "@GOT"), a, b)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 30 {
		t.Errorf("found %d files of assembly, expected 30 at least", files)
	}
}

// assemble returns the listing of a file: its instructions, bytes and
// relocations.
func assemble(path, object, textflag string, flags ...string) (string, error) {
	args := []string{"tool", "asm", "-S", "-p", "p", "-o", object, "-I", filepath.Dir(path), "-I", textflag, "-D", "GOOS_linux", "-D", "GOARCH_amd64"}
	cmd := exec.Command("go", append(append(args, flags...), path)...)
	cmd.Env = append(cmd.Environ(), "GOOS=linux", "GOARCH=amd64")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s: go tool asm %s: %v\n%s", path, strings.Join(flags, " "), err, out)
	}
	return string(out), nil
}

// firstDifference returns the first lines that differ in two listings.
func firstDifference(a, b string) (string, string) {
	la, lb := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := 0; i < min(len(la), len(lb)); i++ {
		if la[i] != lb[i] {
			return strings.TrimSpace(la[i]), strings.TrimSpace(lb[i])
		}
	}
	return fmt.Sprintf("%d lines", len(la)), fmt.Sprintf("%d lines", len(lb))
}
