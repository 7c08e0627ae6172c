package formatlist

import (
	"fmt"
	"strings"

	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/train/recipe"
)

// This file: what the list says of recipes and studies.

// aStudy is a small study; the arguments are a seed, the baseline and lines that follow.
const aStudy = "name: mine\nseeds: [%s]\nexperiments:\n  - name: one\n    targets: [image]\n    sizes: [100]\n    baseline: %s\n    arms:\n      - {name: plain}\n      - {name: pathway, kind: pathway, aux: audio}\n%s"

func readRecipe(path string) error { _, err := recipe.Load(path); return err }
func readStudy(path string) error  { _, err := study.ReadConfig(path); return err }

// epochs reads a recipe and checks its number of epochs.
func (w *workshop) epochs(name string, raw []byte, want int) {
	w.t.Helper()
	r, err := recipe.Load(w.put(name, raw))
	w.ok(err)
	w.check(r.Epochs == want, "%s: %d epochs, want %d", name, r.Epochs, want)
}

// seed reads a study and checks its seed.
func (w *workshop) seed(name string, raw []byte, want string) {
	w.t.Helper()
	c, err := study.ReadConfig(w.put(name, raw))
	w.ok(err)
	w.check(fmt.Sprint(c.Seeds) == "["+want+"]", "%s: seeds %v, want %s", name, c.Seeds, want)
}

// both reads recipes and studies that are refused for one reason.
func (w *workshop) both(ext, theRecipe, theStudy string, words ...string) []refusal {
	a, b := w.put("recipe"+ext, []byte(theRecipe)), w.put("study"+ext, []byte(theStudy))
	return []refusal{{a, readRecipe(a), words}, {b, readStudy(b), words}}
}

var settingReads = map[string]func(w *workshop){
	"recipes and studies: YAML 1.1 and 1.2, with `010` as ten": func(w *workshop) {
		for _, head := range []string{"", "%YAML 1.1\n---\n", "%YAML 1.2\n---\n"} {
			for _, ext := range []string{".yaml", ".yml"} {
				w.epochs("a"+ext, []byte(head+"epochs: 010\n"), 10)
				w.seed("a"+ext, []byte(head+fmt.Sprintf(aStudy, "010", "plain", "")), "10")
			}
		}
	},
	"recipes and studies: JSON, also under another name": func(w *workshop) {
		for _, ext := range []string{".json", ".yaml"} {
			w.epochs("a"+ext, []byte("{\n\t\"epochs\": 3}"), 3)
			w.seed("a"+ext, []byte("{\t\"name\":\"mine\",\"seeds\":[3],\"experiments\":[{\"name\":\"one\",\"targets\":[\"image\"],\"sizes\":[9],\"baseline\":\"plain\",\"arms\":[{\"name\":\"plain\"},{\"name\":\"b\",\"kind\":\"pathway\",\"aux\":\"audio\"}]}]}"), "3")
		}
	},
	"recipes and studies: UTF-8 or UTF-16 with a byte order mark, line ends of any system": func(w *workshop) {
		for _, end := range []string{"\n", "\r\n", "\r"} {
			a, b := strings.ReplaceAll("epochs: 3\nbatch: 4\n", "\n", end), strings.ReplaceAll(fmt.Sprintf(aStudy, "3", "plain", ""), "\n", end)
			w.epochs("a.yaml", []byte("\xEF\xBB\xBF"+a), 3)
			w.epochs("a.yaml", utf16(le, a), 3)
			w.seed("a.yaml", []byte("\xEF\xBB\xBF"+b), "3")
			w.seed("a.yaml", utf16(be, b), "3")
		}
	},
	"recipes: anchors, aliases and merge keys": func(w *workshop) {
		w.epochs("a.yaml", []byte("epochs: &n 3\nbatch: *n\nimage: &i {shift: 0.1}\nvideo: {<<: *i}\n"), 3)
	},
}

var settingRefusals = map[string]func(w *workshop) []refusal{
	"recipes and studies: an unknown field; what may have been meant is said": func(w *workshop) []refusal {
		return w.both(".yaml", "epoch: 3\n", "nam: x\n"+fmt.Sprintf(aStudy, "1", "plain", ""), ":1:", "did you mean")
	},
	"recipes and studies: a field twice": func(w *workshop) []refusal {
		return w.both(".yaml", "epochs: 3\nepochs: 4\n", "name: x\n"+fmt.Sprintf(aStudy, "1", "plain", ""), ":2:")
	},
	"recipes and studies: a value of another type or out of range": func(w *workshop) []refusal {
		return append(w.both(".yaml", "epochs: many\n", fmt.Sprintf(aStudy, "one", "plain", "")), w.both(".yml", "epochs: -1\n", fmt.Sprintf(aStudy, "-1", "plain", ""))...)
	},
	"recipes and studies: two documents in a file, or none": func(w *workshop) []refusal {
		return append(w.both(".yaml", "epochs: 3\n---\nepochs: 4\n", "name: x\n---\nname: y\n", "a second document"), w.both(".yml", "", "# nothing\n", "the file is empty")...)
	},
	"recipes and studies: YAML in a file called `.json`": func(w *workshop) []refusal {
		return w.both(".json", "epochs: 3\n", fmt.Sprintf(aStudy, "1", "plain", ""), ":1: invalid character")
	},
	"studies: aliases": func(w *workshop) []refusal {
		path := w.put("a.yaml", []byte("settings: &s {epochs: 3}\n"+strings.Replace(fmt.Sprintf(aStudy, "1", "plain", ""), "{name: plain}", "{name: plain, settings: *s}", 1)))
		return []refusal{{path, readStudy(path), []string{"alias"}}}
	},
	"studies: a baseline that is no arm": func(w *workshop) []refusal {
		path := w.put("a.yaml", []byte(fmt.Sprintf(aStudy, "1", "plane", "")))
		return []refusal{{path, readStudy(path), []string{"baseline"}}}
	},
}
