// Package notebook reads, executes, compares and writes Jupyter notebooks.
package notebook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Notebook is a file in nbformat 4. What this package does not know of it stays as it is.
type Notebook struct {
	path string
	doc  map[string]any
}

// Read reads the notebook at path.
func Read(path string) (*Notebook, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	n := &Notebook{path: path}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(&n.doc); err != nil {
		return nil, fmt.Errorf("%s is no notebook: %w", path, err)
	}
	if v, ok := n.doc["nbformat"].(json.Number); !ok || v.String() != "4" {
		return nil, fmt.Errorf("%s: nbformat %v: want 4 (Jupyter's File menu or `jupyter nbconvert --to notebook` upgrades it)", path, n.doc["nbformat"])
	}
	cells, ok := n.doc["cells"].([]any)
	if !ok {
		return nil, fmt.Errorf("%s is no notebook: it has no cells", path)
	}
	for i, c := range cells {
		if _, ok := c.(map[string]any); !ok {
			return nil, fmt.Errorf("%s is no notebook: cell %d is no object", path, i+1)
		}
	}
	return n, nil
}

// Write writes the notebook to its file as Jupyter does, so that a version control sees
// what has changed alone. Cells that have no id get one.
func (n *Notebook) Write() error {
	n.doc["nbformat"], n.doc["nbformat_minor"] = 4, 5
	meta, ok := n.doc["metadata"].(map[string]any)
	if !ok {
		meta = map[string]any{}
		n.doc["metadata"] = meta
	}
	meta["kernelspec"] = map[string]any{"display_name": "Go (Pathway)", "language": "go", "name": "pathway"}
	meta["language_info"] = map[string]any{ // without Go's version, which would change with each
		"codemirror_mode": "go", "file_extension": ".go", "mimetype": "text/x-go", "name": "go", "pygments_lexer": "go",
	}
	used := map[string]bool{}
	for _, c := range n.cells() {
		if id, ok := c["id"].(string); ok {
			used[id] = true
		}
	}
	for i, c := range n.cells() {
		if _, ok := c["id"].(string); !ok {
			id := fmt.Sprintf("cell-%d", i+1)
			for used[id] {
				id += "b"
			}
			used[id], c["id"] = true, id
		}
		if _, ok := c["metadata"].(map[string]any); !ok {
			c["metadata"] = map[string]any{}
		}
		c["source"] = lines(joined(c["source"]))
	}
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(n.doc); err != nil {
		return fmt.Errorf("%s: %w", n.path, err)
	}
	// through a file beside it, so that a kernel killed here leaves the old notebook
	f, err := os.CreateTemp(filepath.Dir(n.path), ".notebook-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err := f.Write(buf.Bytes()); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	mode := os.FileMode(0o644)
	if info, err := os.Stat(n.path); err == nil {
		mode = info.Mode().Perm()
	}
	if err := os.Chmod(f.Name(), mode); err != nil {
		return err
	}
	return os.Rename(f.Name(), n.path)
}

func (n *Notebook) cells() []map[string]any {
	var cells []map[string]any
	for _, c := range n.doc["cells"].([]any) {
		cells = append(cells, c.(map[string]any))
	}
	return cells
}

// joined is text that a notebook holds as a string or as a list of lines.
func joined(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		var b strings.Builder
		for _, line := range v {
			s, _ := line.(string)
			b.WriteString(s)
		}
		return b.String()
	}
	return ""
}

// lines is text as a list of lines, which version control shows well.
func lines(s string) []any {
	list := []any{}
	for _, line := range strings.SplitAfter(s, "\n") {
		if line != "" {
			list = append(list, line)
		}
	}
	return list
}

// tagged says that a cell has a tag.
func tagged(c map[string]any, tag string) bool {
	meta, _ := c["metadata"].(map[string]any)
	tags, _ := meta["tags"].([]any)
	return slices.Contains(tags, any(tag))
}
