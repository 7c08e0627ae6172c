package jupyter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"
)

// client is a notebook's side of a kernel, which runs in a process of its own.
type client struct {
	t                            *testing.T
	key                          []byte
	shell, control, iopub, heart zmq4.Socket
	published                    chan *message
	served                       chan error
	cmd                          *exec.Cmd
}

func start(t *testing.T) *client {
	t.Helper()
	c := connection{Transport: "tcp", IP: "127.0.0.1", Key: "a secret", Scheme: "hmac-sha256"}
	var listeners []net.Listener
	for _, port := range []*int{&c.Shell, &c.Control, &c.IOPub, &c.Stdin, &c.Heartbeat} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		*port = l.Addr().(*net.TCPAddr).Port
		listeners = append(listeners, l)
	}
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "connection.json")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	k := &client{t: t, key: []byte(c.Key), published: make(chan *message, 1000), served: make(chan error, 1),
		shell: zmq4.NewDealer(ctx), control: zmq4.NewDealer(ctx), iopub: zmq4.NewSub(ctx), heart: zmq4.NewReq(ctx)}
	k.cmd = exec.Command(os.Args[0], "-test.run=^TestServe$")
	k.cmd.Env = append(os.Environ(), "KERNEL_TEST_CONNECTION="+path)
	for _, l := range listeners {
		l.Close()
	}
	if err := k.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { k.served <- k.cmd.Wait() }()
	t.Cleanup(func() {
		k.cmd.Process.Kill()
		stop()
	})
	k.dial(c)
	return k
}

// TestServe is the kernel of another test, in a process of its own.
func TestServe(t *testing.T) {
	path := os.Getenv("KERNEL_TEST_CONNECTION")
	if path == "" {
		t.Skip("no client")
	}
	if err := Serve(path); err != nil {
		t.Fatal(err)
	}
}

