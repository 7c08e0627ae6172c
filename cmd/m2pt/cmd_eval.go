package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

func newEvalCmd() *cobra.Command {
	var data, out string
	cmd := &cobra.Command{
		Use:   "eval MODEL --data DIR",
		Short: "Measure a model's accuracy, or a masked autoencoder's loss, on a test set",
		Args:  exactArgs(1, "the model to evaluate"),
	}
	cmd.Flags().StringVar(&data, "data", "", "folder with the data, as for train; its test part is used")
	cmd.Flags().StringVar(&out, "json", "", "file to write the figures to as well")
	threads, profile := threadsFlag(cmd), profileFlag(cmd)
	if err := cmd.MarkFlagRequired("data"); err != nil {
		panic(err)
	}
	cmd.RunE = action(func(cmd *cobra.Command, args []string) error {
		if err := setThreads(*threads); err != nil {
			return err
		}
		return evalModel(cmd, args[0], data, out, newProfile(*profile))
	})
	return cmd
}

// evaluation is what eval reports.
type evaluation struct {
	Model string `json:"model"`
	Data  string `json:"data"`
	score
	PerClass  map[string]float64 `json:"per_class_accuracy"`
	PerSecond float64            `json:"samples_per_second"`
}

func evalModel(cmd *cobra.Command, path, dir, out string, p *autograd.Profile) error {
	m, err := loadModel(path)
	if err != nil {
		return err
	}
	data, err := loadCorpus(m.Config.Modality, dir, corpusOptions{like: &m.Config})
	if err != nil {
		return err
	}
	if err := data.matches(m.Config); err != nil {
		return err
	}
	if data.test == nil {
		return fmt.Errorf("%s has no test part", dir)
	}
	right, all := make([]int, len(m.Config.Classes)), make([]int, len(m.Config.Classes))
	start := time.Now()
	predictor, err := nn.NewPredictor(m.Net, nn.PredictorOptions{Concurrency: 1, Profile: p})
	if err != nil {
		return err
	}
	predict := func(x *tensor.Tensor) (*tensor.Tensor, error) { return predictor.Predict(cmd.Context(), x) }
	s, err := evaluateWith(cmd.Context(), m.Config, predict, data.test, p, func(idx []int, logits *tensor.Tensor) {
		for i, class := range tensor.ArgMax(logits, 1) {
			label := data.test.Labels()[idx[i]]
			all[label]++
			if class == label {
				right[label]++
			}
		}
	})
	if err != nil {
		return err
	}
	e := evaluation{Model: path, Data: data.name, score: s, PerClass: map[string]float64{}, PerSecond: float64(s.Samples) / time.Since(start).Seconds()}
	w := cmd.OutOrStdout()
	if m.Config.Masked != nil {
		fmt.Fprintf(w, "%s on the test set of %s: loss %.5f on %d samples, %.0f samples/s\n", path, data.name, s.Loss, s.Samples, e.PerSecond)
		return finishEval(cmd, out, e, p)
	}
	fmt.Fprintf(w, "%s on the test set of %s: accuracy %.2f %% (%d of %d), loss %.4f, %.0f samples/s\n", path, data.name, 100*s.Accuracy, s.Correct, s.Samples, s.Loss, e.PerSecond)
	for i, name := range m.Config.Classes {
		if all[i] > 0 {
			e.PerClass[name] = float64(right[i]) / float64(all[i])
			fmt.Fprintf(w, "  %-12s %6.2f %%  (%d of %d)\n", name, 100*e.PerClass[name], right[i], all[i])
		}
	}
	return finishEval(cmd, out, e, p)
}

// finishEval writes the figures to a file, if one is named, and the profile.
func finishEval(cmd *cobra.Command, out string, e evaluation, p *autograd.Profile) error {
	if out != "" {
		if err := writeJSON(out, e); err != nil {
			return err
		}
	}
	return writeProfile(cmd.ErrOrStderr(), p)
}
