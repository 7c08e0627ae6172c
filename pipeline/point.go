package pipeline

import (
	"bufio"
	"context"
	"fmt"
	"image"
	"io"
	"math"
	"path/filepath"
	"strconv"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/augment"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/internal/atomicfile"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/m2pt/point"
	"github.com/gopathway/pathway/picture"
	"github.com/gopathway/pathway/tensor"
)

// This file: point clouds, with a class for each or a part for each of their
// points.

const pointFiles = "PCD, PLY, OFF, XYZ, TXT, PTS, ASC, CSV, NPY, NPZ"

var pointModality = Modality{
	Name:      m2pt.Point,
	Tasks:     []Task{Classify, Segment},
	Files:     pointFiles,
	Load:      loadPoints,
	Synthetic: syntheticPoints,
	Augment:   augmentPoints,
	Model:     modelPoints,
	Decode:    decodePoints,
	Draw:      drawPoints,
	Reading:   "Seen from the front, a little from above; near points are darker.",
	Segments:  &Segments{Ext: ".txt", Draw: drawParts, Write: writeParts},
	Attention: &Attention{Tokens: groupsOf, Class: hasClassToken, Draw: attendPoints},
}

// loadPoints reads ModelNet's class folders, or ShapeNetPart's for parts. As is
// usual, training takes the validation shapes of ShapeNetPart as well.
func loadPoints(ctx context.Context, dir string, o Options) (*Corpus, error) {
	name := filepath.Base(dir)
	if o.Task == Segment {
		train, val, test, err := datasets.LoadShapeNetPart(ctx, dir, o.points())
		if err != nil {
			return nil, err
		}
		if val != nil {
			train.Notes = append(train.Notes, val.Notes...)
			train.Clouds, train.Label, train.Parts = append(train.Clouds, val.Clouds...), append(train.Label, val.Label...), append(train.Parts, val.Parts...)
		}
		return partCorpus(name, train, test, o)
	}
	train, test, err := datasets.LoadModelNet(ctx, dir, o.points())
	if err != nil {
		return nil, err
	}
	if test.Len() == 0 {
		test = nil
	}
	return pointCorpus(name, train, test, o)
}

// points says how files of clouds are read: as many points of meshes as a model takes.
func (o Options) points() datasets.PointOptions {
	n := o.Points
	if o.Like != nil {
		n = o.Like.Points
	}
	return datasets.PointOptions{Surface: n}
}

// pointCorpus prepares sets of clouds; test may be nil.
func pointCorpus(name string, train, test *datasets.PointClouds, o Options) (*Corpus, error) {
	n := o.points().Surface
	train.Points = n
	c := &Corpus{Name: name, Classes: train.Classes, Train: train, Shape: train.Shape(), Notes: fewNotes(name, train)}
	if test != nil {
		test.Points = n
		c.Test = test
	}
	return c, nil
}

// partCorpus prepares sets of clouds with parts.
func partCorpus(name string, train, test *datasets.PartClouds, o Options) (*Corpus, error) {
	c, err := pointCorpus(name, &train.PointClouds, &test.PointClouds, o)
	if err != nil {
		return nil, err
	}
	c.Train, c.Test = train, test
	c.Segment = &m2pt.Segment{Categories: train.Classes, PartsOf: train.PartsOf}
	c.Classes = train.PartClasses()
	return c, nil
}

func syntheticPoints(train, test int, seed uint64, o Options) (*Corpus, error) {
	if o.Task == Segment {
		return partCorpus("synthetic point segments", synthetic.Parts(train, seed), synthetic.Parts(test, seed+testSeed), o)
	}
	return pointCorpus("synthetic point", synthetic.Points(train, seed), synthetic.Points(test, seed+testSeed), o)
}

// upAxis is the vertical axis of the shapes that are read: z.
const upAxis = 2

func augmentPoints(s datasets.Set, o augment.Options) datasets.Set {
	o.Point.Up = upAxis
	switch s := s.(type) {
	case *datasets.PartClouds:
		return augment.Parts(s, o.Point, o.Seed)
	case *datasets.PointClouds:
		return augment.Points(s, o.Point, o.Seed)
	}
	return s
}

// PointModel shapes models of point clouds.
type PointModel struct {
	Groups, GroupSize int // tokens of a cloud, and the neighbouring points of each
}

// pointHidden are the widths of the small networks that make tokens of groups
// of points: a quarter of Point-MAE's, because they take most of a step's time.
var pointHidden = [3]int{32, 64, 128}

