package study

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"sort"
	"strings"

	"github.com/gopathway/pathway/internal/edits"
)

// Settings are options for the runner: values of JSON (nil, bool, string,
// numbers, []any, map[string]any) by key.
type Settings map[string]any

// Merge joins settings key by key. Later ones win.
func Merge(all ...Settings) Settings {
	var out Settings
	for _, s := range all {
		for k, v := range s {
			if out == nil {
				out = Settings{}
			}
			out[k] = v
		}
	}
	return out
}

// Decode stores the settings in *dst, a struct with JSON tags, and leaves what
// they don't name as it was. An unknown key or a value of another type is a
// *FieldError that names it.
func (s Settings) Decode(dst any) error {
	if err := knownKeys("settings", map[string]any(s), reflect.TypeOf(dst)); err != nil {
		return err
	}
	data, err := json.Marshal(map[string]any(s)) // by their names, not as files hold them
	if err != nil {
		return &FieldError{"settings", err.Error()}
	}
	if len(s) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(data))
	err = d.Decode(dst)
	var typed *json.UnmarshalTypeError
	if errors.As(err, &typed) {
		return &FieldError{"settings." + typed.Field, fmt.Sprintf("found %s, want %s", typed.Value, typed.Type)}
	}
	if err != nil {
		return &FieldError{"settings", err.Error()}
	}
	return nil
}

// knownKeys refuses keys for which t, if it is a struct, has no field. Values
// that decode themselves, and maps, take any key.
func knownKeys(path string, value any, t reflect.Type) error {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Array {
		if t.Implements(reflect.TypeFor[json.Unmarshaler]()) {
			return nil
		}
		t = t.Elem()
	}
	if t.Kind() == reflect.Map {
		t = t.Elem()
		if m, ok := value.(map[string]any); ok {
			for _, k := range sortedKeys(m) {
				if err := knownKeys(path+"."+k, m[k], t); err != nil {
					return err
				}
			}
		}
		return nil
	}
	if t.Kind() != reflect.Struct || reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()) {
		return nil
	}
	switch v := value.(type) {
	case []any:
		for i := range v {
			if err := knownKeys(fmt.Sprintf("%s[%d]", path, i), v[i], t); err != nil {
				return err
			}
		}
	case map[string]any:
		fields := map[string]reflect.Type{}
		var names []string
		for _, f := range reflect.VisibleFields(t) {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name == "" {
				name = f.Name
			}
			if !f.IsExported() || f.Anonymous || name == "-" {
				continue
			}
			fields[name] = f.Type
			names = append(names, name)
		}
		for _, k := range sortedKeys(v) {
			f, ok := fields[k]
			if !ok {
				return &FieldError{path + "." + k, "unknown setting" + edits.Suggest(k, names)}
			}
			if err := knownKeys(path+"."+k, v[k], f); err != nil {
				return err
			}
		}
	}
	return nil
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
