package study

import (
	"errors"
	"fmt"
	"io/fs"
)

// Contents is what the folder of a study holds, for reports.
type Contents struct {
	Config  *Config
	Results map[string]Result // of the finished cells, by the cell's ID
	Absent  []Absence         // the other cells, in the order of a run

	folder folder
}

// Absence is a cell without a result, and the reason.
type Absence struct {
	Cell   Cell
	Reason string
}

// Read reads the folder of a study, finished or not.
func Read(dir string) (*Contents, error) {
	f := folder{dir}
	c, err := f.load()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is no study's folder: it has no study.json", dir)
	}
	if err != nil {
		return nil, err
	}
	contents := &Contents{Config: c, Results: map[string]Result{}, folder: f}
	for _, cell := range c.Cells() {
		s, err := f.read(cell)
		var damaged *damagedError
		switch {
		case errors.As(err, &damaged):
			contents.Absent = append(contents.Absent, Absence{cell, "its file is damaged"})
		case err != nil:
			return nil, err
		case s != nil:
			contents.Results[cell.ID] = s.Result
		default:
			reason := "not run"
			if why := f.failureOf(cell); why != "" {
				reason = "failed: " + why
			}
			contents.Absent = append(contents.Absent, Absence{cell, reason})
		}
	}
	return contents, nil
}

// CellDir returns the folder of a cell's pictures.
func (c *Contents) CellDir(id string) string { return c.folder.cellDir(id) }
