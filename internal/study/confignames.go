package study

import (
	"fmt"
	"slices"

	"github.com/gopathway/pathway/internal/edits"
)

// This file: checks of names, and of arms that train the same.

// AllExperiments is the name of the table of a whole study in reports. No experiment may
// have it.
const AllExperiments = "all experiments"

// checkNames refuses names that stand for two things or for none.
func (r *reader) checkNames(c *Config) {
	experiments := map[string]string{}
	targets := map[string]string{}
	for i := range c.Experiments {
		e := &c.Experiments[i]
		at := fmt.Sprintf("experiments[%d]", i)
		r.checkSlug(at+".name", "experiment", e.Name, experiments)
		if e.Name == AllExperiments {
			r.FailAt(at+".name", "experiment %q: want another name: the table of a whole study is called so", e.Name)
		}
		for _, t := range e.Targets {
			if targets[Slug(t)] != t {
				r.checkSlug(at+".targets", "target", t, targets)
			}
		}
		arms := map[string]bool{}
		var names []string
		for j := range e.Arms {
			a := &e.Arms[j]
			path := fmt.Sprintf("%s.arms[%d]", at, j)
			if arms[a.Name] {
				r.FailAt(path+".name", "arm %q for the second time in experiment %q", a.Name, e.Name)
			}
			arms[a.Name] = true
			names = append(names, a.Name)
			for _, t := range a.Targets {
				if !slices.Contains(e.Targets, t) {
					r.FailAt(path+".targets", "arm %q: target %q is none of its experiment's%s", a.Name, t, edits.Suggest(t, e.Targets))
				}
			}
			if a.Name == e.Baseline && len(a.Targets) > 0 {
				r.FailAt(path+".targets", "arm %q is the baseline and is trained on all targets", a.Name)
			}
		}
		switch {
		case e.Baseline == "" && len(e.Arms) > 1:
			r.FailAt(at, "experiment %q: field \"baseline\" is missing: the arm that the others are compared with", e.Name)
		case e.Baseline != "" && !arms[e.Baseline]:
			r.FailAt(at+".baseline", "baseline: no arm %q%s", e.Baseline, edits.Suggest(e.Baseline, names))
		}
	}
}

// checkSlug refuses a name that has no letters for a file name, or whose file
// name another has already.
func (r *reader) checkSlug(path, what, name string, seen map[string]string) {
	s := Slug(name)
	had, ok := seen[s]
	switch {
	case s == "":
		r.FailAt(path, "%s %q: want a letter or digit of ASCII in it, for file names", what, name)
	case ok && had == name:
		r.FailAt(path, "%s %q for the second time", what, name)
	case ok:
		r.FailAt(path, "%s names %q and %q are too alike for file names", what, had, name)
	}
	seen[s] = name
}

// checkSame refuses two arms of a group that train the same: their difference
// would be zero by construction, most likely for a forgotten setting.
func (r *reader) checkSame(c *Config) {
	told := map[[3]int]bool{}
	for _, g := range c.Groups() {
		first := map[string]int{}
		for _, arm := range g.Arms {
			id := c.Cell(g, arm, c.Seeds[0]).ID
			if other, ok := first[id]; ok && !told[[3]int{g.Index, other, arm}] {
				told[[3]int{g.Index, other, arm}] = true
				r.FailAt(fmt.Sprintf("experiments[%d].arms[%d]", g.Index, arm),
					"arms %q and %q of experiment %q train the same", g.Experiment.Arms[other].Name, g.Experiment.Arms[arm].Name, g.Experiment.Name)
			}
			first[id] = arm
		}
	}
}
