package notebook

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gopathway/pathway/notebooks/kernel/internal/capture"
	"github.com/gopathway/pathway/notebooks/kernel/internal/cell"
	"github.com/gopathway/pathway/notebooks/kernel/internal/rich"
)

// Notebooks are executed in this process, without Jupyter: cell by cell, in the folder of
// the notebook.

// grace is how long an interrupted cell may take to end.
const grace = 5 * time.Second

// Options say how notebooks are executed.
type Options struct {
	Check   bool          // compare with the outputs in the file, and leave it as it is
	Timeout time.Duration // of one cell; 0 for none
}

// Run executes the notebook at path and writes its outputs into it. With Check it is an
// error where they differ from those that it has. A cell that fails ends the notebook,
// unless it has the tag raises-exception.
func Run(path string, o Options) (err error) {
	path, err = filepath.Abs(path)
	if err != nil {
		return err
	}
	n, err := Read(path)
	if err != nil {
		return err
	}
	shown := path
	if wd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(wd, path); err == nil {
			shown = rel
		}
		defer os.Chdir(wd)
	}
	if err := os.Chdir(filepath.Dir(path)); err != nil {
		return err
	}
	differences, failed := n.execute(o)
	if !o.Check {
		if err := n.Write(); err != nil {
			return err
		}
	}
	if failed != nil {
		return fmt.Errorf("%s: %w", shown, failed)
	}
	if len(differences) > 0 {
		return fmt.Errorf("%s: the outputs are not those in the file:\n%s", shown, strings.Join(differences, "\n"))
	}
	return nil
}

// execute runs the cells and gives them their outputs. It returns how the outputs differ
// from those that were there, and why it ended early.
func (n *Notebook) execute(o Options) (differences []string, failed error) {
	var mu sync.Mutex
	var now *recorder
	current := func() *recorder {
		mu.Lock()
		defer mu.Unlock()
		return now
	}
	now = newRecorder()
	cells := cell.New()
	out, err := capture.Start(func(name, text string) { current().stream(name, text) })
	if err != nil {
		return nil, err
	}
	defer out.Stop()
	rich.SetSink(func(d rich.Data) {
		out.Flush()
		current().display(d)
	})
	defer rich.SetSink(nil)
	count := 0
	for i, c := range n.cells() {
		if c["cell_type"] != "code" {
			continue
		}
		code := joined(c["source"])
		if strings.TrimSpace(code) == "" || failed != nil {
			if failed == nil || !o.Check {
				c["execution_count"], c["outputs"] = nil, []any{}
			}
			continue
		}
		count++
		r := newRecorder()
		mu.Lock()
		now = r
		mu.Unlock()
		result, wrong, ended := runCell(cells, code, o.Timeout)
		if ended {
			out.Flush()
		}
		outputs := r.end(count, result, wrong)
		if wrong != nil && !tagged(c, "raises-exception") {
			failed = fmt.Errorf("cell %d%s: %s", i+1, cellName(c), strings.Join(wrong.Traceback, "\n"))
		}
		if o.Check && !tagged(c, "nbval-ignore-output") && failed == nil {
			old, _ := c["outputs"].([]any)
			for _, d := range compare(old, outputs) {
				differences = append(differences, fmt.Sprintf("cell %d%s: %s", i+1, cellName(c), d))
			}
		}
		c["execution_count"], c["outputs"] = count, outputs
		if !ended { // the interpreter is still at it
			return differences, failed
		}
	}
	cells.Close()
	return differences, failed
}

// runCell runs a cell for no longer than timeout. ended is false where it did not let
// itself be interrupted.
func runCell(cells *cell.Session, code string, timeout time.Duration) (result rich.Data, failed *cell.Error, ended bool) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		result, failed = cells.Run(code)
	}()
	if timeout <= 0 {
		<-done
		return result, failed, true
	}
	select {
	case <-done:
		return result, failed, true
	case <-time.After(timeout):
	}
	cells.Interrupt()
	message := fmt.Sprintf("the cell did not end within %v", timeout)
	late := &cell.Error{Name: "timeout", Value: message, Traceback: []string{"timeout: " + message}}
	select {
	case <-done:
		if failed != nil {
			late.Traceback = append(late.Traceback, failed.Traceback...)
		}
		return nil, late, true
	case <-time.After(grace):
		return nil, late, false
	}
}

func cellName(c map[string]any) string {
	if id, ok := c["id"].(string); ok {
		return " (" + id + ")"
	}
	return ""
}
