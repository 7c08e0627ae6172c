package m2pt

import (
	"fmt"
	"strings"
	"testing"
)

// Every model says what it is and lists its layers; every configuration lists what is set.
func TestStrings(t *testing.T) {
	eachNet(t, func(t *testing.T, c Config) {
		m := newModel(t, c, 1)
		s := m.String()
		if !strings.HasPrefix(s, "m2pt.Model: "+string(c.Modality)+", ") || !strings.Contains(s, "\nall ") {
			t.Errorf("model:\n%s", s)
		}
		if net := fmt.Sprint(m.Net); !strings.Contains(net, "\nlayer ") || !strings.Contains(net, "\nall ") {
			t.Errorf("net:\n%s", net)
		}
		if s := m.Config.String(); !strings.HasPrefix(s, "m2pt.Config\n  Modality ") || !strings.Contains(s, "\n    Dim ") || strings.Contains(s, "Paths") {
			t.Errorf("configuration:\n%s", s)
		}
		if err := m.Connect(newModel(t, modalityConfigs()[Audio], 2), Options{FreezeAux: true}); err != nil {
			t.Fatal(err)
		}
		if s := m.String(); !strings.Contains(s, "\npathway through a model of modality audio\n") || !strings.Contains(s, "cross_modal_scale") {
			t.Errorf("with a pathway:\n%s", s)
		}
		if s := m.Config.String(); !strings.Contains(s, "\n  Paths[0]\n    Modality ") || !strings.Contains(s, "FreezeAux") {
			t.Errorf("configuration with a pathway:\n%s", s)
		}
		if s := m.Merge().String(); !strings.Contains(s, "\nmerged with a model of modality audio\n") {
			t.Errorf("merged:\n%s", s)
		}
	})
	if s := (&Model{}).String(); s != "m2pt.Model of an incomplete Config\n" {
		t.Errorf("an empty model: %q", s)
	}
}

func TestLambdaString(t *testing.T) {
	for want, l := range map[string]Lambda{
		"blocks.2.attn.qkv λ 0.25":                                  {Block: 2, Layer: "attn.qkv", Value: 0.25},
		"blocks.0.mlp.fc1 λ -1 (mean of 2 channels) of auxiliary 2": {Layer: "mlp.fc1", Aux: 1, Value: -1, Channels: []float32{-2, 0}},
	} {
		if got := l.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
