package main

import (
	"fmt"
	"math"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/metrics"
	"github.com/gopathway/pathway/tensor"
)

// segmentScore is how well a segmenter tells points or pixels apart on a set.
type segmentScore struct {
	MeanIoU  float64            `json:"mean_iou"`                    // of the classes; where shapes have categories the instance mIoU
	ClassIoU *float64           `json:"category_mean_iou,omitempty"` // the mean over categories; nil: shapes have none
	PerClass map[string]float64 `json:"-"`                           // IoU by class, or by category
	order    []string           // of PerClass
}

// segmentMeasure collects a segmentScore.
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

// given returns the likeliest class of each point or pixel, where the categories of
// clouds are known of the parts that theirs has.
func (m *segmentMeasure) given(logits *tensor.Tensor, categories []int) []int {
	if m.parts == nil {
		return likeliest(logits)
	}
	return metrics.ArgMaxParts(logits, categories, m.config.Segment.PartsOf)
}

// add takes a batch into account.
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

// score is what the batches say.
func (m *segmentMeasure) score() *segmentScore {
	s := &segmentScore{MeanIoU: m.confusion.MeanIoU(), PerClass: map[string]float64{}}
	names, of := m.config.Classes, m.confusion.IoU
	if m.parts != nil {
		class := m.parts.Class()
		s.MeanIoU, s.ClassIoU = m.parts.Instance(), &class
		names, of = m.config.Segment.Categories, m.parts.Category
	}
	for i, name := range names {
		if v := of(i); !math.IsNaN(v) { // the set has it
			s.PerClass[name] = v
			s.order = append(s.order, name)
		}
	}
	return s
}

// String tells the score in a few words.
func (s *segmentScore) String() string {
	if s.ClassIoU != nil {
		return fmt.Sprintf("instance mIoU %.2f %%, class mIoU %.2f %%", 100*s.MeanIoU, 100**s.ClassIoU)
	}
	return fmt.Sprintf("mIoU %.2f %%", 100*s.MeanIoU)
}

// elementName is what a segmenter gives classes to.
func elementName(c m2pt.Config) string {
	if c.Modality == m2pt.Point {
		return "point"
	}
	return "pixel"
}

// partNames names the parts of category i.
func partNames(c m2pt.Config, i int) []string {
	var names []string
	for _, p := range c.Segment.PartsOf[i] {
		names = append(names, c.Classes[p])
	}
	return names
}
