package study

import (
	"fmt"

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
// the known ones; it proposes the nearest of them.
func UnknownValue(field, got string, known []string) error {
	return &FieldError{field, fmt.Sprintf("unknown value %q%s", got, edits.Suggest(got, known))}
}
