// Command m2pt trains, merges and runs Multimodal Pathway Transformers.
//
//	m2pt demo                                            the whole idea on synthetic data, in one to two minutes
//	m2pt pretrain --modality audio --data DIR --out aux  train an auxiliary model, without labels
//	m2pt train --modality image --data DIR --out plain   train a target model
//	m2pt train ... --aux aux --out pathway               train it with a pathway through the auxiliary
//	m2pt train --task segment ...                        a class for every pixel or point
//	m2pt merge pathway --out merged                      fold the pathway into plain weights
//	m2pt eval merged --data DIR                          accuracy on the test set
//	m2pt predict merged FILE...                          classify files
//	m2pt inspect merged                                  what a model is and what it was trained on
//	m2pt recipes                                         the recipes that --recipe takes by name
//	m2pt download mnist                                  fetch a public data set
//	m2pt reconstruct mae --data DIR                      draw what a masked autoencoder rebuilds
//	m2pt study grid.yaml --out DIR                       run a grid of trainings and report on it
//	m2pt bench --model tiny --train --profile            how fast it runs here, and where the time goes
//	m2pt version                                         which build this is
//	m2pt licenses                                        of it and of what it is built with
//
// Every command has --help and, with all flags, --help-all.
//
// The exit status is 0 on success, 1 on failure, 2 on bad usage and 130 after
// an interrupt.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/gopathway/pathway/internal/atomicfile"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train"
)

func main() {
	ctx, stop := context.WithCancel(context.Background())
	// A handler of our own also hears signals that the shell has set to be ignored,
	// as it does for commands in the background.
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		stop() // the command puts its state in order
		<-signals
		atomicfile.Abandon() // at once, without half a file
		os.Exit(exitInterrupted)
	}()
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	atomicfile.Abandon() // a command that was left behind may be writing
	os.Exit(status)
}

// Exit statuses.
const (
	exitFailure     = 1
	exitUsage       = 2
	exitInterrupted = 130
)

// interruption returns train.ErrInterrupted if err says that ctx has ended, else err.
func interruption(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) && !errors.Is(err, train.ErrInterrupted) { // that one may say how to go on
		return train.ErrInterrupted
	}
	return err
}

// failure marks an error of a command that was called correctly.
type failure struct{ error }

func (f failure) Unwrap() error { return f.error }

// usageError marks a flag or argument that makes no sense.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// run executes the program and returns its exit status. It tells of an error in one line
// on stderr.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	out := &output{w: stdout}
	root.SetOut(out)
	root.SetErr(stderr)
	cmd := root
	err := abandonable(ctx, func() error {
		called, err := root.ExecuteContextC(ctx)
		cmd = called
		return err
	})
	if !errors.Is(err, train.ErrInterrupted) && out.err != nil {
		err = failure{fmt.Errorf("the results cannot be written to standard output: %w", out.err)}
	}
	if err == nil {
		return 0
	}
	var usage usageError
	var fail failure
	switch {
	case errors.As(err, &fail) && errors.Is(err, syscall.EPIPE): // the reader, such as head, wants no more
		return exitFailure
	case errors.Is(interruption(ctx, err), train.ErrInterrupted):
		fmt.Fprintln(stderr, "m2pt:", interruption(ctx, err))
		return exitInterrupted
	case errors.As(err, &usage), !errors.As(err, &fail):
		fmt.Fprintf(stderr, "m2pt: %s (see %s --help)\n", plainUsage(err), cmd.CommandPath())
		return exitUsage
	default:
		fmt.Fprintln(stderr, "m2pt:", oneLine(err))
		return exitFailure
	}
}

// oneLine returns the text of err in one line. The text of several mistakes, or of
// suggestions, has several lines.
func oneLine(err error) string {
	text := ""
	for _, line := range strings.Split(err.Error(), "\n") {
		line = strings.Join(strings.Fields(line), " ")
		switch {
		case line == "":
			continue
		case strings.HasSuffix(text, ":") || strings.HasSuffix(text, "?"):
			text += " "
		case text != "":
			text += "; "
		}
		text += line
	}
	return text
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "m2pt",
		Short:         "Multimodal Pathway Transformers on the CPU",
		Long:          "m2pt improves a transformer of one modality with the weights of another, trained on\nirrelevant data, and merges the two into one plain model (M2PT, CVPR 2024).",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(
		newDemoCmd(), newPretrainCmd(), newTrainCmd(), newMergeCmd(),
		newEvalCmd(), newPredictCmd(), newInspectCmd(), newRecipesCmd(), newDownloadCmd(), newReconstructCmd(), newAttentionCmd(),
		newStudyCmd(), newBenchCmd(), newVersionCmd(), newLicensesCmd(),
	)
	root.SetFlagErrorFunc(suggestFlag)
	setHelp(root)
	completeFlags(root)
	return root
}

// action makes a cobra RunE of f. It marks errors of f as failures, and catches panics
// over shapes, which only bad input can cause here.
func action(f func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		var err error
		if caught := tensor.Catch(func() { err = f(cmd, args) }); caught != nil {
			err = caught
		}
		if err != nil {
			return failure{err}
		}
		return nil
	}
}
