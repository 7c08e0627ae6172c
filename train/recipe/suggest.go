package recipe

import (
	"strings"

	"github.com/gopathway/pathway/internal/edits"
	"github.com/gopathway/pathway/internal/strictyaml"
)

// suggest returns " (did you mean X?)" for a name that no field of a section has, or
// nothing if no field is near. Fields of that section come first, then those of others
// with a similar name. Nothing is near to a single letter or to a name far longer than
// any field's.
func suggest(name, section string) string {
	if len(name) < 2 || len(name) > 64 {
		return ""
	}
	name = strings.ReplaceAll(strings.ToLower(name), "-", "_")
	best, least := "", 2+2*max(len(name)/3, 1)
	try := func(path string) {
		parent, last := split(path)
		d := 2 * min(edits.Distance(name, last), edits.Distance(strictyaml.Join(section, name), path))
		if parent != section {
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
