package datasets

import (
	"fmt"

	"github.com/gopathway/pathway/internal/openfile"
)

// This file: the content of text files.

// readText returns the lines of a file of names or numbers. Its error names the
// package and the file.
func readText(path string) (textLines, error) {
	raw, err := openfile.Read(path, openfile.Text)
	if err != nil {
		return textLines{}, fmt.Errorf("datasets: %w", err)
	}
	return newText(raw), nil
}
