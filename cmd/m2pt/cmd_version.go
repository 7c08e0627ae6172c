package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gopathway/pathway/simd"
)

// This file: m2pt version, which says what a report of a fault should say.

func newVersionCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Say which build of m2pt this is",
		Long: `Say which build of m2pt this is: its version, the commit that it was built from in a
checkout, the release of Go, the platform, and the instruction set that is used here.
A report of a fault should quote it.`,
		Example: `  m2pt version`,
		Args:    noArgs("it says all that it knows"),
	}
	cmd.RunE = action(func(cmd *cobra.Command, _ []string) error {
		info, ok := debug.ReadBuildInfo()
		if !ok {
			info = &debug.BuildInfo{}
		}
		return printVersion(cmd.OutOrStdout(), info)
	})
	return cmd
}

// printVersion writes the version of a build, a line for each thing.
func printVersion(w io.Writer, info *debug.BuildInfo) error {
	version := info.Main.Version
	if version == "" || version == "(devel)" { // a build of a checkout that does not look at its history
		version = "devel"
	}
	text := "m2pt " + version + "\n"
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	if commit := settings["vcs.revision"]; commit != "" {
		text += "commit " + commit
		if day, _, ok := strings.Cut(settings["vcs.time"], "T"); ok {
			text += " of " + day
		}
		if settings["vcs.modified"] == "true" {
			text += ", with changes that are not committed"
		}
		text += "\n"
	}
	text += fmt.Sprintf("%s %s/%s, instruction set %v\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, simd.Current())
	_, err := io.WriteString(w, text)
	return err
}
