package jupyter

import (
	"encoding/json"
	"runtime"

	"github.com/gopathway/pathway/notebooks/kernel/internal/cell"
	"github.com/gopathway/pathway/notebooks/kernel/internal/rich"
)

// What the kernel does about each kind of request.

// LanguageInfo describes the language to notebooks.
func LanguageInfo() map[string]any {
	return map[string]any{
		"name": "go", "version": runtime.Version(), "mimetype": "text/x-go", "file_extension": ".go",
		"pygments_lexer": "go", "codemirror_mode": "go", "nbconvert_exporter": "script",
	}
}

// handle answers a request. Notebooks show the kernel busy meanwhile.
func (k *kernel) handle(s *sender, m *message) {
	if s == k.shell {
		k.mu.Lock()
		k.parent, k.silent = m.header, false
		k.mu.Unlock()
	}
	k.publishFor(m.header, "status", map[string]any{"execution_state": "busy"})
	failed := false
	end := func() {}
	switch m.header.Type {
	case "kernel_info_request":
		k.reply(s, m, "kernel_info_reply", map[string]any{
			"status": "ok", "protocol_version": protocolVersion, "implementation": "pathway", "implementation_version": version(),
			"language_info": LanguageInfo(), "banner": "Pathway: Go notebooks with the library compiled in (" + version() + ")",
			"help_links": []any{map[string]any{"text": "Pathway", "url": "https://github.com/gopathway/pathway"}}, "debugger": false,
		})
	case "execute_request":
		failed = k.execute(s, m)
	case "complete_request":
		k.reply(s, m, "complete_reply", k.complete(m))
	case "inspect_request":
		k.reply(s, m, "inspect_reply", k.inspect(m))
	case "is_complete_request":
		var r struct{ Code string }
		json.Unmarshal(m.content, &r)
		status, indent := cell.IsComplete(r.Code)
		content := map[string]any{"status": status}
		if status == "incomplete" {
			content["indent"] = indent
		}
		k.reply(s, m, "is_complete_reply", content)
	case "comm_info_request":
		k.reply(s, m, "comm_info_reply", map[string]any{"status": "ok", "comms": map[string]any{}})
	case "history_request":
		k.reply(s, m, "history_reply", map[string]any{"status": "ok", "history": []any{}})
	case "interrupt_request":
		k.cells.Interrupt()
		k.reply(s, m, "interrupt_reply", map[string]any{"status": "ok"})
	case "shutdown_request":
		var r struct{ Restart bool }
		json.Unmarshal(m.content, &r)
		k.reply(s, m, "shutdown_reply", map[string]any{"status": "ok", "restart": r.Restart})
		k.cells.Interrupt()
		end = k.stop
	case "comm_open": // there are no comms: the other side is told that this one is closed
		var r struct {
			ID string `json:"comm_id"`
		}
		json.Unmarshal(m.content, &r)
		k.publishFor(m.header, "comm_close", map[string]any{"comm_id": r.ID, "data": map[string]any{}})
	}
	if s == k.shell {
		k.out.Flush()
	}
	k.publishFor(m.header, "status", map[string]any{"execution_state": "idle"})
	if failed {
		k.abort()
	}
	end()
}

// execute runs a cell. It returns true where the cells that wait after it are to be aborted.
func (k *kernel) execute(s *sender, m *message) (abort bool) {
	r := struct {
		Code         string
		Silent       bool
		StoreHistory *bool             `json:"store_history"`
		StopOnError  *bool             `json:"stop_on_error"`
		Expressions  map[string]string `json:"user_expressions"`
	}{}
	if err := json.Unmarshal(m.content, &r); err != nil {
		k.reply(s, m, "execute_reply", map[string]any{"status": "error", "ename": "request", "evalue": err.Error(), "traceback": []string{err.Error()}, "execution_count": k.count})
		return false
	}
	store := !r.Silent && (r.StoreHistory == nil || *r.StoreHistory)
	if store {
		k.count++
	}
	k.mu.Lock()
	k.silent = r.Silent
	k.mu.Unlock()
	k.publish("execute_input", map[string]any{"code": r.Code, "execution_count": k.count})
	result, failed := k.cells.Run(r.Code)
	k.out.Flush()
	if failed != nil {
		content := map[string]any{"ename": failed.Name, "evalue": failed.Value, "traceback": failed.Traceback}
		k.publish("error", content)
		content["status"], content["execution_count"] = "error", k.count
		k.reply(s, m, "execute_reply", content)
		return !r.Silent && (r.StopOnError == nil || *r.StopOnError)
	}
	if result != nil {
		k.publish("execute_result", map[string]any{"execution_count": k.count, "data": mimeBundle(result), "metadata": map[string]any{}})
	}
	values := map[string]any{}
	for name, code := range r.Expressions {
		v, err := k.cells.Run(code)
		if err != nil {
			values[name] = map[string]any{"status": "error", "ename": err.Name, "evalue": err.Value, "traceback": err.Traceback}
		} else {
			values[name] = map[string]any{"status": "ok", "data": mimeBundle(v), "metadata": map[string]any{}}
		}
	}
	k.reply(s, m, "execute_reply", map[string]any{"status": "ok", "execution_count": k.count, "payload": []any{}, "user_expressions": values})
	return false
}

// mimeBundle is data as JSON carries it: bytes in base64, which json does by itself.
func mimeBundle(d rich.Data) map[string]any {
	if d == nil {
		return map[string]any{}
	}
	return d
}

func (k *kernel) complete(m *message) map[string]any {
	var r struct {
		Code string
		Pos  int `json:"cursor_pos"`
	}
	json.Unmarshal(m.content, &r)
	matches, start, end := k.cells.Complete(r.Code, byteOffset(r.Code, r.Pos))
	if matches == nil {
		matches = []string{}
	}
	return map[string]any{"status": "ok", "matches": matches, "cursor_start": runeOffset(r.Code, start), "cursor_end": runeOffset(r.Code, end), "metadata": map[string]any{}}
}

func (k *kernel) inspect(m *message) map[string]any {
	var r struct {
		Code string
		Pos  int `json:"cursor_pos"`
	}
	json.Unmarshal(m.content, &r)
	text := k.cells.Inspect(r.Code, byteOffset(r.Code, r.Pos))
	data := map[string]any{}
	if text != "" {
		data["text/plain"] = text
	}
	return map[string]any{"status": "ok", "found": text != "", "data": data, "metadata": map[string]any{}}
}

// byteOffset turns the protocol's place in text, in characters, into one in bytes.
func byteOffset(s string, pos int) int {
	n := 0
	for i := range s {
		if n >= pos {
			return i
		}
		n++
	}
	return len(s)
}

func runeOffset(s string, at int) int { return len([]rune(s[:at])) }
