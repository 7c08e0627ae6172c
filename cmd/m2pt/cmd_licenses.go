package main

import (
	"fmt"
	"io"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// This file: m2pt licenses. Binaries that are released carry the texts of the licences
// of what is linked into them. Whoever builds m2pt has them beside the sources.

func newLicensesCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "licenses",
		Short: "Print the licences of m2pt and of what it is built with",
		Long: `Print the licences of m2pt and of the modules that are linked into it. Binaries of a
release carry the texts; one that was built from source names the modules and the pages
where their licences stand.`,
		Example: `  m2pt licenses`,
		Args:    noArgs("it prints all licences"),
	}
	cmd.RunE = action(func(cmd *cobra.Command, _ []string) error {
		w := cmd.OutOrStdout()
		if thirdParty != "" {
			_, err := io.WriteString(w, thirdParty)
			return err
		}
		info, ok := debug.ReadBuildInfo()
		if !ok {
			return fmt.Errorf("this build does not know which modules are linked into it")
		}
		return listModules(w, info)
	})
	return cmd
}

// listModules writes a line for each module of a build: where its licence can be read.
func listModules(w io.Writer, info *debug.BuildInfo) error {
	text := "m2pt is under the BSD 3-Clause License:\n  https://" + page(&info.Main) + "\nIt is built from source, with these modules, whose licences stand at\n"
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		text += "  https://" + page(m) + "\n"
	}
	text += "and with Go and its library:\n  https://go.dev/LICENSE\n"
	_, err := io.WriteString(w, text)
	return err
}

// page returns the address of the page with the licences of a module.
func page(m *debug.Module) string {
	version := ""
	if m.Version != "" && m.Version != "(devel)" {
		version = "@" + m.Version
	}
	return "pkg.go.dev/" + m.Path + version + "?tab=licenses"
}
