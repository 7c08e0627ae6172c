package study

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// Files hold settings as they always did: the IDs of cells and committed reports depend
// on it. Each of these texts is one that a study's folder may hold.
func TestSettingsInFiles(t *testing.T) {
	for text, want := range map[string]Settings{
		`{"train_aux":false}`:                        {"freeze_aux": true},
		`{"train_blocks":true}`:                      {"freeze_backbone": false},
		`{"lambda":{"start":0,"train":false}}`:       {"lambda": json.Number("0"), "freeze_lambda": true},
		`{"lambda":{"per":"channel","start":0.01}}`:  {"lambda": json.Number("0.01"), "lambda_per": "channel"},
		`{"blocks":2,"dim":64,"layers":["mlp.fc1"]}`: {"aux_blocks": json.Number("2"), "aux_layers": []any{"mlp.fc1"}, "dim": json.Number("64")},
		`{"reversed":true}`:                          {"aux_reversed": true},
		`{"weights":"random"}`:                       {"aux_weights": "random"},
		`{"train_aux":"no"}`:                         {"train_aux": "no"}, // neither true nor false: nothing to negate
		`{"lambda":{"start":1,"strat":2}}`:           {"lambda": map[string]any{"start": json.Number("1"), "strat": json.Number("2")}},
		`{"recipe":{"image":{"lr":2e-3}}}`:           {"recipe": map[string]any{"image": map[string]any{"lr": json.Number("2e-3")}}},
		`null`:                                       nil,
	} {
		var s Settings
		if err := json.Unmarshal([]byte(text), &s); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(s, want) {
			t.Errorf("%s is %v, want %v", text, s, want)
		}
		if strings.Contains(text, "strat") || text == "null" {
			continue // nothing writes these
		}
		if back, err := json.Marshal(s); err != nil || string(back) != text {
			t.Errorf("%s is written as %s, %v", text, back, err)
		}
	}
}

// Differences to the study of a folder are told by the names that its file has.
func TestDifferencesNameSettings(t *testing.T) {
	config := func(settings Settings) *Config {
		return &Config{Name: "x", Experiments: []Experiment{{Name: "x", Arms: []Arm{{Name: "plain", Settings: settings}}}}}
	}
	got := differences(config(Settings{"freeze_aux": true}), config(Settings{"lambda": 0.5}))
	want := []string{"experiments[0].arms[0].settings.freeze_aux: true in the folder, missing now", "experiments[0].arms[0].settings.lambda: not in the folder, 0.5 now"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("differences %q, want %q", got, want)
	}
}
