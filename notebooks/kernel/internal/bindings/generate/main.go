// Command generate writes the bindings of the packages listed in ../packages.txt:
// one bind_*.go each, and docs.txt with their declarations. It runs by `go generate`
// in the folder above.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	if err := write("."); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// write generates into dir, and removes the bindings of packages that left the list.
func write(dir string) error {
	files, err := generate(dir)
	if err != nil {
		return err
	}
	old, err := filepath.Glob(filepath.Join(dir, "bind_*.go"))
	if err != nil {
		return err
	}
	for _, path := range old {
		if _, ok := files[filepath.Base(path)]; !ok {
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// generate returns the files that dir, which holds packages.txt, is to have, by name.
func generate(dir string) (map[string][]byte, error) {
	list, err := os.ReadFile(filepath.Join(dir, "packages.txt"))
	if err != nil {
		return nil, err
	}
	paths := strings.Fields(string(list))
	pkgs, err := load(dir, paths)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	var docs []string
	for _, p := range pkgs {
		source, err := bind(p.types)
		if err != nil {
			return nil, fmt.Errorf("%s: %v", p.path, err)
		}
		files[fileName(p.path)] = source
		lines, err := describe(p)
		if err != nil {
			return nil, err
		}
		docs = append(docs, lines...)
	}
	files["docs.txt"] = []byte(strings.Join(docs, "\n") + "\n")
	return files, nil
}

// fileName is the name of the generated file: bind_nn_optim.go for …/pathway/nn/optim.
func fileName(path string) string {
	path = strings.TrimPrefix(path, "github.com/gopathway/pathway/")
	// a name may end in no GOOS, GOARCH or "test", which would keep the file from being built
	return "bind_" + strings.ReplaceAll(path, "/", "_") + "_gen.go"
}
