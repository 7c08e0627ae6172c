package study

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
)

// Runner trains cells. With Options.Parallel above 1 its methods are called from
// several goroutines, Build and Run never twice at a time for the same key or cell.
type Runner interface {
	// Check refuses a cell that Run could not train, before anything runs; a
	// *FieldError is completed by file and line. The cell has no Dir yet.
	Check(cell Cell) error
	// Needs names what a cell takes from elsewhere, such as a pretrained
	// auxiliary: letters, digits and "._-", the same key for the same thing.
	Needs(cell Cell) []string
	// Build makes the artefact of a key in dir, an empty folder. The folder work is its
	// own until it returns, save by the end of ctx: then the next Build of the key finds
	// what it has left there.
	Build(ctx context.Context, key, dir, work string, progress Progress) error
	// Run trains a cell. It keeps checkpoints in cell.Work, which lasts until the cell is
	// done or has failed, writes pictures into cell.Dir and finds each
	// artefact it needs in cell.Artefacts[key]. It returns ctx's error soon
	// after ctx has ended; any other error is noted as the cell's failure, and
	// the study goes on with the next.
	Run(ctx context.Context, cell Cell, progress Progress) (Result, error)
}

// Progress takes the share of the work that is done, 0 to 1, and a few words.
// It may be called from any goroutine until the method that got it returns.
type Progress func(done float64, note string)

// Result is what a cell measured. Numbers must be finite.
type Result struct {
	Measure    string    `json:"measure,omitempty"` // what the main figure is, such as mIoU; empty: accuracy
	Accuracy   float64   `json:"accuracy"`          // the main figure, on the test set, 0 to 1
	Correct    int       `json:"correct,omitempty"` // of Samples; both 0 for a metric that counts otherwise
	Samples    int       `json:"samples,omitempty"` // of the test set
	Seconds    float64   `json:"seconds"`           // of training and evaluation; 0: the engine's clock is taken
	Parameters int       `json:"parameters"`        // trained
	Metrics    []Metric  `json:"metrics,omitempty"` // further figures, in the order of their columns
	Lambdas    []Lambda  `json:"lambdas,omitempty"`
	Curve      []Epoch   `json:"curve,omitempty"`
	Pictures   []Picture `json:"pictures,omitempty"`
	Notes      []string  `json:"notes,omitempty"` // a line each, shown in the report
}

// Lambda is the scale of one pathway at the end of training.
type Lambda struct {
	Block int     `json:"block"` // from 0
	Layer string  `json:"layer"` // such as "attn.qkv"
	Aux   int     `json:"aux"`   // which auxiliary, from 0
	Value float64 `json:"value"`
}

// Epoch is a point of a learning curve. TestAccuracy is the result's main figure,
// TrainAccuracy the share of the training labels that were predicted, whatever the
// result measures.
type Epoch struct {
	Epoch         int      `json:"epoch"` // from 1
	TrainLoss     float64  `json:"train_loss"`
	TrainAccuracy float64  `json:"train_accuracy"`
	TestAccuracy  *float64 `json:"test_accuracy,omitempty"` // nil: not evaluated after this epoch
}

// Picture is a PNG file in the cell's folder.
type Picture struct {
	File  string `json:"file"` // its name, without a folder
	Title string `json:"title"`
}

// check refuses a result that could not be stored or shown; dir is the cell's.
func (r *Result) check(dir string) error {
	share := func(name string, v float64) error {
		if !(v >= 0 && v <= 1) {
			return fmt.Errorf("result: %s is %v, want 0 to 1", name, v)
		}
		return nil
	}
	errs := append(r.checkMeasures(), share(r.MeasureName(), r.Accuracy), finite("seconds", r.Seconds))
	if r.Seconds < 0 {
		errs = append(errs, fmt.Errorf("result: seconds is %v, want at least 0", r.Seconds))
	}
	if r.Correct < 0 || r.Correct > r.Samples || r.Parameters < 0 {
		errs = append(errs, fmt.Errorf("result: %d correct of %d samples, %d parameters", r.Correct, r.Samples, r.Parameters))
	}
	for _, l := range r.Lambdas {
		errs = append(errs, finite(fmt.Sprintf("λ of block %d, %s", l.Block, l.Layer), l.Value))
		if l.Block < 0 || l.Aux < 0 {
			errs = append(errs, fmt.Errorf("result: λ of block %d, %s, auxiliary %d", l.Block, l.Layer, l.Aux))
		}
	}
	last := 0
	for _, e := range r.Curve {
		if e.Epoch <= last {
			errs = append(errs, fmt.Errorf("result: curve: epoch %d after %d", e.Epoch, last))
		}
		last = e.Epoch
		errs = append(errs, finite(fmt.Sprintf("training loss of epoch %d", e.Epoch), e.TrainLoss),
			share(fmt.Sprintf("training accuracy of epoch %d", e.Epoch), e.TrainAccuracy))
		if e.TestAccuracy != nil {
			errs = append(errs, share(fmt.Sprintf("test accuracy of epoch %d", e.Epoch), *e.TestAccuracy))
		}
	}
	for _, p := range r.Pictures {
		errs = append(errs, checkPicture(dir, p.File))
	}
	return errors.Join(errs...)
}

func finite(name string, v float64) error {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return fmt.Errorf("result: %s is %v, want a finite number", name, v)
	}
	return nil
}

// checkPicture refuses a name that leaves the folder and a file that is no whole PNG: its
// checksums tell of every bit that has changed.
func checkPicture(dir, name string) error {
	if !fileName.MatchString(name) {
		return fmt.Errorf("picture %q: want a file name of letters, digits and ._-", name)
	}
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	defer f.Close()
	r := bufio.NewReader(f)
	if _, err := png.Decode(r); err != nil {
		return fmt.Errorf("picture %s is no PNG file, or is damaged: %w", f.Name(), err)
	}
	if _, err := r.ReadByte(); err != io.EOF {
		return fmt.Errorf("picture %s is damaged: more after the end", f.Name())
	}
	return nil
}

// fileName matches names that are safe in any folder on any system.
var fileName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$`)

// Check asks the runner about every cell of a study before anything runs, and
// returns all its refusals, each once, with file and line.
func Check(c *Config, r Runner) error {
	var errs []error
	told := map[string]bool{}
	refuse := func(g Group, arm int, err error) {
		a := &g.Experiment.Arms[arm]
		field := ""
		var typed *FieldError
		if errors.As(err, &typed) {
			field = typed.Field
		}
		text := fmt.Sprintf("%sexperiment %q, arm %q: %v", c.where(g.Index, arm, field), g.Experiment.Name, a.Name, err)
		if !told[text] {
			told[text] = true
			errs = append(errs, &checkError{text, err})
		}
	}
	for _, g := range c.Groups() {
		for _, arm := range g.Arms {
			for _, seed := range c.Seeds {
				cell := c.Cell(g, arm, seed)
				if err := r.Check(cell); err != nil {
					refuse(g, arm, err)
					continue
				}
				for _, key := range r.Needs(cell) {
					if !fileName.MatchString(key) || leftover.MatchString(key) {
						refuse(g, arm, fmt.Errorf("artefact %q: want a key of letters, digits and ._- that does not end in .tmp", key))
					}
				}
			}
		}
	}
	return errors.Join(errs...)
}

// checkError is a refusal with its place in front.
type checkError struct {
	text string
	err  error
}

func (e *checkError) Error() string { return e.text }
func (e *checkError) Unwrap() error { return e.err }
