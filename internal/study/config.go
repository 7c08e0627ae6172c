package study

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Config describes a study. [ReadConfig] and [ParseConfig] make one that is
// checked; the fields are not to be changed afterwards, Budget excepted.
type Config struct {
	Name        string        `json:"name"`
	Seeds       []int         `json:"seeds"`              // each cell is trained once per seed, in this order
	Budget      time.Duration `json:"-"`                  // of one Run; 0: no limit. Not part of what is studied
	Settings    Settings      `json:"settings,omitempty"` // of every cell
	Experiments []Experiment  `json:"experiments"`

	file  string
	lines map[string]int // where a field stands, such as "experiments[0].arms[1].settings.lambda"
}

// Experiment compares arms on targets and sizes; its comparisons are corrected
// for their number together.
type Experiment struct {
	Name     string   `json:"name"`
	Targets  []string `json:"targets"`
	Sizes    []int    `json:"sizes"`              // training samples; 0: all there are
	Baseline string   `json:"baseline,omitempty"` // the arm that others are compared with; empty if there is one arm
	Settings Settings `json:"settings,omitempty"`
	Arms     []Arm    `json:"arms"`
}

// compares tells whether there is anything to compare.
func (e *Experiment) compares() bool { return len(e.Arms) > 1 }

// compares tells whether any experiment of the study does.
func (c *Config) compares() bool {
	return slices.ContainsFunc(c.Experiments, func(e Experiment) bool { return e.compares() })
}

// Arm is one way to train.
type Arm struct {
	Name     string   `json:"name"`
	Kind     string   `json:"kind"`              // what the runner does; the name unless given
	Aux      []string `json:"aux,omitempty"`     // auxiliaries
	Targets  []string `json:"targets,omitempty"` // of the experiment's; empty: all
	Settings Settings `json:"settings,omitempty"`
}

// on tells whether the arm is trained on a target.
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

// aux is the arm's auxiliaries in one word.
func auxLabel(aux []string) string { return strings.Join(aux, "+") }

// sizeLabel is a training size in words.
func sizeLabel(size int) string {
	if size == 0 {
		return "all"
	}
	return fmt.Sprint(size)
}

// group is what is compared with each other: the arms of one experiment on one
// target and size.
type group struct {
	experiment *Experiment
	at         int // the experiment's position
	target     string
	size       int
	arms       []int // positions in experiment.Arms, baseline first
}

// groups lists the groups of a study in the config's order.
func (c *Config) groups() []group {
	var out []group
	for i := range c.Experiments {
		e := &c.Experiments[i]
		for _, t := range e.Targets {
			for _, n := range e.Sizes {
				g := group{experiment: e, at: i, target: t, size: n}
				for j := range e.Arms {
					switch {
					case e.Arms[j].Name == e.Baseline:
						g.arms = append([]int{j}, g.arms...)
					case e.Arms[j].on(t):
						g.arms = append(g.arms, j)
					}
				}
				out = append(out, g)
			}
		}
	}
	return out
}

// cell is what arm number arm of g trains with a seed.
func (c *Config) cell(g group, arm, seed int) Cell {
	a := &g.experiment.Arms[arm]
	cell := Cell{
		Experiment: g.experiment.Name, Arm: a.Name,
		Target: g.target, Size: g.size, Kind: a.Kind, Aux: a.Aux, Seed: seed,
		Settings: merged(c.Settings, g.experiment.Settings, a.Settings),
	}
	cell.ID = cell.identity()
	return cell
}

// Cells lists what a study trains, each cell once, in the order of a run: seed
// by seed, the baseline of a group before its other arms.
func (c *Config) Cells() []Cell {
	var out []Cell
	seen := map[string]bool{}
	groups := c.groups()
	for _, seed := range c.Seeds {
		for _, g := range groups {
			for _, arm := range g.arms {
				if cell := c.cell(g, arm, seed); !seen[cell.ID] {
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
	// The nearest one that has the key was taken; a deeper part of the path may
	// have no line of its own.
	for _, prefix := range in {
		for f := field; f != "" && f != "settings"; f = parent(f) {
			if line := c.lines[join(prefix, f)]; line > 0 {
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

// join puts a field behind the path of what holds it.
func join(path, field string) string {
	if path == "" {
		return field
	}
	return path + "." + field
}

// parent cuts the last part off a path.
func parent(path string) string {
	return path[:max(0, strings.LastIndexAny(path, ".["))]
}
