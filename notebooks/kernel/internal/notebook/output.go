package notebook

import (
	"encoding/base64"
	"strings"
	"sync"

	"github.com/gopathway/pathway/notebooks/kernel/internal/cell"
	"github.com/gopathway/pathway/notebooks/kernel/internal/rich"
)

// What a cell prints and shows, in the form that notebooks hold.

// recorder gathers the outputs of one cell.
type recorder struct {
	mu      sync.Mutex
	outputs []any
	text    map[string]*strings.Builder // printed since the last display, by stream
}

func newRecorder() *recorder {
	return &recorder{outputs: []any{}, text: map[string]*strings.Builder{"stdout": {}, "stderr": {}}}
}

// stream adds printed text.
func (r *recorder) stream(name, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.text[name].WriteString(text)
}

// settle ends the streams. Between two displays standard output comes before standard
// error, whatever the order was, which is not known and would not be the same twice.
func (r *recorder) settle() {
	for _, name := range []string{"stdout", "stderr"} {
		if s := r.text[name].String(); s != "" {
			r.outputs = append(r.outputs, map[string]any{"name": name, "output_type": "stream", "text": lines(s)})
			r.text[name].Reset()
		}
	}
}

// display adds shown data.
func (r *recorder) display(d rich.Data) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settle()
	r.outputs = append(r.outputs, map[string]any{"data": bundle(d), "metadata": map[string]any{}, "output_type": "display_data"})
}

// end adds the cell's result or error, and returns all.
func (r *recorder) end(count int, result rich.Data, failed *cell.Error) []any {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settle()
	if result != nil {
		r.outputs = append(r.outputs, map[string]any{"data": bundle(result), "execution_count": count, "metadata": map[string]any{}, "output_type": "execute_result"})
	}
	if failed != nil {
		trace := []any{}
		for _, line := range failed.Traceback {
			trace = append(trace, line)
		}
		r.outputs = append(r.outputs, map[string]any{"ename": failed.Name, "evalue": failed.Value, "output_type": "error", "traceback": trace})
	}
	return r.outputs
}

// bundle is data as a notebook holds it: text as lines, bytes in base64.
func bundle(d rich.Data) map[string]any {
	m := map[string]any{}
	for mime, v := range d {
		switch v := v.(type) {
		case string:
			m[mime] = lines(v)
		case []byte:
			m[mime] = base64.StdEncoding.EncodeToString(v)
		default:
			m[mime] = v
		}
	}
	return m
}
