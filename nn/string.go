package nn

import "github.com/gopathway/pathway/internal/fieldtable"

// This file: configurations and models as text for people, as notebooks show them.

// String returns a line for each field that is set.
func (c ViTConfig) String() string { return fieldtable.Of("nn.ViTConfig", c) }

// String returns a line for each field that is set.
func (c EncoderConfig) String() string { return fieldtable.Of("nn.EncoderConfig", c) }

// String names the bias.
func (b QKVBias) String() string {
	switch b {
	case PackedBias:
		return "packed"
	case NoBias:
		return "none"
	case SeparateBias:
		return "separate"
	}
	return "unknown"
}

// String returns the table of layers; see LayerTable.
func (m *ViT) String() string { return "nn.ViT\n" + LayerTable(m) }
