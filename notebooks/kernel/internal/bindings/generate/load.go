package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Packages are loaded by their export data, which the go command builds: the types
// are those that the compiler sees, and no other module is needed to read them.

// loaded is one package to bind.
type loaded struct {
	path  string
	files []string // its sources
	types *types.Package
}

// load has the go command, run in dir, build paths, and reads their types.
func load(dir string, paths []string) ([]loaded, error) {
	cmd := exec.Command("go", append([]string{"list", "-deps", "-export", "-json=ImportPath,Export,Dir,GoFiles"}, paths...)...)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	// the same bindings on every machine
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0")
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %v", err)
	}
	exports, sources := map[string]string{}, map[string][]string{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath, Export, Dir string
			GoFiles                 []string
		}
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			return nil, fmt.Errorf("go list: %v", err)
		}
		exports[p.ImportPath] = p.Export
		for _, name := range p.GoFiles {
			sources[p.ImportPath] = append(sources[p.ImportPath], filepath.Join(p.Dir, name))
		}
	}
	imports := importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(exports[path])
	})
	var pkgs []loaded
	for _, path := range paths {
		t, err := imports.Import(path)
		if err != nil {
			return nil, fmt.Errorf("%s: %v", path, err)
		}
		pkgs = append(pkgs, loaded{path, sources[path], t})
	}
	return pkgs, nil
}

// publicPackages lists the packages of the module at root that others may import and that
// export anything.
func publicPackages(root string) ([]string, error) {
	cmd := exec.Command("go", "list", "-f", "{{.ImportPath}} {{.Name}}", "./...")
	cmd.Dir, cmd.Stderr = root, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %v", err)
	}
	var paths []string
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		path, name, _ := strings.Cut(line, " ")
		switch {
		case name == "main", strings.Contains(path+"/", "/internal/"):
		case path == "github.com/gopathway/pathway", path == "github.com/gopathway/pathway/bench": // they export nothing
		default:
			paths = append(paths, path)
		}
	}
	return paths, nil
}
