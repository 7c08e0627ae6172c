package m2pt

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/gopathway/pathway/m2pt/audio"
	"github.com/gopathway/pathway/nn"
)

// This file: configurations as JSON. That of the net has a key of its own, which
// is its Family's NetKey, such as "vit" or "point".

// configRest has the fields of a Config besides Modality and Net.
type configRest struct {
	Masked  *Masked                 `json:"masked,omitempty"`
	Segment *Segment                `json:"segment,omitempty"`
	Classes []string                `json:"classes,omitempty"`
	Mean    []float32               `json:"mean,omitempty"`
	Std     []float32               `json:"std,omitempty"`
	Resize  nn.PosResize            `json:"pos_resize,omitempty"`
	Filters *audio.FilterBankConfig `json:"filter_bank,omitempty"`
	Points  int                     `json:"points,omitempty"`
	Stride  int                     `json:"frame_stride,omitempty"`
	Paths   []Path                  `json:"pathways,omitempty"`
	Merged  []Path                  `json:"merged,omitempty"`
	Trained Training                `json:"trained"`
}

// MarshalJSON implements json.Marshaler.
func (c Config) MarshalJSON() ([]byte, error) {
	modality, err := json.Marshal(c.Modality)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"modality":%s,`, modality)
	if f := FamilyOf(c.Modality); f != nil && c.Net != nil {
		net, err := json.Marshal(c.Net)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "%q:%s,", f.NetKey, net)
	}
	rest, err := json.Marshal(configRest{c.Masked, c.Segment, c.Classes, c.Mean, c.Std, c.PosResize, c.Filters, c.Points, c.Stride, c.Paths, c.Merged, c.Trained})
	if err != nil {
		return nil, err
	}
	b.Write(rest[1:]) // never empty: "trained" is always there
	return b.Bytes(), nil
}

// UnmarshalJSON implements json.Unmarshaler. A net of another family than the
// modality's is an error. A modality that is not registered is left to Validate.
func (c *Config) UnmarshalJSON(text []byte) error {
	var head struct {
		Modality Modality `json:"modality"`
	}
	var rest configRest
	var keys map[string]json.RawMessage
	for _, part := range []any{&head, &rest, &keys} {
		if err := json.Unmarshal(text, part); err != nil {
			return err
		}
	}
	*c = Config{head.Modality, nil, rest.Masked, rest.Segment, rest.Classes, rest.Mean, rest.Std, rest.Resize, rest.Filters, rest.Points, rest.Stride, rest.Paths, rest.Merged, rest.Trained}
	own := FamilyOf(c.Modality)
	if own == nil {
		return nil
	}
	for _, f := range families {
		net, ok := keys[f.NetKey]
		switch {
		case !ok || string(net) == "null":
		case f.NetKey != own.NetKey:
			return fmt.Errorf("m2pt: config: %s with %s", c.Modality, f.NetKey)
		default:
			c.Net = own.NewNet()
			if err := json.Unmarshal(net, c.Net); err != nil {
				return fmt.Errorf("m2pt: config: %s: %w", f.NetKey, err)
			}
		}
	}
	return nil
}
