package study

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gopathway/pathway/internal/strictyaml"
)

// Config describes a study. [ReadConfig] and [ParseConfig] make one and check it.
// Afterwards only Budget may be changed.
//
// The comments of the fields are what docs/reference/studies.md says of the keys.
type Config struct {
	// The study's name, for reports.
	Name string `json:"name"`
	// Every arm is trained once per seed, in this order: seed by seed, so that finished
	// seeds are complete whatever stops the run.
	Seeds []int `json:"seeds"`
	// How long one run may take, such as 2h or 90m; the next run goes on. It is no part of
	// what is studied. Default: no limit.
	Budget time.Duration `json:"-"`
	// Settings of all arms, see below.
	Settings Settings `json:"settings,omitempty"`
	// A list of experiments.
	Experiments []Experiment `json:"experiments"`

	file  string
	lines map[string]int // where a field stands, such as "experiments[0].arms[1].settings.lambda"
}

// Experiment compares arms on targets and sizes. All its comparisons are corrected
// for their number together.
type Experiment struct {
	// The experiment's name, for reports and file names.
	Name string `json:"name"`
	// The modalities that are trained and tested: image, audio, point, video.
	Targets []string `json:"targets"`
	// Numbers of training samples, or all. The seed draws them. Default: all.
	Sizes []int `json:"sizes"` // 0: all there are
	// The name of the arm that the others are compared with. Wanted if there are several.
	Baseline string `json:"baseline,omitempty"`
	// Settings of the experiment's arms: each replaces the study's setting of that name.
	Settings Settings `json:"settings,omitempty"`
	// A list of arms.
	Arms []Arm `json:"arms"`
}

// Compares reports whether an experiment has arms to compare.
func (e *Experiment) Compares() bool { return len(e.Arms) > 1 }

// Compares reports whether any experiment of the study does.
func (c *Config) Compares() bool {
	return slices.ContainsFunc(c.Experiments, func(e Experiment) bool { return e.Compares() })
}

// Arm is one way to train.
type Arm struct {
	// The arm's name, for reports.
	Name string `json:"name"`
	// What the arm does, see below. Default: the arm's name.
	Kind string `json:"kind"`
	// The modality of the auxiliary, or a list of several. Wanted by the kinds pathway and
	// init, and by no other.
	Aux []string `json:"aux,omitempty"`
	// Those of the experiment's targets that the arm is trained on. Default: all.
	Targets []string `json:"targets,omitempty"`
	// Settings of the arm: each replaces the experiment's or study's setting of that name.
	Settings Settings `json:"settings,omitempty"`
}

// on reports whether the arm is trained on a target.
func (a *Arm) on(target string) bool {
	if len(a.Targets) == 0 {
		return true
	}
	for _, t := range a.Targets {
		if t == target {
			return true
		}
	}
	return false
}

// AuxLabel writes auxiliaries in one word.
func AuxLabel(aux []string) string { return strings.Join(aux, "+") }

// SizeLabel writes a training size.
func SizeLabel(size int) string {
	if size == 0 {
		return "all"
	}
	return fmt.Sprint(size)
}

// Group is a set of arms that are compared with each other: those of one experiment on
// one target and size.
type Group struct {
	Experiment *Experiment
	Index      int // of the experiment in the config
	Target     string
	Size       int
	Arms       []int // indices of Experiment.Arms, the baseline's first
}

// Groups lists the groups of a study in the config's order.
func (c *Config) Groups() []Group {
	var out []Group
	for i := range c.Experiments {
		e := &c.Experiments[i]
		for _, t := range e.Targets {
			for _, n := range e.Sizes {
				g := Group{Experiment: e, Index: i, Target: t, Size: n}
				for j := range e.Arms {
					switch {
					case e.Arms[j].Name == e.Baseline:
						g.Arms = append([]int{j}, g.Arms...)
					case e.Arms[j].on(t):
						g.Arms = append(g.Arms, j)
					}
				}
				out = append(out, g)
			}
		}
	}
	return out
}

// Cell returns the cell that an arm of g, given by its index, trains with a seed.
func (c *Config) Cell(g Group, arm, seed int) Cell {
	a := &g.Experiment.Arms[arm]
	cell := Cell{
		Experiment: g.Experiment.Name, Arm: a.Name,
		Target: g.Target, Size: g.Size, Kind: a.Kind, Aux: a.Aux, Seed: seed,
		Settings: Merge(c.Settings, g.Experiment.Settings, a.Settings),
	}
	cell.ID = cell.identity()
	return cell
}

// Cells lists what a study trains, each cell once, in the order of a run: seed
// by seed, the baseline of a group before its other arms.
func (c *Config) Cells() []Cell {
	var out []Cell
	seen := map[string]bool{}
	groups := c.Groups()
	for _, seed := range c.Seeds {
		for _, g := range groups {
			for _, arm := range g.Arms {
				if cell := c.Cell(g, arm, seed); !seen[cell.ID] {
					seen[cell.ID] = true
					out = append(out, cell)
				}
			}
		}
	}
	return out
}

// where returns "file:line: " of a field of a cell's description, as far as it
// is known: field is "target", "size", "kind", "aux" or "settings.KEY...".
func (c *Config) where(experiment, arm int, field string) string {
	exp := fmt.Sprintf("experiments[%d]", experiment)
	in := []string{fmt.Sprintf("%s.arms[%d]", exp, arm), exp, ""}
	switch field {
	case "target":
		field, in = "targets", []string{exp}
	case "size":
		field, in = "sizes", []string{exp}
	}
	// The nearest place that has the key is the one whose value counts. A deep part
	// of the path may have no line of its own: then its parent's line is meant.
	for _, prefix := range in {
		for f := field; f != "" && f != "settings"; f = parent(f) {
			if line := c.lines[strictyaml.Join(prefix, f)]; line > 0 {
				return fmt.Sprintf("%s:%d: ", c.file, line)
			}
		}
	}
	if line := c.lines[in[0]]; line > 0 {
		return fmt.Sprintf("%s:%d: ", c.file, line)
	}
	if c.file != "" {
		return c.file + ": "
	}
	return ""
}

// parent cuts the last part off a path.
func parent(path string) string {
	return path[:max(0, strings.LastIndexAny(path, ".["))]
}
