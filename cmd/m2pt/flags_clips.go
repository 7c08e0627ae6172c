package main

import (
	"context"
	"errors"
	"strconv"

	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
)

// This file: the flag that bounds how long sounds may become.

// clipLimit is a flag of a number of samples; 0 stands for the default.
type clipLimit int

// register adds the flag to a group of a command.
func (n *clipLimit) register(fs *pflag.FlagSet, g group) {
	g.more(fs, func(fs *pflag.FlagSet) {
		fs.Var(n, "max-clip", "samples, of all channels, that a sound may become by decoding and resampling: damaged files claim absurd ones")
	})
}

// in returns a context in which the limit holds.
func (n *clipLimit) in(ctx context.Context) context.Context {
	return datasets.LimitClips(ctx, int(*n))
}

// Set implements pflag.Value.
func (n *clipLimit) Set(text string) error {
	v, err := strconv.Atoi(text)
	if err != nil || v < 1 || int64(v) > 1<<40 {
		return errors.New("want a number of samples, 1 or more")
	}
	*n = clipLimit(v)
	return nil
}

// String implements pflag.Value.
func (n *clipLimit) String() string {
	if *n == 0 {
		return strconv.Itoa(datasets.DefaultMaxClip)
	}
	return strconv.Itoa(int(*n))
}

// Type implements pflag.Value.
func (n *clipLimit) Type() string { return "samples" }

// check refuses the flag for a model of other things than sounds.
func (n *clipLimit) check(c m2pt.Config) error {
	if *n != 0 && c.Modality != m2pt.Audio {
		return usagef("--max-clip has no effect: the model is of %s, not of sounds", c.Modality)
	}
	return nil
}
