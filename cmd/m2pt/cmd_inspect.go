package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"sort"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
)

// This file: m2pt inspect.

func newInspectCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "inspect MODEL",
		Short: "Show a model's tensors, parameters, λ and what it was trained on",
		Example: `  m2pt inspect merged
  m2pt inspect merged --json`,
		Args: exactArgs(1, "the model to inspect"),
	}
	groupOutput.common(cmd.Flags(), func(fs *pflag.FlagSet) {
		fs.BoolVar(&asJSON, "json", false, "write the configuration as JSON instead")
	})
	cmd.RunE = action(func(cmd *cobra.Command, args []string) error {
		m, err := loadModel(args[0])
		if err != nil {
			return err
		}
		if asJSON {
			e := json.NewEncoder(cmd.OutOrStdout())
			e.SetIndent("", "  ")
			return e.Encode(m.Config)
		}
		return inspect(cmd.OutOrStdout(), m)
	})
	return cmd
}

// inspectKeys is how many columns stand before what inspect says of a model, at most.
const inspectKeys = 22

// inspect prints what a model is.
func inspect(out io.Writer, m *m2pt.Model) error {
	c := m.Config
	e := c.Encoder()
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(key, format string, args ...any) {
		for _, text := range wrapWords(fmt.Sprintf(format, args...), lineWidth-inspectKeys) {
			fmt.Fprintf(w, "%s\t%s\n", key, text)
			key = ""
		}
	}
	line("modality", "%s, input %s", c.Modality, times(c.InputShape()))
	line("transformer", "width %d, depth %d, heads %d, %s", e.Dim, e.Depth, e.Heads, c.Tokens())
	if v := c.ViT(); c.Modality == m2pt.Image && c.Masked == nil && !v.FixedPos {
		rows, cols := v.Grid()
		line("positions", "learned, of %d×%d patches; resized by %s", rows, cols, cmp.Or(c.PosResize, nn.PosBicubic))
	}
	if k := c.Masked; k != nil {
		masked := fmt.Sprintf("%g %%", 100*k.MaskRatio)
		if k.TimeRatio > 0 || k.FreqRatio > 0 {
			masked = fmt.Sprintf("%g %% of the moments and %g %% of the frequencies", 100*k.TimeRatio, 100*k.FreqRatio)
		}
		line("masked autoencoder", "%s masked, decoder of width %d, depth %d, %d heads", masked, k.DecoderDim, k.DecoderDepth, k.DecoderHeads)
	} else {
		line("classes", "%d: %s", len(c.Classes), strings.Join(c.Classes, ", "))
	}
	if k := c.Segment; k != nil {
		line("segmenter", "a class for each %s, read from the blocks %v", c.Element(), k.FeatureBlocks)
		for i, name := range k.Categories {
			line("parts of "+name, "%s", strings.Join(partNames(c, i), ", "))
		}
	}
	if len(c.Mean) > 0 {
		line("normalisation", "mean %.6g, standard deviation %.6g", c.Mean, c.Std)
	}
	if c.Filters != nil {
		line("filter bank", "%d mel bins, %d frames, %g Hz", c.Filters.NumMelBins, c.Filters.TargetLength, c.Filters.SampleRate)
	}
	line("trained on", "%s", describe(c.Trained))
	for _, p := range c.Paths {
		line("pathway", "through a model of %s (%s)", p.Modality, describe(p.Trained))
	}
	for _, p := range c.Merged {
		line("merged with", "a model of %s (%s)", p.Modality, describe(p.Trained))
	}
	line("parameters", "%d", nn.CountParams(m.Net))
	if err := w.Flush(); err != nil {
		return err
	}

	fmt.Fprintln(out)
	fmt.Fprintln(w, "tensor\tshape\telements")
	for _, p := range nn.Params(m.Net) {
		fmt.Fprintf(w, "%s\t%v\t%d\n", p.Name, p.Param.Shape(), p.Param.Value.Size())
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if s := m2pt.Lambdas(m.Net); len(s) > 0 {
		fmt.Fprintln(out, "\nλ by block and layer")
		printLambdas(out, s)
	}
	for _, p := range c.Merged {
		fmt.Fprintf(out, "\nλ that were merged, of the model of %s\n", p.Modality)
		names := make([]string, 0, len(p.Lambdas))
		for name := range p.Lambdas {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			fmt.Fprintf(w, "%s\t%+.6f\n", name, p.Lambdas[name])
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// describe says in words what a model was trained on.
func describe(t m2pt.Training) string {
	if t.Data == "" {
		return "unknown data"
	}
	s := fmt.Sprintf("%d samples of %s, %d epochs, seed %d", t.Samples, t.Data, t.Epochs, t.Seed)
	part := testName(t.Validation)
	if t.TestIoU > 0 {
		s += fmt.Sprintf(", %s mIoU %.2f %% of %d", part, 100*t.TestIoU, t.TestSamples)
	} else if t.TestLoss > 0 {
		s += fmt.Sprintf(", %s loss %.5f of %d", part, t.TestLoss, t.TestSamples)
	} else if t.TestSamples > 0 {
		s += fmt.Sprintf(", %s accuracy %.2f %% of %d", part, 100*t.TestAccuracy, t.TestSamples)
	}
	return s
}

// printLambdas prints λs as a table: a row for each block and auxiliary, a column for each
// layer.
func printLambdas(out io.Writer, lambdas []m2pt.Lambda) {
	type row struct{ block, aux int }
	cells := map[row]map[string]float32{}
	var order []row
	for _, s := range lambdas {
		r := row{s.Block, s.Aux}
		if cells[r] == nil {
			cells[r] = map[string]float32{}
			order = append(order, r)
		}
		cells[r][s.Layer] = s.Value
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "block\t%s\t\n", strings.Join(m2pt.Layers, "\t"))
	for _, r := range order {
		fmt.Fprintf(w, "%d", r.block)
		if r.aux > 0 {
			fmt.Fprintf(w, " (auxiliary %d)", r.aux+1)
		}
		for _, l := range m2pt.Layers {
			if v, ok := cells[r][l]; ok {
				fmt.Fprintf(w, "\t%+.5f", v)
			} else {
				fmt.Fprint(w, "\t-")
			}
		}
		fmt.Fprint(w, "\t\n")
	}
	w.Flush()
}

// partNames names the parts of category i.
func partNames(c m2pt.Config, i int) []string {
	var names []string
	for _, p := range c.Segment.PartsOf[i] {
		names = append(names, c.Classes[p])
	}
	return names
}

// times writes a shape as in 3×32×32.
func times(shape []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(shape), " ", "×"), "[]")
}
