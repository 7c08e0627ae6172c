package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// This file: the help of all commands. --help is short: what the command does, its
// usage, examples, and the flags that most people need. --help-all shows all flags.
// Both show flags in their groups.

// setHelp gives root and all commands below it their help, and --help-all.
func setHelp(root *cobra.Command) {
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		w := cmd.OutOrStdout()
		text := cmd.Long
		if text == "" {
			text = cmd.Short + "."
		}
		fmt.Fprintf(w, "%s\n\n", wrapText(strings.TrimSpace(text)))
		writeUsage(w, cmd)
	})
	root.SetUsageFunc(func(cmd *cobra.Command) error {
		writeUsage(cmd.OutOrStderr(), cmd)
		return nil
	})
	var add func(*cobra.Command)
	add = func(cmd *cobra.Command) {
		fs := cmd.Flags()
		fs.SortFlags = false
		cmd.InitDefaultHelpFlag()
		help := fs.Lookup("help")
		help.Usage = "show the help"
		help.Annotations = map[string][]string{inGroup: {string(groupHelp)}, isCommon: {"true"}}
		groupHelp.common(fs, func(fs *pflag.FlagSet) {
			fs.VarPF(helpAll{help}, "help-all", "", "show the help with all flags").NoOptDefVal = "true"
		})
		for _, sub := range cmd.Commands() {
			add(sub)
		}
	}
	add(root)
}

// helpAll is the value of --help-all, which asks for the help as --help does.
type helpAll struct{ help *pflag.Flag }

// Set implements pflag.Value.
func (v helpAll) Set(text string) error {
	if _, err := strconv.ParseBool(text); err != nil {
		return err
	}
	return v.help.Value.Set(text)
}

// String implements pflag.Value.
func (v helpAll) String() string { return "false" }

// Type implements pflag.Value.
func (v helpAll) Type() string { return "bool" }

// writeUsage writes the usage of a command, its examples, the commands below it and
// its flags.
func writeUsage(w io.Writer, cmd *cobra.Command) {
	fmt.Fprintln(w, "Usage:")
	if cmd.Runnable() {
		fmt.Fprintf(w, "  %s\n", cmd.UseLine())
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(w, "  %s COMMAND\n", cmd.CommandPath())
	}
	if cmd.Example != "" {
		fmt.Fprintf(w, "\nExamples:\n%s\n", strings.TrimRight(cmd.Example, "\n"))
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintln(w, "\nCommands:")
		for _, sub := range cmd.Commands() {
			if sub.IsAvailableCommand() {
				fmt.Fprintf(w, "  %-*s  %s\n", sub.NamePadding(), sub.Name(), sub.Short)
			}
		}
	}
	writeFlags(w, cmd)
}

// worthHiding is how many flags the short help must save: it shows all flags of a
// command that has fewer uncommon ones.
const worthHiding = 4

// shownFlags returns the flags that the help of a command shows, in their order, and
// how many it leaves out.
func shownFlags(cmd *cobra.Command) (shown []*pflag.Flag, left int) {
	var common, all []*pflag.Flag
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		all = append(all, f)
		if f.Annotations[isCommon] != nil {
			common = append(common, f)
		}
	})
	helpAll := cmd.Flags().Lookup("help-all")
	// Commands of cobra's own, such as help, have no --help-all and no common flags.
	if helpAll == nil || helpAll.Changed || len(all)-len(common) < worthHiding {
		return all, 0
	}
	return common, len(all) - len(common)
}

// writeFlags writes the flags of a command in their groups, and how to see those that
// it leaves out.
func writeFlags(w io.Writer, cmd *cobra.Command) {
	flags, left := shownFlags(cmd)
	shown := map[group]*pflag.FlagSet{}
	for _, f := range flags {
		g := groupOf(f)
		if shown[g] == nil {
			shown[g] = pflag.NewFlagSet(string(g), pflag.ContinueOnError)
			shown[g].SortFlags = false
		}
		shown[g].AddFlag(f)
	}
	for _, g := range append([]group{""}, groups...) {
		if shown[g] == nil {
			continue
		}
		title := string(g)
		if title == "" {
			title = "flags"
		}
		fmt.Fprintf(w, "\n%s:\n%s", strings.ToUpper(title[:1])+title[1:], shown[g].FlagUsagesWrapped(lineWidth))
	}
	if left > 0 {
		fmt.Fprintf(w, "\n%d more flags: %s --help-all\n", left, cmd.CommandPath())
	}
}
