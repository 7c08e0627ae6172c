package study

import (
	"bytes"
	"encoding/json"
)

// This file: settings under the names that files hold. Some settings were
// renamed so that a study's file and the command line call them alike. A
// study's folder, the IDs of its cells and its reports keep the first names:
// else all folders would belong to other studies now, and no committed report
// could be rebuilt. Only this file knows the first names.

// fileForm is how a file holds a setting.
type fileForm struct {
	key, field string // field is empty, or the value is one field of a section called key
	negated    bool   // true is stored as false, and false as true
}

// fileForms are the settings that files hold in another form, by their names.
var fileForms = map[string]fileForm{
	"freeze_aux":      {key: "train_aux", negated: true},
	"freeze_backbone": {key: "train_blocks", negated: true},
	"lambda":          {key: "lambda", field: "start"},
	"freeze_lambda":   {key: "lambda", field: "train", negated: true},
	"lambda_per":      {key: "lambda", field: "per"},
	"aux_layers":      {key: "layers"},
	"aux_blocks":      {key: "blocks"},
	"aux_reversed":    {key: "reversed"},
	"aux_weights":     {key: "weights"},
}

// value turns a value into its form in files, or back. A negated value that is neither
// true nor false has no other form.
func (f fileForm) value(v any) (any, bool) {
	if !f.negated {
		return v, true
	}
	b, ok := v.(bool)
	return !b, ok
}

// MarshalJSON implements json.Marshaler with the stored names.
func (s Settings) MarshalJSON() ([]byte, error) {
	out := map[string]any{}
	for _, name := range sortedKeys(s) {
		form, ok := fileForms[name]
		v, plain := form.value(s[name])
		switch {
		case !ok || !plain:
			out[name] = s[name]
		case form.field == "":
			out[form.key] = v
		default:
			section, ok := out[form.key].(map[string]any)
			if !ok {
				section = map[string]any{}
				out[form.key] = section
			}
			section[form.field] = v
		}
	}
	return json.Marshal(out)
}

// UnmarshalJSON implements json.Unmarshaler: it understands what MarshalJSON writes,
// and keeps the digits of numbers.
func (s *Settings) UnmarshalJSON(data []byte) error {
	var in map[string]any
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&in); err != nil {
		return err
	}
	*s = fromStored(in)
	return nil
}

// fromStored returns settings that were read from a file by their names.
func fromStored(in map[string]any) Settings {
	if in == nil {
		return nil
	}
	out := Settings{}
	for key, v := range in {
		named := namesOf(key, v)
		if named == nil {
			named = Settings{key: v}
		}
		for name, v := range named {
			out[name] = v
		}
	}
	return out
}

// namesOf returns the settings that a key of a file stands for, or nil if it has no
// other name.
func namesOf(key string, v any) Settings {
	section, _ := v.(map[string]any)
	out, fields := Settings{}, 0
	for name, form := range fileForms {
		x, there := v, form.key == key
		if there && form.field != "" {
			x, there = section[form.field]
			fields = len(section)
		}
		if x, ok := form.value(x); there && ok {
			out[name] = x
		}
	}
	if len(out) == 0 || fields > len(out) {
		return nil
	}
	return out
}

// withNames gives the settings within the JSON of a config their names, for messages.
func withNames(v any) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			if section, ok := x.(map[string]any); ok && k == "settings" {
				v[k] = map[string]any(fromStored(section))
			} else {
				withNames(x)
			}
		}
	case []any:
		for _, x := range v {
			withNames(x)
		}
	}
}
