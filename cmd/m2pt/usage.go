package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/internal/edits"
)

// This file: command lines that make no sense, told in plain words.

// noArgs refuses arguments. hint says where what they may mean is given.
func noArgs(hint string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return usagef("%s takes flags alone, found %q: %s", cmd.Name(), args[0], hint)
		}
		return nil
	}
}

// requiredFlags matches cobra's error of flags that are missing.
var requiredFlags = regexp.MustCompile(`^required flag\(s\) (.*) not set$`)

// plainUsage returns the text of an error of usage, with that of cobra in plain words.
func plainUsage(err error) string {
	text := oneLine(err)
	m := requiredFlags.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	names := strings.Split(strings.ReplaceAll(m[1], `"`, ""), ", ")
	verb := "is"
	if len(names) > 1 {
		verb = "are"
	}
	return fmt.Sprintf("--%s %s needed", strings.Join(names, " and --"), verb)
}

// unknownFlag matches pflag's error of a flag that the command does not have.
var unknownFlag = regexp.MustCompile(`^unknown flag: --([a-zA-Z0-9-]+)`)

// suggestFlag adds to an error of an unknown flag the one of cmd that is meant, perhaps.
func suggestFlag(cmd *cobra.Command, err error) error {
	m := unknownFlag.FindStringSubmatch(err.Error())
	if m == nil {
		return err
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	if near := edits.Nearest(m[1], names); near != "" {
		return fmt.Errorf("%w (did you mean --%s?)", err, near)
	}
	return err
}

// armOf matches where in a study a mistake is.
var armOf = regexp.MustCompile(`experiment "[^"]*", arm "[^"]*": `)

// distinctMistakes returns an error of a study's file with one line for each mistake that
// several arms share.
func distinctMistakes(err error) error {
	if err == nil {
		return nil
	}
	lines := strings.Split(err.Error(), "\n")
	var kept []string
	count := map[string]int{}
	what := func(line string) string {
		if at := armOf.FindStringIndex(line); at != nil {
			return line[at[1]:]
		}
		return line
	}
	for _, line := range lines {
		if count[what(line)]++; count[what(line)] == 1 {
			kept = append(kept, line)
		}
	}
	if len(kept) == len(lines) {
		return err
	}
	for i, line := range kept {
		if n := count[what(line)]; n > 1 {
			kept[i] = armOf.ReplaceAllString(line, "") + fmt.Sprintf(" (in %d arms)", n)
		}
	}
	return &reworded{strings.Join(kept, "\n"), err}
}