func modelPoints(m *m2pt.Config, c *Corpus, o ModelOptions) {
	m.Points = c.Shape[0]
	m.Net = &point.Config{
		Groups: o.Point.Groups, GroupSize: o.Point.GroupSize, Hidden: pointHidden,
		Dim: o.Dim, Depth: o.Depth, Heads: o.Heads, Classes: len(c.Classes),
		QKVBias: true, DropPath: float32(o.DropPath), HeadDropout: 0.5,
	}
	if m.Masked != nil {
		m.Masked.NormPixLoss = false // clouds have no pixels
	}
	if c.segments(o) {
		// The head is in proportion to the tokens, and smaller than the
		// paper's: it takes most of a step's time.
		head := *c.Segment
		head.Propagate, head.HeadHidden = [2]int{2 * o.Dim, 2 * o.Dim}, [2]int{2 * o.Dim, o.Dim}
		m.Segment = &head
	}
}

func decodePoints(ctx context.Context, c m2pt.Config, in Input, _ DecodeOptions) (*Sample, error) {
	cloud, err := readCloud(ctx, c, in)
	if err != nil {
		return nil, err
	}
	set := &datasets.PointClouds{Labelled: datasets.Labelled{Label: []int{-1}}, Clouds: []*datasets.PointCloud{cloud}, Points: c.Points}
	s := &Sample{X: datasets.NewBatch(set, []int{0}), Unlike: unlikeCloud(cloud, c.Points)}
	if cloud.Dropped > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("%s: %d points are NaN or infinite and left out", in.called(), cloud.Dropped))
	}
	if c.Segment == nil {
		return s, nil
	}
	all := cloud
	if cloud.Mesh != nil {
		// The cloud of a mesh is taken from its surface; the file's points are the
		// vertices.
		all = cloud.Mesh.Cloud()
	}
	s.Points = make([][3]float64, all.Len())
	for i := range s.Points {
		s.Points[i] = all.At(i)
	}
	s.Nearest = nearestTaken(all.Points, cloud.Points, set.Taken(0))
	return s, nil
}

// readCloud returns the cloud of an input.
func readCloud(ctx context.Context, c m2pt.Config, in Input) (*datasets.PointCloud, error) {
	if in.Points != nil {
		cloud, err := datasets.PointCloudOf(in.Points)
		if err != nil {
			return nil, fmt.Errorf("pipeline: %s: %w", in.called(), err)
		}
		return cloud, nil
	}
	r, err := in.Content("a file (" + pointFiles + ") or points")
	if err != nil {
		return nil, err
	}
	return datasets.PointOptions{Surface: c.Points, Limit: datasets.PointLimit(ctx)}.Decode(r, in.Name)
}

// pointSide is the side of the picture of a cloud.
const pointSide = 220

// cloudOf returns the points of a sample, [points, 3].
func cloudOf(sample []float32) *tensor.Tensor { return tensor.FromSlice(sample, len(sample)/3, 3) }

func drawPoints(_ m2pt.Config, sample []float32) []image.Image {
	return []image.Image{picture.Points(cloudOf(sample), picture.PointOptions{Side: pointSide})}
}

func drawParts(_ m2pt.Config, sample []float32, parts []int) image.Image {
	return picture.ColouredPoints(cloudOf(sample), parts, picture.PointOptions{Side: pointSide})
}

func writeParts(path string, _ m2pt.Config, s *Sample, classes []int) error {
	parts := s.Spread(classes)
	return atomicfile.Write(path, func(w io.Writer) error {
		b := bufio.NewWriter(w)
		for i, part := range parts {
			for _, v := range s.Points[i] {
				b.WriteString(formatCoordinate(v))
				b.WriteByte(' ')
			}
			fmt.Fprintln(b, part)
		}
		return b.Flush()
	})
}

// formatCoordinate writes a number in the fewest digits that keep it, without an exponent
// where a person would write none.
func formatCoordinate(v float64) string {
	format := byte('f')
	if a := math.Abs(v); a != 0 && a < 1e-6 || a >= 1e15 {
		format = 'g'
	}
	return strconv.FormatFloat(v, format, -1, 64)
}

// nearestTaken returns which of the model's points is the nearest to each of
// points. taken are the rows of cloud that the model's points are. A row that is
// itself taken is its own nearest, whatever else lies in its place.
func nearestTaken(points, cloud *tensor.Tensor, taken []int) []int {
	nearest := nearestPoints(points.Data(), cloud.Data(), taken)
	if points == cloud {
		for j := len(taken) - 1; j >= 0; j-- { // the first of those that are one row
			nearest[taken[j]] = j
		}
	}
	return nearest
}
