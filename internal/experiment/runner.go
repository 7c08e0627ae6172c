package experiment

import (
	"fmt"
	"os"
	"slices"
	"sync"

	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/train/recipe"
)

// This file: the runner of studies, and which cells it refuses.

// Runner trains the cells of a study, several at a time. It reads each data set once.
// It implements study.Runner.
type Runner struct {
	// Misfit is told that models or data are of another size than a recipe was made for
	// that the study names: once for each recipe, before the training, and never twice at
	// a time. Nil: nobody is told.
	Misfit func(line string)

	// Saving, if not nil, is called before a training, which saves its state when its
	// context ends; what it returns is called after it. The rest of the work is lost
	// without harm.
	Saving func() (done func())

	root      string // relative folders of data begin here
	firstSeed int    // cells of this seed have pictures

	reading   sync.Mutex // of corpora
	corpora   map[string]*pipeline.Corpus
	naming    sync.Mutex          // of artefacts
	artefacts map[string]artefact // by key
	telling   sync.Mutex          // of misfits
	told      map[string]bool     // by modality and recipe
}

// New returns a runner. Relative folders of data begin at root. Cells of firstSeed show
// what their models rebuild or predict.
func New(root string, firstSeed int) *Runner {
	return &Runner{root: root, firstSeed: firstSeed, corpora: map[string]*pipeline.Corpus{}, artefacts: map[string]artefact{}, told: map[string]bool{}}
}

// Check refuses a cell whose description Run could not follow.
func (r *Runner) Check(c study.Cell) error {
	target, err := r.modality("target", c.Target)
	if err != nil {
		return err
	}
	s, err := settingsOf(c)
	if err != nil {
		return err
	}
	switch {
	case !slices.Contains(kinds, c.Kind):
		return study.UnknownValue("kind", c.Kind, kinds)
	case (c.Kind == kindPathway || c.Kind == kindInit) != (len(c.Aux) > 0):
		return &study.FieldError{Field: "aux", Message: fmt.Sprintf("found %d auxiliaries of an arm of kind %s", len(c.Aux), c.Kind)}
	case c.Kind == kindInit && len(c.Aux) != 1:
		return &study.FieldError{Field: "aux", Message: "an arm of kind init starts from one auxiliary"}
	case c.Kind == kindInit && s.Start == startOwn:
		return &study.FieldError{Field: "settings.start", Message: "an arm of kind init does not start from its own pretraining"}
	}
	if c.Kind == kindAutoencoder {
		if err := checkAutoencoder(c, s); err != nil {
			return err
		}
	}
	if err := checkTask(target, s); err != nil {
		return err
	}
	for _, m := range append([]string{c.Target}, c.Aux...) {
		modality, err := r.modality("aux", m)
		if err != nil {
			return err
		}
		if s.Data[modality] == "" {
			return &study.FieldError{Field: "settings.data." + m, Message: "missing: where the data lies, or synthetic"}
		}
		if where := r.where(s.Data[modality]); where != pipeline.SyntheticData && !isFolder(where) {
			return &study.FieldError{Field: "settings.data." + m, Message: fmt.Sprintf("found %s, which is not a folder", where)}
		}
		for _, load := range []func(m2pt.Modality) (*recipe.Recipe, error){s.recipe, s.pretrainRecipe} {
			if _, err := load(modality); err != nil {
				return err
			}
		}
	}
	return nil
}

// modality returns the modality of a name. field is the field of the cell that holds it.
func (r *Runner) modality(field, name string) (m2pt.Modality, error) {
	var known []string
	for _, m := range pipeline.Modalities() {
		if name == string(m) {
			return m, nil
		}
		known = append(known, string(m))
	}
	return "", study.UnknownValue(field, name, known)
}

// isFolder reports whether there is a folder of that name.
func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
