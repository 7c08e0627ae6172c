package study

import (
	"fmt"
	"strings"

	"github.com/gopathway/pathway/internal/edits"
)

// FieldError refuses a field of a cell's description. A Runner's Check returns
// one and the engine adds the file and the line.
type FieldError struct {
	Field   string // "target", "size", "kind", "aux", or "settings.KEY" with deeper keys after further dots
	Message string // such as `unknown; did you mean "frozen"?`
}

func (e *FieldError) Error() string { return e.Field + ": " + e.Message }

// UnknownValue returns the *FieldError of a field whose value, got, is none of
// the known ones; it names the nearest of them.
func UnknownValue(field, got string, known []string) error {
	return &FieldError{field, fmt.Sprintf("unknown value %q%s", got, suggestion(got, known))}
}

// suggestion proposes the nearest known word and lists them all.
func suggestion(got string, known []string) string {
	if len(known) == 0 {
		return ""
	}
	return fmt.Sprintf("; did you mean %q? (known: %s)", nearest(got, known), strings.Join(known, ", "))
}

// nearest returns the word with the fewest edits from got, the first among equals.
func nearest(got string, known []string) string {
	best, at := -1, ""
	for _, k := range known {
		if d := edits.Distance(strings.ToLower(got), strings.ToLower(k)); best < 0 || d < best {
			best, at = d, k
		}
	}
	return at
}
