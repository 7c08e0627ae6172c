package formatlist

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
)

// This file: the extensions of the list are those of the loaders.

// noExtensions are strings in the readers that look like extensions.
var noExtensions = []string{
	".snd", // an AU file starts with it
	".idx", // stands in the names of MNIST's files
}

// Every extension that a reader of data sets knows stands in the list.
func TestKnownExtensionsAreListed(t *testing.T) {
	listed := map[string]bool{}
	for _, g := range Groups() {
		for _, f := range g.Formats {
			for _, ext := range f.Exts {
				listed[ext] = true
			}
		}
	}
	for _, l := range Layouts() { // their own files
		for _, f := range l.Files {
			listed[filepath.Ext(f)] = true
		}
	}
	files, err := filepath.Glob("../../datasets/*.go")
	if err != nil {
		t.Fatal(err)
	}
	pattern := regexp.MustCompile(`^\.[a-z][a-z0-9]{1,6}$`)
	known := map[string]bool{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			if text, err := strconv.Unquote(lit.Value); err == nil && pattern.MatchString(text) && !slices.Contains(noExtensions, text) {
				known[text] = true
				if !listed[text] {
					t.Errorf("%s knows the extension %s, which the list has not", filepath.Base(file), text)
				}
			}
			return true
		})
	}
	if len(known) < 25 {
		t.Errorf("only %d extensions were found in the readers", len(known))
	}
}

// samplesOf are a small file of each group that a modality reads, for its extensions.
func samplesOf(ext string) []byte {
	switch ext {
	case ".jpg", ".jpeg":
		return plainJPEG(0xC0, 1, 1, nil, 0x11)
	case ".wav", ".wave", ".flac", ".mp3", ".ogg", ".oga": // the content counts
		return wavOf(8000, 800)
	case ".pcd":
		return pcdFile("2", "binary", floats)
	case ".ply":
		return []byte(squarePLY)
	case ".off":
		return []byte(squareOFF)
	case ".xyz", ".txt", ".pts", ".asc", ".csv":
		return []byte("1 2 3\n4 5 6\n")
	case ".npy":
		return npyFile("'<f4'", "(2, 3)", false, floats)
	case ".npz":
		return npzFile(true, map[string][]byte{"points.npy": npyFile("'<f4'", "(2, 3)", false, floats)})
	case ".gif":
		return gifFile(1, 1, paletted(1, 7))
	case ".y4m":
		return y4mFile("W1 H1 Cmono", []byte{7})
	}
	return grey(7) // of an image, whose content counts
}

// Every extension in the list is that of a file which a class folder takes, in either
// case; extensions of formats that are refused are told.
func TestListedExtensionsAreTaken(t *testing.T) {
	for _, g := range Groups() {
		if g.Modality == "" {
			continue
		}
		for _, f := range g.Formats {
			for _, ext := range f.Exts {
				w := &workshop{t: t, dir: t.TempDir()}
				raw := samplesOf(ext)
				w.put("class/a"+ext, raw)
				w.put("class/b"+strings.ToUpper(ext), raw)
				if len(f.Read) == 0 {
					w.put("class/c.gif", samplesOf(".gif"))
				}
				c, err := pipeline.Load(background, m2pt.Modality(g.Modality), w.dir, pipeline.Options{})
				switch {
				case err != nil:
					t.Errorf("%s %s: %v", g.Title, ext, err)
				case len(f.Read) > 0 && c.Train.Len() != 2:
					t.Errorf("%s %s: %d samples of 2", g.Title, ext, c.Train.Len())
				case len(f.Read) == 0 && (c.Train.Len() != 1 || !strings.Contains(strings.Join(c.Notes, "\n"), "2 "+ext)):
					t.Errorf("%s %s: %d samples, notes %q", g.Title, ext, c.Train.Len(), c.Notes)
				}
			}
		}
	}
}

// Masks have their own extensions.
func TestMaskExtensionsAreTaken(t *testing.T) {
	for _, f := range masks.Formats {
		for _, ext := range f.Exts {
			w := &workshop{t: t, dir: t.TempDir()}
			w.put("images/a.png", grey(0, 0))
			w.put("masks/a"+ext, grey(0, 1))
			if _, _, err := datasets.LoadImageMasks(background, w.dir, datasets.MaskOptions{}); err != nil {
				t.Errorf("%s: %v", ext, err)
			}
		}
	}
}

// What the rows of the modalities say that they decode is what the list has for them: a
// word for each format or for each of its extensions.
func TestModalitiesSayWhatTheyRead(t *testing.T) {
	for _, g := range Groups() {
		if g.Modality == "" {
			continue
		}
		row, err := pipeline.Lookup(m2pt.Modality(g.Modality))
		if err != nil {
			t.Fatal(err)
		}
		words := strings.Split(row.Files, ", ")
		for _, f := range g.Formats {
			if len(f.Read) == 0 || strings.HasPrefix(f.Name, "all ") {
				continue
			}
			at := slices.IndexFunc(words, func(w string) bool { return strings.EqualFold(w, f.Name) })
			if at >= 0 {
				words = slices.Delete(words, at, at+1)
				continue
			}
			if len(f.Exts) == 0 {
				t.Errorf("%s: its row of package pipeline says %q, and not %s", g.Modality, row.Files, f.Name)
			}
			for _, ext := range f.Exts {
				if at = slices.Index(words, strings.ToUpper(ext[1:])); at < 0 {
					t.Errorf("%s: its row of package pipeline says %q, and neither %s nor %s", g.Modality, row.Files, f.Name, ext)
					break
				}
				words = slices.Delete(words, at, at+1)
			}
		}
		if len(words) > 0 {
			t.Errorf("%s: its row of package pipeline says %q, of which the list has not %q", g.Modality, row.Files, words)
		}
	}
}
