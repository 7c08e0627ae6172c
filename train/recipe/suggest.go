package recipe

import (
	"strings"

	"github.com/gopathway/pathway/internal/edits"
)

// suggest returns " (did you mean X?)" for a name that no field has, in the
// section prefix ("" or with a dot at its end), or nothing if none is near.
// Fields of that section come first, then those that are called alike in
// others. A single letter is near to nothing, and so is a name that is far longer
// than any.
func suggest(name, prefix string) string {
	if len(name) < 2 || len(name) > 64 {
		return ""
	}
	name = strings.ReplaceAll(strings.ToLower(name), "-", "_")
	best, least := "", 2+2*max(len(name)/3, 1)
	try := func(path string) {
		parent := path[:strings.LastIndexByte(path, '.')+1]
		d := 2 * min(edits.Distance(name, path[len(parent):]), edits.Distance(prefix+name, path))
		if parent != prefix {
			d++
		}
		if d < least {
			best, least = path, d
		}
	}
	for i := range allFields {
		try(allFields[i].Path)
	}
	for _, s := range allSections {
		try(s.path)
	}
	if best == "" {
		return ""
	}
	return " (did you mean " + best + "?)"
}

// nearest returns the nearest of some names, or "" if none is near.
func nearest(name string, names []string) string {
	best, least := "", 1+max(len(name)/3, 1)
	for _, n := range names {
		if d := edits.Distance(name, n); d < least {
			best, least = n, d
		}
	}
	return best
}
