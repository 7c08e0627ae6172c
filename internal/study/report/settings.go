package report

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gopathway/pathway/internal/study"
)

// This file: settings as a study's file names and writes them.

// settingsLine writes an arm's settings in one line of YAML, without the braces.
func settingsLine(s study.Settings) string {
	return pairs(s)
}

// pairs writes the entries of a section.
func pairs(section map[string]any) string {
	parts := make([]string, 0, len(section))
	for _, k := range slices.Sorted(maps.Keys(section)) {
		parts = append(parts, k+": "+flow(section[k]))
	}
	return strings.Join(parts, ", ")
}

// flow writes a value as YAML does in one line.
func flow(v any) string {
	switch v := v.(type) {
	case map[string]any:
		return "{" + pairs(v) + "}"
	case []any:
		parts := make([]string, len(v))
		for i, x := range v {
			parts[i] = flow(x)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case string:
		if v != "" && !strings.ContainsAny(v, " ,:{}[]#&*!|>'\"%@`\n") {
			return v
		}
		return fmt.Sprintf("%q", v)
	case nil:
		return "null"
	default: // numbers, true and false
		return fmt.Sprint(v)
	}
}

// settingsText writes the settings of all arms in lines of JSON, which a study's file
// may hold, too.
func settingsText(s study.Settings) string {
	text, err := json.MarshalIndent(map[string]any(s), "", "  ")
	if err != nil {
		panic("report: " + err.Error()) // settings were read from YAML or JSON
	}
	return string(text)
}