// dial connects to the kernel once it listens.
func (k *client) dial(c connection) {
	for s, port := range map[zmq4.Socket]int{k.shell: c.Shell, k.control: c.Control, k.iopub: c.IOPub, k.heart: c.Heartbeat} {
		var err error
		for range 50 {
			if err = s.Dial(fmt.Sprintf("tcp://127.0.0.1:%d", port)); err == nil {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		if err != nil {
			k.t.Fatal(err)
		}
	}
	if err := k.iopub.SetOption(zmq4.OptionSubscribe, ""); err != nil {
		k.t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond)
	go func() {
		for {
			raw, err := k.iopub.Recv()
			if err != nil {
				close(k.published)
				return
			}
			if m, err := decode(raw.Frames, k.key); err == nil {
				k.published <- m
			}
		}
	}()
}

// send sends a request and returns its id.
func (k *client) send(s zmq4.Socket, kind string, content any) string {
	k.t.Helper()
	m, err := encode(k.key, "client", kind, nil, header{}, nil, content)
	if err != nil {
		k.t.Fatal(err)
	}
	if err := s.SendMulti(m); err != nil {
		k.t.Fatal(err)
	}
	var h header
	json.Unmarshal(m.Frames[2], &h)
	return h.ID
}

// reply waits for the answer to a request.
func (k *client) reply(s zmq4.Socket, id string) map[string]any {
	k.t.Helper()
	got := make(chan map[string]any, 1)
	go func() {
		raw, err := s.Recv()
		if err != nil {
			return
		}
		m, err := decode(raw.Frames, k.key)
		if err != nil {
			return
		}
		var content map[string]any
		json.Unmarshal(m.content, &content)
		content["msg_type"], content["parent"] = m.header.Type, m.parent.ID
		got <- content
	}()
	select {
	case content := <-got:
		if content["parent"] != id {
			k.t.Errorf("an answer to %v, want one to %s", content["parent"], id)
		}
		return content
	case <-time.After(20 * time.Second):
		k.t.Fatal("no answer")
		return nil
	}
}

// until gathers what a request publishes, up to the idle kernel: the kinds, and the texts.
func (k *client) until(id string) (kinds []string, text string) {
	k.t.Helper()
	for {
		select {
		case m := <-k.published:
			if m.parent.ID != id {
				continue
			}
			var c struct {
				State string `json:"execution_state"`
				Text  string
				Name  string
				Value string `json:"evalue"`
				Data  map[string]any
			}
			json.Unmarshal(m.content, &c)
			if m.header.Type == "status" {
				kinds = append(kinds, c.State)
				if c.State == "idle" {
					return kinds, text
				}
				continue
			}
			kinds = append(kinds, m.header.Type)
			text += c.Name + c.Text + c.Value
			if s, ok := c.Data["text/plain"].(string); ok {
				text += s
			}
			text += "|"
		case <-time.After(20 * time.Second):
			k.t.Fatalf("not idle after %v", kinds)
		}
	}
}

func execute(code string) map[string]any {
	return map[string]any{"code": code, "silent": false, "store_history": true, "user_expressions": map[string]any{}, "allow_stdin": false, "stop_on_error": true}
}

func TestKernel(t *testing.T) {
	k := start(t)

	id := k.send(k.shell, "kernel_info_request", map[string]any{})
	info := k.reply(k.shell, id)
	if info["status"] != "ok" || info["protocol_version"] != "5.3" || info["implementation"] != "pathway" || info["language_info"].(map[string]any)["name"] != "go" {
		t.Errorf("kernel_info: %v", info)
	}
	if kinds, _ := k.until(id); strings.Join(kinds, " ") != "busy idle" {
		t.Errorf("kernel_info publishes %v", kinds)
	}

	// streams and displays in order, then the result
	id = k.send(k.shell, "execute_request", execute("fmt.Println(\"a\")\ndisplay.Show(display.HTML(\"b\"))\nfmt.Print(\"c\")\n5"))
	if r := k.reply(k.shell, id); r["status"] != "ok" || r["execution_count"] != 1.0 {
		t.Errorf("execute: %v", r)
	}
	if kinds, text := k.until(id); strings.Join(kinds, " ") != "busy execute_input stream display_data stream execute_result idle" || text != "|stdouta\n|b|stdoutc|5|" {
		t.Errorf("execute publishes %v %q", kinds, text)
	}

	// silent: nothing is published and the count stays
	silent := execute("fmt.Println(\"unseen\")\n5")
	silent["silent"], silent["store_history"] = true, false
	id = k.send(k.shell, "execute_request", silent)
	if r := k.reply(k.shell, id); r["status"] != "ok" || r["execution_count"] != 1.0 {
		t.Errorf("silent: %v", r)
	}
	if kinds, _ := k.until(id); strings.Join(kinds, " ") != "busy idle" {
		t.Errorf("silent publishes %v", kinds)
	}

	// an error, and what waits behind it
	first := k.send(k.shell, "execute_request", execute("panic(\"oh\")"))
	second := k.send(k.shell, "execute_request", execute("x := 1"))
	third := k.send(k.shell, "kernel_info_request", map[string]any{})
	if r := k.reply(k.shell, first); r["status"] != "error" || r["ename"] != "panic" || r["evalue"] != "oh" || len(r["traceback"].([]any)) != 2 || r["execution_count"] != 2.0 {
		t.Errorf("error: %v", r)
	}
	if kinds, text := k.until(first); strings.Join(kinds, " ") != "busy execute_input error idle" || text != "|oh|" {
		t.Errorf("an error publishes %v %q", kinds, text)
	}
	if r := k.reply(k.shell, second); r["status"] != "aborted" {
		t.Errorf("behind an error: %v", r)
	}
	if r := k.reply(k.shell, third); r["msg_type"] != "kernel_info_reply" {
		t.Errorf("behind an error: %v", r)
	}
	goOn := execute("panic(1)")
	goOn["stop_on_error"] = false
	first = k.send(k.shell, "execute_request", goOn)
	second = k.send(k.shell, "execute_request", execute("x := 1"))
	k.reply(k.shell, first)
	if r := k.reply(k.shell, second); r["status"] != "ok" {
		t.Errorf("behind an error without stop_on_error: %v", r)
	}

	// interrupt, by a message on the other socket
	id = k.send(k.shell, "execute_request", execute("for { x++ }"))
	time.Sleep(200 * time.Millisecond)
	interrupt := k.send(k.control, "interrupt_request", map[string]any{})
	if r := k.reply(k.control, interrupt); r["status"] != "ok" {
		t.Errorf("interrupt: %v", r)
	}
	if r := k.reply(k.shell, id); r["ename"] != "interrupted" {
		t.Errorf("interrupted: %v", r)
	}

	time.Sleep(2 * abortWait) // what comes at once would be aborted
	ask := execute("")
	ask["user_expressions"] = map[string]any{"sum": "1 + 2", "wrong": "nothing"}
	id = k.send(k.shell, "execute_request", ask)
	if r := fmt.Sprint(k.reply(k.shell, id)["user_expressions"]); !strings.Contains(r, "text/plain:3") || !strings.Contains(r, "undefined: nothing") {
		t.Errorf("user_expressions: %v", r)
	}

	// places are counted in characters
	id = k.send(k.shell, "complete_request", map[string]any{"code": "\"é\"; fmt.Sprintl", "cursor_pos": 16})
	if r := k.reply(k.shell, id); fmt.Sprint(r["matches"]) != "[Sprintln]" || r["cursor_start"] != 9.0 || r["cursor_end"] != 16.0 {
		t.Errorf("complete: %v", r)
	}
	id = k.send(k.shell, "inspect_request", map[string]any{"code": "display.Show", "cursor_pos": 12, "detail_level": 0})
	if r := k.reply(k.shell, id); r["found"] != true || !strings.Contains(fmt.Sprint(r["data"]), "func Show(values ...any)") {
		t.Errorf("inspect: %v", r)
	}
	id = k.send(k.shell, "is_complete_request", map[string]any{"code": "func f() {"})
	if r := k.reply(k.shell, id); r["status"] != "incomplete" || r["indent"] != "\t" {
		t.Errorf("is_complete: %v", r)
	}
	id = k.send(k.shell, "comm_info_request", map[string]any{})
	if r := k.reply(k.shell, id); r["status"] != "ok" {
		t.Errorf("comm_info: %v", r)
	}

	// a forged message is dropped, the next one is answered
	honest := k.key
	k.key = []byte("another")
	k.send(k.shell, "execute_request", execute("forged := 1"))
	k.key = honest
	id = k.send(k.shell, "execute_request", execute("forged"))
	if r := k.reply(k.shell, id); r["status"] != "error" {
		t.Errorf("after a forged message: %v", r)
	}

	if err := k.heart.Send(zmq4.NewMsgString("ping")); err != nil {
		t.Error(err)
	}
	if m, err := k.heart.Recv(); err != nil || string(m.Bytes()) != "ping" {
		t.Errorf("heartbeat: %q, %v", m.Bytes(), err)
	}

	id = k.send(k.control, "shutdown_request", map[string]any{"restart": true})
	if r := k.reply(k.control, id); r["status"] != "ok" || r["restart"] != true {
		t.Errorf("shutdown: %v", r)
	}
	select {
	case err := <-k.served:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Error("it still runs")
	}
}

func TestDecode(t *testing.T) {
	key := []byte("k")
	m, err := encode(key, "s", "kind", [][]byte{[]byte("id")}, header{}, nil, map[string]any{"a": 1})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := decode(m.Frames, key); err != nil || got.header.Type != "kind" || string(got.content) != `{"a":1}` || string(got.ids[0]) != "id" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := decode(m.Frames, []byte("other")); !errors.Is(err, errSignature) {
		t.Errorf("another key: %v", err)
	}
	m.Frames[6] = []byte(`{"a":2}`)
	if _, err := decode(m.Frames, key); !errors.Is(err, errSignature) {
		t.Errorf("changed content: %v", err)
	}
	for n := range m.Frames {
		if _, err := decode(m.Frames[:n], key); err == nil {
			t.Errorf("%d frames: no error", n)
		}
	}
}
