package datasets

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// This file: what loaders tell of files that they do not use. Nothing is left out
// without a word.

// maxNamed bounds how many files a note names.
const maxNamed = 5

// leftOut counts the files that a loader does not use, by reason.
type leftOut struct {
	reasons []string // in the order in which they first occur
	count   map[string]int
}

// add counts a file. The reason reads well after a number, such as "in subfolders".
func (l *leftOut) add(reason string) { l.addN(reason, 1) }

// addN counts n files.
func (l *leftOut) addN(reason string, n int) {
	if n == 0 {
		return
	}
	if l.count == nil {
		l.count = map[string]int{}
	}
	if l.count[reason] == 0 {
		l.reasons = append(l.reasons, reason)
	}
	l.count[reason] += n
}

// addFile counts a file of a type that is not read.
func (l *leftOut) addFile(name string) {
	ext := strings.ToLower(filepath.Ext(name))
	if ext == "" {
		ext = "without an extension"
	}
	l.add(ext)
}

// notes returns the line about what is left out, of which dir is the folder and used
// the number of files that are read. It is empty if nothing is.
func (l *leftOut) notes(dir string, used int) []string {
	if text := l.text(used); text != "" {
		return []string{dir + ": " + text}
	}
	return nil
}

// text is that line without the folder.
func (l *leftOut) text(used int) string {
	n := 0
	var parts []string
	for _, r := range l.reasons {
		n += l.count[r]
		parts = append(parts, fmt.Sprintf("%d %s", l.count[r], r))
	}
	if n == 0 {
		return ""
	}
	verb := "are"
	if n == 1 {
		verb = "is"
	}
	return fmt.Sprintf("%d of %d files %s not used: %s", n, n+used, verb, strings.Join(parts, ", "))
}

// found lists what was left out, for messages about a folder in which nothing is read; "":
// nothing was.
func (l *leftOut) found() string {
	var parts []string
	for _, r := range l.reasons {
		parts = append(parts, fmt.Sprintf("%d %s", l.count[r], r))
	}
	if parts == nil {
		return ""
	}
	return ", but " + strings.Join(parts, ", ")
}

// unreadable returns the notes about files that were skipped, of n in all.
func unreadable(n int, skipped []error) []string {
	if len(skipped) == 0 {
		return nil
	}
	notes := []string{fmt.Sprintf("%d of %d files cannot be read and are skipped:", len(skipped), n)}
	for _, err := range skipped[:min(len(skipped), maxNamed)] {
		notes = append(notes, "  "+strings.TrimPrefix(err.Error(), "datasets: "))
	}
	if more := len(skipped) - maxNamed; more > 0 {
		notes = append(notes, fmt.Sprintf("  and %d more", more))
	}
	return notes
}

// Notes returns the lines for people that a set, or the set that it is a part of,
// bears: [Labelled.Notes].
func Notes(s Set) []string {
	whole, _ := Underlying(s)
	if n, ok := whole.(interface{ notes() []string }); ok {
		return n.notes()
	}
	return nil
}

func (s *Labelled) notes() []string { return s.Notes }

// note adds notes to the set, each once.
func (s *Labelled) note(notes ...string) {
	for _, n := range notes {
		if !slices.Contains(s.Notes, n) {
			s.Notes = append(s.Notes, n)
		}
	}
}
