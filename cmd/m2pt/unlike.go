package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/gopathway/pathway/pipeline"
)

// This file: what predict tells of files that are quite another thing than what the model
// was trained on: a line for each way in which they are, however many files there are.

// unlikeFiles collects in which ways files are unlike what a model takes.
type unlikeFiles struct {
	files int
	count map[string]int       // by way
	first map[string][2]string // of the files that are unlike in a way: its name and what is done
}

// add counts a file.
func (u *unlikeFiles) add(file string, how pipeline.Unlikeness) {
	if u.count == nil {
		u.count, u.first = map[string]int{}, map[string][2]string{}
	}
	u.files++
	for way, what := range how {
		if u.count[way]++; u.count[way] == 1 {
			u.first[way] = [2]string{file, what}
		}
	}
}

// tell writes the lines.
func (u *unlikeFiles) tell(w io.Writer) {
	var ways []string
	for way := range u.count {
		ways = append(ways, way)
	}
	slices.Sort(ways)
	var notes []string
	for _, way := range ways {
		file, what := u.first[way][0], u.first[way][1]
		if u.count[way] == 1 {
			notes = append(notes, fmt.Sprintf("%s is %s: %s", file, way, what))
			continue
		}
		notes = append(notes, fmt.Sprintf("%d of %d files are %s, such as %s: %s", u.count[way], u.files, way, file, what))
	}
	tellNotes(w, notes)
}
