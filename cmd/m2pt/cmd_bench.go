package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime/pprof"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/internal/memory"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train"
)

// This file: m2pt bench.

// benchOptions are the flags of bench.
type benchOptions struct {
	model, run     string
	batch          int
	train, pathway bool
	duration       time.Duration
	steps          int
	cpuProfile     string
	machine        machineFlags
}

// benchModels are the models that bench knows by name.
var benchModels = []struct {
	name   string
	config nn.ViTConfig
}{
	{"tiny", nn.ViTTiny(1000)},
	{"small", nn.ViTSmall(1000)},
	{"base", nn.ViTBase(1000)},
	{"mini64", nn.ViTMini(64, 10)},
	{"mini128", nn.ViTMini(128, 10)},
}

// benchModelNames lists the names of benchModels as in "tiny, small or base".
func benchModelNames() string {
	names := make([]string, len(benchModels))
	for i, m := range benchModels {
		names[i] = m.name
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

// maxBenchBatch is the largest --batch. Each sample takes memory.
const maxBenchBatch = 4096

func newBenchCmd() *cobra.Command {
	o := new(benchOptions)
	cmd := &cobra.Command{
		Use:   "bench [--model NAME | --run MODEL] [--train]",
		Short: "Measure the speed of a model on random inputs",
		Long: `Measure how fast a model runs on this machine, on random inputs: inference or, with
--train, whole steps of training: forward, cross entropy, backward and AdamW. The
operations counted are those of the matrix products of the plain model, for training
three times those of inference. The FMA peak is measured on one thread and
multiplied by the number of threads. Other programs at work spoil the figures.`,
		Example: `  m2pt bench --model tiny --train --profile
  m2pt bench --run MODEL --batch 1`,
		Args: noArgs("--run measures a saved model, --model one by name"),
		RunE: action(func(cmd *cobra.Command, _ []string) error {
			if err := o.validate(cmd); err != nil {
				return err
			}
			return o.bench(cmd.Context(), cmd.OutOrStdout())
		}),
	}
	groupModel.common(cmd.Flags(), func(fs *pflag.FlagSet) {
		fs.StringVar(&o.model, "model", "tiny", "a Vision Transformer by name: "+benchModelNames())
		fs.StringVar(&o.run, "run", "", "measure this saved `model` instead")
		fs.BoolVar(&o.pathway, "pathway", false, "add a pathway through an auxiliary of the same shape, which is trained too")
	})
	groupMeasurement.common(cmd.Flags(), func(fs *pflag.FlagSet) {
		fs.IntVar(&o.batch, "batch", 8, "samples per step")
		fs.BoolVar(&o.train, "train", false, "measure training instead of inference")
		fs.DurationVar(&o.duration, "duration", 3*time.Second, "how long to measure")
		fs.IntVar(&o.steps, "steps", 0, "measure so many steps instead; 0: as --duration says")
	})
	groupOutput.common(cmd.Flags(), func(fs *pflag.FlagSet) {
		fs.StringVar(&o.cpuProfile, "cpuprofile", "", "`file` to write a CPU profile to, labelled by op, for go tool pprof")
	})
	o.machine.register(cmd.Flags())
	return cmd
}

// validate reports what is wrong with the flags, and applies --threads.
func (o *benchOptions) validate(cmd *cobra.Command) error {
	f := cmd.Flags()
	switch {
	case f.Changed("model") && f.Changed("run"):
		return usagef("--model and --run exclude each other")
	case f.Changed("duration") && f.Changed("steps"):
		return usagef("--duration and --steps exclude each other")
	case o.batch < 1 || o.batch > maxBenchBatch:
		return usagef("--batch is %d, want 1 to %d", o.batch, maxBenchBatch)
	case o.steps < 0:
		return usagef("--steps is %d, want 0 (as --duration says) or more", o.steps)
	case o.duration <= 0:
		return usagef("--duration is %v, want more than 0", o.duration)
	}
	return setThreads(o.machine.threads)
}

// load returns the model to measure and its name.
func (o *benchOptions) load() (*m2pt.Model, string, error) {
	if o.run != "" {
		m, err := loadModel(o.run)
		if err != nil {
			return nil, "", err
		}
		return m, o.run, nil
	}
	for _, m := range benchModels {
		if m.name == o.model {
			vit, err := nn.NewViT(m.config, tensor.NewRNG(1))
			return &m2pt.Model{Config: m2pt.Config{Modality: m2pt.Image, Net: &m.config}, Net: vit}, m.name, err
		}
	}
	return nil, "", usagef("--model is %q, want %s", o.model, benchModelNames())
}

// bench measures a model as the flags say, and prints the figures.
func (o *benchOptions) bench(ctx context.Context, w io.Writer) error {
	m, name, err := o.load()
	if err != nil {
		return err
	}
	if o.pathway {
		// Blocks fit together if they have the same shape, whatever their modalities.
		e := m.Config.Encoder()
		c := nn.ViTMini(e.Dim, 1)
		c.Depth, c.Heads = e.Depth, e.Heads
		aux, err := nn.NewViT(c, tensor.NewRNG(2))
		if err != nil {
			return err
		}
		if err := m2pt.Reparameterize(m.Net, aux, m2pt.Options{}); err != nil {
			return err
		}
		name += " with a pathway"
	}
	b := newBenchRun(m, o.batch, o.train)
	// The profile of ops sets the labels of the CPU profile.
	if o.machine.profile || o.cpuProfile != "" {
		b.profile = newProfile(true)
		b.tape.Profile(b.profile)
	}
	if err := o.measure(ctx, b); err != nil {
		return err
	}
	if err := o.report(w, name, b); err != nil {
		return err
	}
	if !o.machine.profile {
		return nil
	}
	return writeProfile(w, b.profile)
}

// measure runs the warm-up and the steps. With --cpuprofile the CPU profiler watches the
// steps.
func (o *benchOptions) measure(ctx context.Context, b *benchRun) (err error) {
	var file *os.File
	if o.cpuProfile != "" {
		if file, err = os.Create(o.cpuProfile); err != nil {
			return fmt.Errorf("--cpuprofile: %w", err)
		}
		defer func() {
			if e := file.Close(); e != nil && err == nil {
				err = fmt.Errorf("--cpuprofile: %w", e)
			}
		}()
	}
	for i := 0; i < benchWarmUp; i++ {
		if ctx.Err() != nil {
			return train.ErrInterrupted
		}
		b.step()
	}
	if b.profile != nil {
		b.profile.Clear()
	}
	if file != nil {
		if err := pprof.StartCPUProfile(file); err != nil {
			return fmt.Errorf("--cpuprofile: %w", err)
		}
		defer pprof.StopCPUProfile()
	}
	return b.run(ctx, o.duration, o.steps)
}

// report prints the figures of a run.
func (o *benchOptions) report(out io.Writer, name string, b *benchRun) error {
	c := b.model.Config
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(key, format string, args ...any) { fmt.Fprintf(w, "%s\t%s\n", key, fmt.Sprintf(format, args...)) }
	what := "inference"
	if o.train {
		what = "training: forward, cross entropy, backward, AdamW"
		if c.Masked != nil {
			what = "training: forward, loss under masks, backward, AdamW"
		}
	}
	median, least := medianDuration(b.took), b.took[0]
	for _, d := range b.took {
		least = min(least, d)
	}
	e := c.Encoder()
	kind := "ViT"
	if c.ViT() == nil || c.Masked != nil || c.Segment != nil {
		kind = fmt.Sprintf("%s transformer", c.Modality)
	}
	line("model", "%s: %s of width %d, depth %d, %d heads, input %s", name, kind, e.Dim, e.Depth, e.Heads, times(c.InputShape()))
	line("parameters", "%d", nn.CountParams(b.model.Net))
	line("measured", "%s, %d steps", what, len(b.took))
	line("batch", "%d", b.x.Dim(0))
	line("threads", "%d", parallel.Threads())
	line("instruction set", "%v", simd.Current())
	line("time per step", "median %.2f ms, least %.2f ms", ms(median), ms(least))
	line("samples/s", "%.1f", float64(b.x.Dim(0))/median.Seconds())
	gflops := b.flops() / median.Seconds() / 1e9
	if gflops > 0 {
		line("GFLOP/s", "%.1f", gflops)
		if peak := peakGFLOPS(); peak > 0 {
			line("share of FMA peak", "%.1f %% of %.1f GFLOP/s", 100*gflops/peak, peak)
		} else {
			line("share of FMA peak", "not measured on this platform")
		}
	}
	if m := memory.Peak(); m > 0 {
		line("peak memory", "%.2f MB", m/1e6)
	}
	line("allocations per step", "%.1f", b.allocs)
	return w.Flush()
}
