package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// commands returns all commands of the program by their paths, such as "m2pt train".
func commands() map[string]*cobra.Command {
	all := map[string]*cobra.Command{}
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		all[cmd.CommandPath()] = cmd
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(newRoot())
	return all
}

// Every flag stands in one of the groups and has a text, and the groups of one
// modality hold no flag that is named after another.
func TestEveryFlagHasAGroup(t *testing.T) {
	for path, cmd := range commands() {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			g := groupOf(f)
			if !slices.Contains(groups, g) {
				t.Errorf("%s --%s is in the group %q, want one of %q", path, f.Name, g, groups)
			}
			if f.Usage == "" {
				t.Errorf("%s --%s has no text", path, f.Name)
			}
			prefix, _, _ := strings.Cut(f.Name, "-")
			if (path == "m2pt train" || path == "m2pt pretrain") && slices.Contains([]string{"image", "audio", "point", "video"}, prefix) && string(g.modality()) != prefix {
				t.Errorf("%s --%s is in the group %q, want one of %s", path, f.Name, g, prefix)
			}
		})
	}
}

// helpFlags returns the flags that a help shows, by the headings above them.
func helpFlags(help string) map[string][]string {
	shown := map[string][]string{}
	heading := ""
	flag := regexp.MustCompile(`^ {2,6}(?:-\w, )?--([a-z0-9-]+)`)
	for _, line := range strings.Split(help, "\n") {
		if m := flag.FindStringSubmatch(line); m != nil {
			shown[heading] = append(shown[heading], m[1])
		} else if strings.HasSuffix(line, ":") && !strings.HasPrefix(line, " ") {
			heading = strings.TrimSuffix(line, ":")
		}
	}
	return shown
}

// The short help of train shows what most people need, the full help every flag that
// train can use, both under the headings of the groups.
func TestHelpOfTrain(t *testing.T) {
	short := mustRun(t, "train", "--help")
	for _, want := range []string{"Train a model", "Usage:\n  m2pt train --data DIR", "Examples:\n  m2pt train ", "more flags: m2pt train --help-all"} {
		if !strings.Contains(short, want) {
			t.Errorf("the short help lacks %q:\n%s", want, short)
		}
	}
	want := map[string][]string{
		"Data":         {"modality", "task", "data", "train-size"},
		"Model":        {"dim", "depth", "heads"},
		"Model: image": {"patch"},
		"Start":        {"init"},
		"Pathway":      {"aux", "lambda"},
		"Optimizer":    {"recipe", "epochs", "batch", "lr", "weight-decay", "seed"},
		"Output":       {"out", "overwrite"},
		"Machine":      {"threads"},
		"Help":         {"help", "help-all"},
	}
	got := helpFlags(short)
	for heading := range want {
		if !slices.Equal(got[heading], want[heading]) {
			t.Errorf("%s: the short help shows %v, want %v", heading, got[heading], want[heading])
		}
	}
	if len(got) != len(want) {
		t.Errorf("the short help has the headings of %v, want those of %v", got, want)
	}
	if n := strings.Count(short, "\n"); n > 80 {
		t.Errorf("the short help has %d lines, want 80 at most", n)
	}

	for _, args := range [][]string{{"train", "--help-all"}, {"train", "--help-all", "--data", "x"}, {"train", "--help", "--help-all"}} {
		full := helpFlags(mustRun(t, args...))
		n := 0
		commands()["m2pt train"].Flags().VisitAll(func(f *pflag.Flag) {
			title := string(groupOf(f))
			title = strings.ToUpper(title[:1]) + title[1:]
			if there := slices.Contains(full[title], f.Name); there == (groupOf(f) == groupMasked) {
				t.Errorf("%v: --%s is under %q: %v", args, f.Name, title, there)
			}
			n++
		})
		if n < 90 {
			t.Errorf("train has %d flags: the test does not see all", n)
		}
	}
}

// A command with few flags shows all of them, and the help of a command is that of
// "m2pt help".
func TestHelpOfOthers(t *testing.T) {
	for path, cmd := range commands() {
		words := strings.Fields(path)[1:]
		short := mustRun(t, with(words, "--help")...)
		if also := mustRun(t, with([]string{"help"}, words...)...); also != short {
			t.Errorf("m2pt help %s says\n%s\nm2pt %s --help says\n%s", strings.Join(words, " "), also, strings.Join(words, " "), short)
		}
		if cmd.Runnable() && (cmd.Example == "" || !strings.Contains(short, cmd.Example)) {
			t.Errorf("%s: the help has no examples", path)
		}
		n := 0
		for _, flags := range helpFlags(short) {
			n += len(flags)
		}
		all := 0
		cmd.Flags().VisitAll(func(*pflag.Flag) { all++ })
		if hides := strings.Contains(short, "--help-all\n") && strings.Contains(short, "more flags"); hides != (path == "m2pt train" || path == "m2pt pretrain") || !hides && n != all {
			t.Errorf("%s: the short help shows %d of %d flags, leaves some out: %v", path, n, all, hides)
		}
	}
}
