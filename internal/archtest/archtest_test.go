package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/gopathway/pathway"

// allowed lists, for every package, the packages of this module that it may
// import. Arrows point one way: simd, tensor, autograd, formats, nn, m2pt, the
// program.
var allowed = map[string][]string{
	"":                            {},
	"internal/parallel":           {},
	"internal/atomicfile":         {},
	"internal/fmapeak":            {},
	"internal/download":           {},
	"internal/archtest":           {},
	"internal/plugintest":         {},
	"internal/doctest":            {},
	"internal/edits":              {},
	"internal/golden":             {"tensor", "formats"},
	"internal/study":              {"internal/atomicfile", "internal/edits"},
	"simd":                        {"internal/parallel"},
	"tensor":                      {"simd", "internal/parallel"},
	"formats":                     {"tensor", "simd", "internal/atomicfile"},
	"autograd":                    {"tensor", "simd", "internal/parallel"},
	"nn":                          {"autograd", "formats", "tensor", "simd", "internal/parallel"},
	"m2pt":                        {"nn", "formats", "autograd", "tensor", "simd", "internal/parallel"},
	"metrics":                     {"autograd", "tensor"},
	"datasets":                    {"tensor", "formats", "internal/parallel", "datasets/internal/fixedmath", "datasets/internal/random", "datasets/internal/pixels", "datasets/internal/points"},
	"datasets/augment":            {"datasets", "tensor", "internal/parallel", "datasets/internal/fixedmath", "datasets/internal/random", "datasets/internal/pixels", "datasets/internal/points"},
	"datasets/synthetic":          {"datasets", "tensor", "internal/parallel", "datasets/internal/fixedmath", "datasets/internal/random", "datasets/internal/pixels"},
	"datasets/internal/fixedmath": {},
	"datasets/internal/checksum":  {},
	"datasets/internal/points":    {},
	"datasets/internal/random":    {"datasets/internal/fixedmath", "tensor"},
	"datasets/internal/pixels":    {"tensor"},
	"pipeline":                    {"m2pt", "nn", "datasets", "datasets/augment", "datasets/synthetic", "tensor", "internal/parallel", "internal/atomicfile", "internal/picture"},
	"train":                       {"internal/recipe", "pipeline", "datasets", "datasets/augment", "metrics", "m2pt", "nn", "autograd", "tensor", "internal/atomicfile"},
	"internal/recipe":             {"datasets/augment", "internal/atomicfile", "internal/edits"},
	"internal/picture":            {"internal/atomicfile"},
	"bench":                       {},
	"cmd/m2pt":                    {"train", "pipeline", "metrics", "m2pt", "nn", "formats", "autograd", "tensor", "simd", "datasets", "internal/parallel", "internal/atomicfile", "internal/download", "internal/fmapeak", "internal/recipe", "internal/picture", "internal/study"},
}

// outside lists the modules that each part may take from outside. Only the
// program and its studies draw pictures.
var outside = map[string][]string{
	"simd":             {"golang.org/x/sys", "github.com/klauspost/cpuid/v2"},
	"internal/fmapeak": {"golang.org/x/sys"},
	"internal/study":   {"gonum.org/v1/gonum", "gonum.org/v1/plot", "go.yaml.in/yaml/v3"},
	"m2pt":             {"gonum.org/v1/gonum"},
	"internal/recipe":  {"github.com/spf13/pflag", "go.yaml.in/yaml/v3"},
	"cmd/m2pt":         {"gonum.org/v1/gonum", "gonum.org/v1/plot", "github.com/spf13/cobra", "github.com/spf13/pflag", "github.com/schollz/progressbar/v3", "golang.org/x/term"},
}

func TestImportDirection(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"/...").CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, out)
	}
	seen := 0
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		f := strings.Fields(line)
		name := strings.TrimPrefix(strings.TrimPrefix(f[0], module), "/")
		inside, known := allowed[name]
		if !known {
			t.Errorf("package %q is in no row of the plan: add it", name)
			continue
		}
		seen++
		for _, imp := range f[1:] {
			switch {
			case strings.HasPrefix(imp, module):
				if to := strings.TrimPrefix(strings.TrimPrefix(imp, module), "/"); !slices.Contains(inside, to) {
					t.Errorf("%s imports %s, against the plan", name, to)
				}
			case strings.Contains(strings.SplitN(imp, "/", 2)[0], "."):
				ok := false
				for _, m := range outside[name] {
					ok = ok || imp == m || strings.HasPrefix(imp, m+"/")
				}
				if !ok {
					t.Errorf("%s imports %s from outside, against the plan", name, imp)
				}
			case imp == "C":
				t.Errorf("%s uses cgo", name)
			}
		}
	}
	if seen < 8 {
		t.Errorf("only %d packages seen", seen)
	}
}

// One exported generic function makes a package impossible to import in
// gophernotes, and type parameters spread through users' code.
func TestNoExportedGenerics(t *testing.T) {
	files := 0
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && (name == "internal" || name == "cmd" || name == "testdata" || strings.HasPrefix(name, ".") && name != ".." && name != ".") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		files++
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		for _, decl := range f.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Type.TypeParams != nil {
					t.Errorf("%s: exported generic function %s", path, d.Name)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if ts, ok := s.(*ast.TypeSpec); ok && ts.Name.IsExported() && ts.TypeParams != nil {
						t.Errorf("%s: exported generic type %s", path, ts.Name)
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 50 {
		t.Errorf("only %d files seen", files)
	}
}
