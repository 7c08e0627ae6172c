package train

import (
	"fmt"
	"math"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/metrics"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// Score is how well a model does on a set. In a file it has no figures by class.
type Score struct {
	Samples  int     `json:"samples"`
	Correct  int     `json:"correct"`           // samples, or points or pixels, that are given their class
	Targets  int     `json:"targets,omitempty"` // points or pixels that have a class; 0: the model gives classes to samples
	Accuracy float64 `json:"accuracy"`          // share of what has a class that is given it, in [0, 1]
	Loss     float64 `json:"loss"`              // mean cross entropy; of a masked autoencoder its own loss

	PerClass []ClassScore  `json:"-"`                      // of a classifier, in the order of its classes
	Segment  *SegmentScore `json:"segmentation,omitempty"` // of a segmenter
}

// ClassScore is how well a classifier knows one class.
type ClassScore struct {
	Class            string
	Samples, Correct int // samples of the class, and those that are given it
}

// Accuracy returns the share of the samples that are given their class, NaN if
// there are none.
func (c ClassScore) Accuracy() float64 { return float64(c.Correct) / float64(c.Samples) }

// SegmentScore is how well a segmenter tells points or pixels apart.
type SegmentScore struct {
	MeanIoU  float64    `json:"mean_iou"`                    // mean over the classes; where shapes have categories the instance mIoU
	ClassIoU *float64   `json:"category_mean_iou,omitempty"` // mean over the categories; nil: shapes have none
	PerClass []ClassIoU `json:"-"`                           // of the classes, or categories, that the set has
}

// ClassIoU is the intersection over union of one class, or the mean of one
// category.
type ClassIoU struct {
	Class string
	IoU   float64
}

// String tells the score in a few words.
func (s *SegmentScore) String() string {
	if s.ClassIoU != nil {
		return fmt.Sprintf("instance mIoU %.2f %%, class mIoU %.2f %%", 100*s.MeanIoU, 100**s.ClassIoU)
	}
	return fmt.Sprintf("mIoU %.2f %%", 100*s.MeanIoU)
}

// segmentMeasure collects a SegmentScore over batches.
type segmentMeasure struct {
	config    m2pt.Config
	confusion *metrics.ConfusionMatrix
	parts     *metrics.PartIoU // nil without categories
}

func newSegmentMeasure(c m2pt.Config) *segmentMeasure {
	m := &segmentMeasure{config: c, confusion: metrics.NewConfusionMatrix(len(c.Classes))}
	if len(c.Segment.Categories) > 0 {
		m.parts = metrics.NewPartIoU(c.Segment.PartsOf)
	}
	return m
}

// add counts a batch: its targets, and the classes given in their place.
func (m *segmentMeasure) add(targets, given, categories []int) {
	m.confusion.Add(targets, given)
	if m.parts == nil {
		return
	}
	per := len(targets) / len(categories)
	for i, c := range categories {
		m.parts.Add(c, targets[i*per:(i+1)*per], given[i*per:(i+1)*per])
	}
}

// score returns what the batches say together.
func (m *segmentMeasure) score() *SegmentScore {
	s := &SegmentScore{MeanIoU: m.confusion.MeanIoU()}
	names, of := m.config.Classes, m.confusion.IoU
	if m.parts != nil {
		class := m.parts.Class()
		s.MeanIoU, s.ClassIoU = m.parts.Instance(), &class
		names, of = m.config.Segment.Categories, m.parts.Category
	}
	for i, name := range names {
		if v := of(i); !math.IsNaN(v) { // NaN: the set lacks it
			s.PerClass = append(s.PerClass, ClassIoU{name, v})
		}
	}
	return s
}

// Given returns the class that a model of configuration c gives each sample,
// point or pixel of a batch: the one with the largest output. For a segmenter
// that takes categories, only the parts of a cloud's category count; for every
// other model categories are nil.
func Given(c m2pt.Config, outputs *tensor.Tensor, categories []int) []int {
	if categories != nil {
		return metrics.ArgMaxParts(outputs, categories, c.Segment.PartsOf)
	}
	return nn.Likeliest(outputs)
}
