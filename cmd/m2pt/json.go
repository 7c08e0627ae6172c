package main

import (
	"encoding/json"
	"io"

	"github.com/gopathway/pathway/internal/atomicfile"
)

// writeJSON stores v, indented, whole or not at all.
func writeJSON(path string, v any) error {
	return atomicfile.Write(path, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(v)
	})
}
