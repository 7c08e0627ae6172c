package image

import (
	"github.com/gopathway/pathway/internal/fieldtable"
	"github.com/gopathway/pathway/nn"
)

// This file: configurations and models as text for people, as notebooks show them.

// String returns a line for each field that is set.
func (c MAEConfig) String() string { return fieldtable.Of("image.MAEConfig", c) }

// String returns a line for each field that is set.
func (c SegmenterConfig) String() string { return fieldtable.Of("image.SegmenterConfig", c) }

// String returns the table of layers; see nn.LayerTable.
func (m *MAE) String() string { return "image.MAE\n" + nn.LayerTable(m) }

// String returns the table of layers; see nn.LayerTable.
func (m *Segmenter) String() string { return "image.Segmenter\n" + nn.LayerTable(m) }
