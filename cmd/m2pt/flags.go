package main

import (
	"slices"

	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/m2pt"
)

// This file: the groups that all flags of all commands stand in. The help shows flags
// under the headings of their groups, and a group may concern one modality alone.

// group is a group of flags: its heading in the help.
type group string

const (
	groupData           group = "data"
	groupModel          group = "model"
	groupImage          group = "model: image"
	groupAudio          group = "model: audio"
	groupPoint          group = "model: point"
	groupVideo          group = "model: video"
	groupStart          group = "start"
	groupPathway        group = "pathway"
	groupMasked         group = "masked autoencoder"
	groupOptimizer      group = "optimizer"
	groupRegularization group = "regularization"
	groupAugment        group = "augmentation"
	groupAugmentImage   group = "augmentation: image"
	groupAugmentAudio   group = "augmentation: audio"
	groupAugmentPoint   group = "augmentation: point"
	groupAugmentVideo   group = "augmentation: video"
	groupMeasurement    group = "measurement"
	groupOutput         group = "output"
	groupMachine        group = "machine"
	groupHelp           group = "help"
)

// groups are all groups in the order of the help.
var groups = []group{
	groupData, groupModel, groupImage, groupAudio, groupPoint, groupVideo, groupStart, groupPathway, groupMasked,
	groupOptimizer, groupRegularization, groupAugment, groupAugmentImage, groupAugmentAudio, groupAugmentPoint, groupAugmentVideo,
	groupMeasurement, groupOutput, groupMachine, groupHelp,
}

// modality returns the modality whose models or data alone the flags of g are about;
// "": any.
func (g group) modality() m2pt.Modality {
	switch g {
	case groupImage, groupAugmentImage:
		return m2pt.Image
	case groupAudio, groupAugmentAudio:
		return m2pt.Audio
	case groupPoint, groupAugmentPoint:
		return m2pt.Point
	case groupVideo, groupAugmentVideo:
		return m2pt.Video
	}
	return ""
}

// augments reports whether the flags of g change or mix samples.
func (g group) augments() bool {
	return slices.Contains([]group{groupAugment, groupAugmentImage, groupAugmentAudio, groupAugmentPoint, groupAugmentVideo}, g)
}

// The annotations of a flag.
const (
	inGroup  = "m2pt_group"  // its group
	isCommon = "m2pt_common" // that the short help shows it; see help.go
)

// common adds the flags that register makes to fs, in group g. Most people need them:
// the short help shows them.
func (g group) common(fs *pflag.FlagSet, register func(*pflag.FlagSet)) {
	g.add(fs, map[string][]string{isCommon: {"true"}}, register)
}

// more adds the flags that register makes to fs, in group g. Only the full help shows
// them.
func (g group) more(fs *pflag.FlagSet, register func(*pflag.FlagSet)) {
	g.add(fs, nil, register)
}

func (g group) add(fs *pflag.FlagSet, notes map[string][]string, register func(*pflag.FlagSet)) {
	own := pflag.NewFlagSet(string(g), pflag.ContinueOnError)
	own.SortFlags = false
	register(own)
	own.VisitAll(func(f *pflag.Flag) {
		f.Annotations = map[string][]string{inGroup: {string(g)}}
		for k, v := range notes {
			f.Annotations[k] = v
		}
		fs.AddFlag(f)
	})
}

// groupOf returns the group of a flag; "": none.
func groupOf(f *pflag.Flag) group {
	if g := f.Annotations[inGroup]; len(g) == 1 {
		return group(g[0])
	}
	return ""
}
