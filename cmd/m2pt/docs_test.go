package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/internal/doctest"
	"github.com/gopathway/pathway/internal/download"
)

// This file: tests that the commands and flags in documents, comments and examples exist.

// commandLine matches a line that runs the program. Variables of the environment may stand
// in front.
var commandLine = regexp.MustCompile(`^(?:[A-Z_]+=\S* )*(?:m2pt|go run \./cmd/m2pt) +(.*)$`)

// optional matches the parts of a line of usage that may be left out.
var optional = regexp.MustCompile(` \[[^\]]*\]`)

// checkLine finds the command of a line's words and parses its flags, as the program
// does. A full line must have all flags and arguments that the command needs; a line that
// a sentence quotes need not.
func checkLine(words []string, full bool) error {
	for i, w := range words {
		if w == "N" { // a placeholder where a number is wanted
			words[i] = "1"
		}
	}
	if i := slices.Index(words, ">"); i >= 0 { // the shell's: where the output goes
		words = words[:i]
	}
	root := newRoot()
	cmd, rest, err := root.Find(words)
	if err != nil {
		return err
	}
	if err := cmd.ParseFlags(rest); err != nil {
		return fmt.Errorf("%s: %w", cmd.CommandPath(), err)
	}
	if !full {
		return nil
	}
	if cmd == root {
		return fmt.Errorf("no command")
	}
	if err := cmd.ValidateRequiredFlags(); err != nil {
		return fmt.Errorf("%s: %w", cmd.CommandPath(), err)
	}
	return cmd.ValidateArgs(cmd.Flags().Args())
}

// flagNames returns the long flags of all commands.
func flagNames() map[string]bool {
	names := map[string]bool{}
	for _, cmd := range commands() {
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) { names[f.Name] = true })
	}
	return names
}

func TestDocumentedCommandsExist(t *testing.T) {
	lines := 0
	check := func(where, line string, full bool) {
		m := commandLine.FindStringSubmatch(line)
		if m == nil {
			return
		}
		lines++
		if err := checkLine(strings.Fields(optional.ReplaceAllString(m[1], "")), full); err != nil {
			t.Errorf("%s: %s\n%v", where, line, err)
		}
	}
	flags := flagNames()
	span := regexp.MustCompile(`^--([a-z0-9-]+)`)
	files, err := doctest.MarkdownFiles("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		fences, err := doctest.Fences(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range fences {
			// A backslash joins a line to the next.
			for i, line := range strings.Split(strings.ReplaceAll(b.Text, "\\\n", " "), "\n") {
				line, _, _ = strings.Cut(line, " #")
				check(b.Where(i), line, true)
			}
		}
		spans, err := doctest.Spans(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range spans {
			check(s.Where(0), s.Text, false)
			if m := span.FindStringSubmatch(s.Text); m != nil && !flags[m[1]] {
				t.Errorf("%s: no command has the flag --%s", s.Where(0), m[1])
			}
		}
	}
	comments, err := doctest.Comments(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range comments {
		for i, line := range strings.Split(b.Text, "\n") {
			// Two spaces separate a command from what it does.
			line, _, _ = strings.Cut(line, "  ")
			words := slices.DeleteFunc(strings.Fields(line), func(w string) bool { return w == "..." })
			check(b.Where(i), strings.Join(words, " "), false)
		}
	}
	for path, cmd := range commands() {
		for _, line := range strings.Split(cmd.Example, "\n") {
			check("examples of "+path, strings.TrimSpace(line), true)
		}
	}
	if lines < 20 {
		t.Errorf("only %d lines were found", lines)
	}
}

func TestWrongCommandsAreFound(t *testing.T) {
	for _, c := range []struct {
		line string
		full bool
		want string
	}{
		{"tarin --data x", false, "unknown command"},
		{"eval merged --no-such-flag", false, "unknown flag: --no-such-flag"},
		{"study report x --budget 1m", false, "unknown flag: --budget"},
		{"bench --threads many", false, "invalid argument"},
		{"inspect", true, "got 0 arguments"},
		{"study x.yaml", true, `required flag(s) "out"`},
	} {
		if err := checkLine(strings.Fields(c.line), c.full); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.line, err, c.want)
		}
	}
	if commandLine.FindStringSubmatch("PATHWAY_SIMD=avx2 m2pt  bench --train") == nil || commandLine.FindStringSubmatch("go run ./cmd/m2pt demo") == nil ||
		commandLine.FindStringSubmatch("m2pts eval") != nil {
		t.Error("command lines are not told apart")
	}
}

// The folders of data in the README's commands and in the examples of help are those that
// m2pt download writes.
func TestDocumentedDataCanBeHad(t *testing.T) {
	fences, err := doctest.Fences("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, b := range fences {
		lines = append(lines, strings.Split(b.Text, "\n")...)
	}
	for _, cmd := range commands() {
		lines = append(lines, strings.Split(cmd.Example, "\n")...)
	}
	folder, seen := regexp.MustCompile(`--data (\S+)`), 0
	for _, line := range lines {
		m := folder.FindStringSubmatch(line)
		if m == nil || m[1] == "synthetic" {
			continue
		}
		seen++
		if s, err := download.Find(filepath.Base(m[1])); err != nil || m[1] != filepath.ToSlash(downloadFolder(s.Name)) {
			t.Errorf("%s: m2pt download writes no %s", strings.TrimSpace(line), m[1])
		}
	}
	if seen < 10 {
		t.Errorf("only %d lines name data", seen)
	}
}
