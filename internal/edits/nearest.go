package edits

import (
	"fmt"
	"strings"
)

// Nearest returns the known word with the fewest edits from got, the first among
// equals. Capitals count as small letters. It returns "" if no word is near, that is
// if more than about a third of the letters differ.
func Nearest(got string, known []string) string {
	best, least := "", 2+len(got)/3
	for _, k := range known {
		if d := Distance(strings.ToLower(got), strings.ToLower(k)); d < least {
			best, least = k, d
		}
	}
	return best
}

// Suggest ends an error about a word that is none of the known ones: it proposes the
// nearest, if one is near, and lists them all.
func Suggest(got string, known []string) string {
	if len(known) == 0 {
		return ""
	}
	all := fmt.Sprintf(" (known: %s)", strings.Join(known, ", "))
	if n := Nearest(got, known); n != "" {
		return fmt.Sprintf("; did you mean %q?%s", n, all)
	}
	return all
}
