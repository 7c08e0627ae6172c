package study

import (
	"fmt"
	"reflect"

	"github.com/gopathway/pathway/internal/strictyaml"
)

// This file: how two studies differ, for the error about the folder of another one.

const maxDifferences = 12

// differences lists the fields in which a study differs from that of its folder.
func differences(had, now *Config) []string {
	var a, b any
	for _, p := range []struct {
		c *Config
		v *any
	}{{had, &a}, {now, &b}} {
		if err := strictJSON(mustJSON(p.c), p.v); err != nil {
			panic("study: " + err.Error())
		}
		withNames(*p.v)
	}
	var out []string
	compareValues("", a, b, &out)
	if n := len(out) - maxDifferences; n > 0 {
		out = append(out[:maxDifferences], fmt.Sprintf("and %d more", n))
	}
	return out
}

// compareValues adds the paths below which two values of JSON differ.
func compareValues(path string, a, b any, out *[]string) {
	if reflect.DeepEqual(a, b) {
		return
	}
	if x, ok := a.(map[string]any); ok {
		if y, ok := b.(map[string]any); ok {
			for _, k := range sortedKeys(Merge(x, y)) {
				compareEntries(strictyaml.Join(path, k), x, y, k, out)
			}
			return
		}
	}
	if x, ok := a.([]any); ok {
		if y, ok := b.([]any); ok {
			for i := range max(len(x), len(y)) {
				at := fmt.Sprintf("%s[%d]", path, i)
				switch {
				case i >= len(x):
					*out = append(*out, fmt.Sprintf("%s: not in the folder, %s now", at, brief(y[i])))
				case i >= len(y):
					*out = append(*out, fmt.Sprintf("%s: %s in the folder, missing now", at, brief(x[i])))
				default:
					compareValues(at, x[i], y[i], out)
				}
			}
			return
		}
	}
	*out = append(*out, fmt.Sprintf("%s: %s in the folder, %s now", path, brief(a), brief(b)))
}

func compareEntries(path string, x, y map[string]any, k string, out *[]string) {
	a, had := x[k]
	b, has := y[k]
	switch {
	case !had:
		*out = append(*out, fmt.Sprintf("%s: not in the folder, %s now", path, brief(b)))
	case !has:
		*out = append(*out, fmt.Sprintf("%s: %s in the folder, missing now", path, brief(a)))
	default:
		compareValues(path, a, b, out)
	}
}

// brief writes a value of JSON, cut to a part of a line.
func brief(v any) string {
	s := []rune(string(mustJSON(v)))
	if len(s) > 60 {
		return string(s[:60]) + "…"
	}
	return string(s)
}
