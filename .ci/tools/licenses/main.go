// Command licenses gathers the licences of all modules that are linked into m2pt, for
// any platform that binaries are released for, and refuses those that are not known and
// permitted.
//
//	licenses -repo DIR                         check, and compare the list in NOTICE
//	licenses -repo DIR -update                 write that list
//	licenses -repo DIR -texts THIRD-PARTY.txt  also write all texts, to go with binaries
//	licenses -repo DIR -sbom sbom.json         also write a bill of materials (CycloneDX)
//
// The texts come from the module cache; none is part of the repository.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// targets are the platforms of released binaries. Some modules are linked on one alone.
var targets = []string{"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64"}

func main() {
	repo := flag.String("repo", ".", "the root `folder` of the repository")
	update := flag.Bool("update", false, "write the list of modules in NOTICE")
	texts := flag.String("texts", "", "write the texts of all licences to this `file`")
	sbom := flag.String("sbom", "", "write a bill of materials to this `file`")
	flag.Parse()
	if err := run(*repo, *update, *texts, *sbom); err != nil {
		fmt.Fprintln(os.Stderr, "licenses:", err)
		os.Exit(1)
	}
}

func run(repo string, update bool, texts, sbom string) error {
	modules, err := linked(repo)
	if err != nil {
		return err
	}
	var bad []string
	for _, m := range modules {
		if err := m.read(); err != nil {
			bad = append(bad, err.Error())
		}
	}
	if len(bad) > 0 {
		return fmt.Errorf("what is linked into m2pt must have a licence that is permitted:\n  %s", strings.Join(bad, "\n  "))
	}
	if err := notice(filepath.Join(repo, "NOTICE"), modules, update); err != nil {
		return err
	}
	if texts != "" {
		if err := writeTexts(texts, repo, modules); err != nil {
			return err
		}
	}
	if sbom != "" {
		if err := writeSBOM(sbom, modules); err != nil {
			return err
		}
	}
	fmt.Printf("%d modules are linked into m2pt; their licences are known and permitted, and NOTICE lists them\n", len(modules))
	return nil
}

// Module is a module that is linked into m2pt.
type Module struct {
	Path, Version, Dir string

	licenses []string // names of SPDX
	files    []string // that hold licences, within Dir
}

// linked returns the modules of the packages of m2pt, the module itself aside, by path.
func linked(repo string) ([]*Module, error) {
	byPath := map[string]*Module{}
	for _, target := range targets {
		goos, goarch, _ := strings.Cut(target, "/")
		list := exec.Command("go", "list", "-deps", "-json=Module", "./cmd/m2pt")
		list.Dir, list.Stderr = repo, os.Stderr
		list.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0")
		out, err := list.Output()
		if err != nil {
			return nil, fmt.Errorf("go list for %s: %w", target, err)
		}
		for d := json.NewDecoder(bytes.NewReader(out)); ; {
			var p struct {
				Module *struct {
					Path, Version, Dir string
					Main               bool
					Replace            *Module
				}
			}
			if err := d.Decode(&p); err == io.EOF {
				break
			} else if err != nil {
				return nil, err
			}
			if p.Module == nil || p.Module.Main {
				continue
			}
			if p.Module.Replace != nil {
				return nil, fmt.Errorf("%s is replaced: a release cannot have that", p.Module.Path)
			}
			byPath[p.Module.Path] = &Module{Path: p.Module.Path, Version: p.Module.Version, Dir: p.Module.Dir}
		}
	}
	modules := make([]*Module, 0, len(byPath))
	for _, m := range byPath {
		modules = append(modules, m)
	}
	slices.SortFunc(modules, func(a, b *Module) int { return strings.Compare(a.Path, b.Path) })
	return modules, nil
}

// writeTexts writes our licence, that of Go, which is linked in as well, and those of
// the modules.
func writeTexts(path, repo string, modules []*Module) error {
	var text bytes.Buffer
	add := func(heading string, files ...string) error {
		fmt.Fprintf(&text, "%s\n%s\n\n", strings.Repeat("=", 78), heading)
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			fmt.Fprintf(&text, "--- %s\n\n%s\n\n", filepath.Base(file), bytes.TrimSpace(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))))
		}
		return nil
	}
	if err := add("Pathway, m2pt: BSD-3-Clause", filepath.Join(repo, "LICENSE"), filepath.Join(repo, "NOTICE")); err != nil {
		return err
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("go env GOROOT: %w", err)
	}
	if err := add("Go and its library, "+runtime.Version()+": BSD-3-Clause", filepath.Join(strings.TrimSpace(string(goroot)), "LICENSE")); err != nil {
		return err
	}
	for _, m := range modules {
		files := make([]string, len(m.files))
		for i, f := range m.files {
			files[i] = filepath.Join(m.Dir, f)
		}
		if err := add(m.Path+" "+m.Version+": "+strings.Join(m.licenses, ", "), files...); err != nil {
			return err
		}
	}
	return os.WriteFile(path, text.Bytes(), 0o666)
}
