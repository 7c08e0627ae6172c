package m2pt

import (
	"fmt"
	"strings"

	"github.com/gopathway/pathway/internal/fieldtable"
	"github.com/gopathway/pathway/nn"
)

// This file: configurations and models as text for people, as notebooks show them.

// String returns a line for each field that is set.
func (c Config) String() string { return fieldtable.Of("m2pt.Config", c) }

// String returns a line for each field that is set.
func (o Options) String() string { return fieldtable.Of("m2pt.Options", o) }

// String says which layer the λ is of, and what it is.
func (l Lambda) String() string {
	s := fmt.Sprintf("blocks.%d.%s λ %.5g", l.Block, l.Layer, l.Value)
	if l.Channels != nil {
		s += fmt.Sprintf(" (mean of %d channels)", len(l.Channels))
	}
	if l.Aux > 0 {
		s += fmt.Sprintf(" of auxiliary %d", l.Aux+1)
	}
	return s
}

// String says what the model takes and gives, and returns the table of its layers; see
// nn.LayerTable.
func (m *Model) String() string {
	var b strings.Builder
	c := &m.Config
	if f, k, err := c.family(); err != nil || k.Validate(c) != nil {
		fmt.Fprintf(&b, "m2pt.Model of an incomplete Config\n")
	} else {
		gives := fmt.Sprintf("%d classes", f.Classes(c))
		switch {
		case c.Masked != nil:
			gives = "masked autoencoder"
		case c.Segment != nil:
			gives += " for each " + f.Element
		}
		fmt.Fprintf(&b, "m2pt.Model: %s, %s, %s\n", c.Modality, gives, c.Tokens())
	}
	for _, p := range c.Paths {
		fmt.Fprintf(&b, "pathway through a model of modality %s\n", p.Modality)
	}
	for _, p := range c.Merged {
		fmt.Fprintf(&b, "merged with a model of modality %s\n", p.Modality)
	}
	if m.Net != nil {
		b.WriteString(nn.LayerTable(m.Net))
	}
	return b.String()
}
