package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/gopathway/pathway"

// rooms lists the packages of this module from the ground up: each imports only
// packages above it in this list.
var rooms = []string{
	"internal/parallel", "internal/filelock", "internal/atomicfile", "internal/openfile", "internal/edits", "internal/plaintext", "internal/strictyaml", "internal/fmapeak", "internal/fixedmath", "internal/race", "internal/fuzzcost", "internal/fieldtable",
	"simd",
	"tensor",
	"picture",
	"formats/internal/pickle", "formats",
	"autograd",
	"internal/golden",
	"nn",
	"nn/optim",
	"nn/checkpoint",
	"internal/modeltest",
	"m2pt/masked",
	"m2pt/image", "m2pt/audio", "m2pt/point", "m2pt/video",
	"m2pt",
	"internal/download",
	"datasets/internal/checksum", "datasets/internal/bmpany", "datasets/internal/exif", "datasets/internal/jpegany", "datasets/internal/points", "datasets/internal/random", "datasets/internal/tiffany", "datasets/internal/pixels",
	"datasets", "datasets/augment", "datasets/synthetic",
	"pipeline",
	"metrics",
	"plot",
	"train/recipe", "train",
	"plot/training",
	"internal/study", "internal/study/stats", "internal/study/studytest", "internal/study/report",
	"internal/experiment", "internal/memory", "internal/datatest", "internal/formatlist",
	"cmd/m2pt",
	"examples/regression", "examples/mnist", "examples/finetune", "examples/pathway", "examples/keywords", "examples/pointcloud", "examples/server", "examples/customop",
	"", "bench", "internal/outside", "internal/archtest", "internal/plugintest", "internal/doctest", "internal/oplist",
}

// narrow lists all that some rooms import of this module. They know nothing of
// models, though models stand above some of them in the list.
var narrow = map[string][]string{
	"simd":                  {"internal/parallel"},
	"tensor":                {"simd", "internal/parallel", "internal/fixedmath"},
	"formats":               {"simd", "tensor", "internal/atomicfile", "internal/openfile", "formats/internal/pickle"},
	"autograd":              {"simd", "tensor", "internal/parallel"},
	"datasets":              {"tensor", "formats", "internal/plaintext", "internal/parallel", "internal/fixedmath", "internal/openfile", "datasets/internal/bmpany", "datasets/internal/exif", "datasets/internal/jpegany", "datasets/internal/points", "datasets/internal/random", "datasets/internal/tiffany", "datasets/internal/pixels"},
	"datasets/augment":      {"tensor", "internal/parallel", "internal/fixedmath", "datasets", "datasets/internal/points", "datasets/internal/random", "datasets/internal/pixels"},
	"datasets/synthetic":    {"tensor", "internal/parallel", "internal/fixedmath", "datasets", "datasets/internal/random", "datasets/internal/pixels"},
	"metrics":               {"tensor", "autograd"},
	"train/recipe":          {"datasets/augment", "internal/atomicfile", "internal/edits", "internal/fieldtable", "internal/strictyaml"},
	"picture":               {"tensor", "internal/atomicfile"},
	"plot":                  {"tensor", "picture", "metrics", "internal/atomicfile"},
	"plot/training":         {"tensor", "picture", "m2pt", "train", "plot"},
	"internal/study":        {"internal/atomicfile", "internal/filelock", "internal/edits", "internal/strictyaml"},
	"internal/study/report": {"picture", "plot", "internal/atomicfile", "internal/edits", "internal/study", "internal/study/stats"},
}

// outside lists the modules that each part may take from outside.
var outside = map[string][]string{
	"datasets":                  {"github.com/mewkiz/flac", "github.com/hajimehoshi/go-mp3", "github.com/jfreymuth/vorbis", "golang.org/x/image"},
	"datasets/internal/tiffany": {"golang.org/x/image"},
	"simd":                      {"golang.org/x/sys", "github.com/klauspost/cpuid/v2"},
	"internal/fmapeak":          {"golang.org/x/sys"},
	"internal/strictyaml":       {"go.yaml.in/yaml/v3"},
	"internal/study":            {"go.yaml.in/yaml/v3"},
	"internal/study/stats":      {"gonum.org/v1/gonum"},
	"picture":                   {"golang.org/x/image"},
	"plot":                      {"gonum.org/v1/plot"},
	"m2pt/audio":                {"gonum.org/v1/gonum"},
	"train/recipe":              {"go.yaml.in/yaml/v3"},
	"cmd/m2pt":                  {"gonum.org/v1/gonum", "github.com/spf13/cobra", "github.com/spf13/pflag", "github.com/schollz/progressbar/v3", "golang.org/x/term"},
}

func TestImportDirection(t *testing.T) {
	cmd := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"/...")
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64") // the same imports on every machine
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, out)
	}
	seen := map[string]bool{}
	used := map[[2]string]bool{} // arrows: a package, and a row of narrow or outside
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		f := strings.Fields(line)
		name := strings.TrimPrefix(strings.TrimPrefix(f[0], module), "/")
		at := slices.Index(rooms, name)
		if at < 0 {
			t.Errorf("package %q is in no row of the plan: add it", name)
			continue
		}
		seen[name] = true
		for _, imp := range f[1:] {
			switch {
			case strings.HasPrefix(imp, module):
				to := strings.TrimPrefix(strings.TrimPrefix(imp, module), "/")
				if i := slices.Index(rooms, to); i < 0 || i >= at {
					t.Errorf("%s imports %s, which is not above it in the plan", name, to)
				}
				used[[2]string{name, to}] = true
				if few, ok := narrow[name]; ok && !slices.Contains(few, to) {
					t.Errorf("%s imports %s, want one of %v", name, to, few)
				}
			case strings.Contains(strings.SplitN(imp, "/", 2)[0], "."):
				ok := false
				for _, m := range outside[name] {
					if imp == m || strings.HasPrefix(imp, m+"/") {
						ok, used[[2]string{name, m}] = true, true
					}
				}
				if !ok {
					t.Errorf("%s imports %s from outside, against the plan", name, imp)
				}
			case imp == "C":
				t.Errorf("%s uses cgo", name)
			}
		}
	}
	for _, name := range rooms {
		if !seen[name] {
			t.Errorf("the plan has a package %q that does not exist", name)
		}
	}
	for _, allowed := range []map[string][]string{narrow, outside} {
		for name, list := range allowed {
			for _, to := range list {
				if !used[[2]string{name, to}] {
					t.Errorf("the plan lets %s import %s, which it does not need", name, to)
				}
			}
		}
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
