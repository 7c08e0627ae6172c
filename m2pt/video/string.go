package video

import (
	"github.com/gopathway/pathway/internal/fieldtable"
	"github.com/gopathway/pathway/nn"
)

// This file: configurations and models as text for people, as notebooks show them.

// String returns a line for each field that is set.
func (c Config) String() string { return fieldtable.Of("video.Config", c) }

// String returns a line for each field that is set.
func (c MAEConfig) String() string { return fieldtable.Of("video.MAEConfig", c) }

// String returns the table of layers; see nn.LayerTable.
func (m *Transformer) String() string { return "video.Transformer\n" + nn.LayerTable(m) }

// String returns the table of layers; see nn.LayerTable.
func (m *MAE) String() string { return "video.MAE\n" + nn.LayerTable(m) }
