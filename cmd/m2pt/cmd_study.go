package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/internal/experiment"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/internal/study"
	studyreport "github.com/gopathway/pathway/internal/study/report"
	"github.com/gopathway/pathway/train"
)

// This file: m2pt study and m2pt study report.

func newStudyCmd() *cobra.Command {
	var out, root, tables string
	var budget time.Duration
	var atATime, threads int
	cmd := &cobra.Command{
		Use:   "study CONFIG --out DIR",
		Short: "Run a grid of trainings from one file and report what it shows",
		Long: `Train every arm of every experiment of a YAML file on every target and size, once per
seed, and write report.md, report.html, CSV files and plots to --out. What is finished is
kept: after a stop, a kill or the end of the budget the same command goes on. A run that
ends early still writes a report, of what there is, for which it has less than a second
after a signal.`,
		Example: `  m2pt study docs/studies/pathways.yaml --root DATA --out pathways
  m2pt study report pathways --tables docs/results.md`,
		Args: exactArgs(1, "the file of the study"),
	}
	fs := cmd.Flags()
	groupData.common(fs, func(fs *pflag.FlagSet) {
		fs.StringVar(&root, "root", ".", "where relative folders of data begin")
	})
	groupOutput.common(fs, func(fs *pflag.FlagSet) {
		fs.StringVar(&out, "out", "", "`folder` of the study")
	})
	tablesFlag(fs, &tables)
	groupMachine.common(fs, func(fs *pflag.FlagSet) {
		fs.DurationVar(&budget, "budget", 0, "stop before a training that would not end in this time, such as 90m; 0: as the file says")
		fs.IntVar(&atATime, "parallel", 1, "trainings at a time, which share the threads: the study ends sooner if models are too small to fill them, with the same results and more memory")
	})
	threadsFlag(fs, &threads)
	require(cmd, "out")
	cmd.RunE = action(func(cmd *cobra.Command, args []string) error {
		if err := setThreads(threads); err != nil {
			return err
		}
		if most := parallel.Threads(); atATime < 1 || atATime > most {
			return usagef("--parallel is %d, want 1 to %d, the number of threads", atATime, most)
		} else if atATime > 1 {
			// Each training has a thread of its own. Parallel loops share the others.
			parallel.SetLimit(most - atATime + 1)
		}
		if budget < 0 {
			return usagef("--budget is %v, want 0 or more", budget)
		}
		c, err := study.ReadConfig(args[0])
		if err != nil {
			return notA(aStudy, "", args[0], err)
		}
		if info, err := os.Stat(root); err != nil || !info.IsDir() {
			return usagef("--root: there is no folder %s", root)
		}
		if budget > 0 {
			c.Budget = budget
		}
		return runStudy(cmd, c, root, tables, study.Options{Out: out, Parallel: atATime})
	})
	cmd.AddCommand(newStudyReportCmd())
	return cmd
}

// newStudyReportCmd writes the report again without running anything.
func newStudyReportCmd() *cobra.Command {
	var tables string
	cmd := &cobra.Command{
		Use:     "report DIR",
		Short:   "Write the report of a study again",
		Example: "  m2pt study report pathways --tables docs/results.md",
		Args:    exactArgs(1, "the folder of the study"),
		RunE: action(func(cmd *cobra.Command, args []string) error {
			return writeReport(cmd.OutOrStdout(), args[0], tables)
		}),
	}
	tablesFlag(cmd.Flags(), &tables)
	return cmd
}

// tablesFlag adds --tables.
func tablesFlag(fs *pflag.FlagSet, tables *string) {
	groupOutput.common(fs, func(fs *pflag.FlagSet) {
		fs.StringVar(tables, "tables", "", "Markdown `file` that quotes tables of this study, between <!-- study NAME: EXPERIMENT --> and <!-- end -->: they are replaced")
	})
}

// writeReport writes a study's report, and its tables where a file quotes them.
func writeReport(w io.Writer, out, tables string) error {
	if err := studyreport.Write(out); err != nil {
		return err
	}
	fmt.Fprintf(w, "report written to %s\n", filepath.Join(out, "report.html"))
	if tables == "" {
		return nil
	}
	n, err := studyreport.UpdateTables(out, tables)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%d tables in %s are those of the study\n", n, tables)
	return nil
}

// runStudy runs a study, writes its report and prints how it ended.
func runStudy(cmd *cobra.Command, c *study.Config, root, tables string, o study.Options) error {
	if err := writable("--out", o.Out); err != nil {
		return err
	}
	first := 0
	if len(c.Seeds) > 0 {
		first = c.Seeds[0]
	}
	stderr := &lockedWriter{w: cmd.ErrOrStderr()} // trainings tell of their recipes, and the study of them
	runner := experiment.New(root, first)
	runner.Misfit = func(line string) { tellMisfit(stderr, line) }
	runner.Saving = mustSave
	o.Watch = study.Lines(stderr)
	s, err := study.Run(cmd.Context(), c, runner, o)
	err = distinctMistakes(err)
	if s == nil {
		return err
	}
	w := cmd.OutOrStdout()
	fmt.Fprintf(w, "%d trainings: %d were there, %d ran, %d failed, %d are missing\n", s.Cells, s.Reused, s.Ran, len(s.Failed), len(s.Missing))
	if s.Stopped != "" {
		fmt.Fprintf(w, "stopped: %s; the same command goes on\n", s.Stopped)
	}
	if reportErr := writeReport(w, o.Out, tables); err == nil {
		err = reportErr
	}
	if ctx := cmd.Context(); ctx.Err() != nil && (err == nil || errors.Is(err, ctx.Err())) {
		return train.ErrInterrupted
	}
	return err
}
