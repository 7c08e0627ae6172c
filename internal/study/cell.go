package study

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
)

// Cell is one training. Experiment and Arm are names for it; all other fields say
// what is trained, and cells that agree in them are the same cell.
type Cell struct {
	ID         string   `json:"id"`         // a file name, made of the fields after Arm
	Experiment string   `json:"experiment"` // the first that asks for the cell
	Arm        string   `json:"arm"`        // the arm of that experiment
	Target     string   `json:"target"`
	Size       int      `json:"size"` // training samples; 0: all there are
	Kind       string   `json:"kind"`
	Aux        []string `json:"aux,omitempty"`
	Seed       int      `json:"seed"`
	Settings   Settings `json:"settings,omitempty"` // of study, experiment and arm; the last wins key by key

	Dir       string            `json:"-"` // during Run: an empty folder for pictures
	Work      string            `json:"-"` // during Run: a folder for checkpoints; a cell that was stopped finds it as it left it
	Artefacts map[string]string `json:"-"` // during Run: the folder of each key that Needs named
}

// Label names the cell in messages.
func (c Cell) Label() string {
	return fmt.Sprintf("%s: %s, %s samples, %s, seed %d", c.Experiment, c.Target, SizeLabel(c.Size), c.Arm, c.Seed)
}

// content describes what is trained as JSON. Equal trainings have equal texts.
func (c Cell) content() string {
	c.ID, c.Experiment, c.Arm = "", "", ""
	return string(mustJSON(c))
}

// SettingsKey describes what is trained, without the seed. Cells that differ in the
// seed alone have the same key.
func (c Cell) SettingsKey() string {
	c.Seed = 0
	return c.content()
}

// identity derives the ID from the content: readable words and enough of a
// hash to tell any two cells apart.
func (c Cell) identity() string {
	sum := sha256.Sum256([]byte(c.content()))
	words := []string{Slug(c.Target), SizeLabel(c.Size), Slug(c.Kind)}
	if len(c.Aux) > 0 {
		words = append(words, Slug(AuxLabel(c.Aux)))
	}
	return fmt.Sprintf("%s-s%d-%s", strings.Join(words, "-"), c.Seed, hex.EncodeToString(sum[:6]))
}

// Slug makes a word for file names from any text: letters and digits of ASCII in lower
// case, a hyphen for each run of other signs, 24 signs at most.
func Slug(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			b.WriteRune(r)
		} else if b.Len() > 0 && !strings.HasSuffix(b.String(), "-") {
			b.WriteByte('-')
		}
	}
	s = b.String()
	return strings.Trim(s[:min(len(s), 24)], "-")
}

// mustJSON encodes a config, a cell or a result, which were checked: they can be
// encoded.
func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("study: " + err.Error())
	}
	return b
}
