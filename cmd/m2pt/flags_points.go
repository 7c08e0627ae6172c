package main

import (
	"context"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
)

// This file: the flag that moves the limit of points, of the commands that read clouds.

// pointLimit is --max-points.
type pointLimit struct {
	cmd *cobra.Command
	n   int
}

// register adds the flag.
func (p *pointLimit) register(cmd *cobra.Command) {
	p.cmd = cmd
	groupData.more(cmd.Flags(), func(fs *pflag.FlagSet) {
		fs.IntVar(&p.n, "max-points", datasets.MaxPoints, "refuse files of more points (point clouds alone)")
	})
}

// in returns a context with the limit, for reading what a model of a modality takes.
func (p *pointLimit) in(ctx context.Context, modality m2pt.Modality) (context.Context, error) {
	if p.n < 1 {
		return nil, usagef("--max-points is %d, want 1 or more", p.n)
	}
	if p.cmd.Flags().Changed("max-points") && modality != m2pt.Point {
		return nil, usagef("--max-points has no effect: the model takes %s, only point clouds have points", modality)
	}
	return datasets.LimitPoints(ctx, p.n), nil
}
