package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/train/recipe"
)

// This file: docs/reference/cli.md, made of the tree of commands.

const cliIntro = `# Commands

All commands of ` + "`m2pt`" + ` with all their flags. This document is made of the program's own
help: run ` + "`go test ./cmd/m2pt -run TestReference -update`" + ` after a change. ` + "`--help`" + ` of a
command shows the flags that are printed in bold here, ` + "`--help-all`" + ` shows all.

No result depends on flags of the group *machine*. A flag whose default says *by the
recipe* stands for a field of a [recipe](recipes.md) and changes what the recipe says.

The exit status is 0 on success, 1 on failure, 2 on bad usage and 130 after an
interrupt. The variable ` + "`PATHWAY_SIMD`" + ` (` + "`portable`, `avx2`, `avx512`, `neon`" + `) forces an
instruction set.
`

func TestReferenceCLI(t *testing.T) {
	var b strings.Builder
	b.WriteString(cliIntro)
	root := newRoot()
	b.WriteString("\n| command | what it does |\n|---|---|\n")
	eachCommand(root, func(cmd *cobra.Command) {
		row(&b, fmt.Sprintf("[`%s`](#%s)", cmd.CommandPath(), strings.ReplaceAll(cmd.CommandPath(), " ", "-")), cmd.Short)
	})
	flags, seen := 0, map[string]bool{}
	eachCommand(root, func(cmd *cobra.Command) {
		flags += writeCommand(&b, cmd)
		seen[cmd.CommandPath()] = true
	})
	for path, cmd := range commands() {
		if cmd.Runnable() && !seen[path] {
			t.Errorf("the document leaves out %s", path)
		}
	}
	if flags < 100 {
		t.Errorf("only %d flags were found", flags)
	}
	checkReference(t, "cli.md", []byte(b.String()))
}

// eachCommand calls f for every command below cmd that the help shows.
func eachCommand(cmd *cobra.Command, f func(*cobra.Command)) {
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" {
			f(sub)
			eachCommand(sub, f)
		}
	}
}

// writeCommand writes a command as a section, and returns how many flags it has.
func writeCommand(b *strings.Builder, cmd *cobra.Command) int {
	fmt.Fprintf(b, "\n## %s\n\n", cmd.CommandPath())
	text := strings.TrimSpace(cmd.Long)
	if text == "" {
		text = cmd.Short + "."
	}
	writeProse(b, text)
	fmt.Fprintf(b, "\n```\n%s\n```\n", cmd.UseLine())
	if cmd.Example != "" {
		lines := strings.Split(strings.Trim(cmd.Example, "\n"), "\n")
		for i, line := range lines {
			lines[i] = strings.TrimPrefix(line, "  ")
		}
		fmt.Fprintf(b, "\nExamples:\n\n```\n%s\n```\n", strings.Join(lines, "\n"))
	}
	n := 0
	for _, g := range groups {
		var rows strings.Builder
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if f.Hidden || groupOf(f) != g || g == groupHelp {
				return
			}
			n++
			row(&rows, flagCells(f)...)
		})
		if rows.Len() > 0 {
			fmt.Fprintf(b, "\n### %s: %s\n\n| flag | value | default | what it does |\n|---|---|---|---|\n%s", cmd.Name(), g, rows.String())
		}
	}
	return n
}

// writeProse writes help text as Markdown. Indented lines stay as they are.
func writeProse(b *strings.Builder, text string) {
	code := false
	for _, line := range strings.Split(text, "\n") {
		indented := strings.HasPrefix(line, "  ")
		if indented != code && line != "" {
			b.WriteString("```\n")
			code = indented
		}
		if !code {
			line = escaped(line)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	if code {
		b.WriteString("```\n")
	}
}

// escaped writes what is no Markdown so that it is shown as it is.
func escaped(text string) string {
	return strings.NewReplacer("<", "&lt;", ">", "&gt;", "*", `\*`, "_", `\_`).Replace(text)
}

// flagCells returns the row of a flag.
func flagCells(f *pflag.Flag) []string {
	kind, usage := pflag.UnquoteUsage(f)
	name := "`--" + f.Name + "`"
	if f.Shorthand != "" {
		name += ", `-" + f.Shorthand + "`"
	}
	if f.Annotations[isCommon] != nil {
		name = "**" + name + "**"
	}
	def := "`" + f.DefValue + "`"
	switch {
	case recipeField(f.Name) != nil && f.DefValue == "":
		def = "by the recipe"
	case f.DefValue == "" || f.DefValue == "[]":
		def = ""
	case f.Name == "threads" && f.DefValue == "0":
		def = "all processors"
	}
	if kind == "" && f.Value.Type() == "bool" {
		kind = "true or false"
	}
	return []string{name, kind, def, escaped(usage)}
}

// recipeField returns the field of a recipe that a flag is named after, or nil.
func recipeField(flag string) *recipe.Field {
	for _, f := range recipe.Fields() {
		if recipeFlag(f) == flag {
			return &f
		}
	}
	return nil
}
