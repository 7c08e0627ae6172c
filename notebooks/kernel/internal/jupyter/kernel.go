// Package jupyter speaks the Jupyter protocol: it runs the cells that a notebook sends and
// answers with what they print and show.
package jupyter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"

	"github.com/gopathway/pathway/notebooks/kernel/internal/capture"
	"github.com/gopathway/pathway/notebooks/kernel/internal/cell"
	"github.com/gopathway/pathway/notebooks/kernel/internal/rich"
)

// connection is the file that a client writes for a kernel.
type connection struct {
	Transport string `json:"transport"`
	IP        string `json:"ip"`
	Shell     int    `json:"shell_port"`
	Control   int    `json:"control_port"`
	IOPub     int    `json:"iopub_port"`
	Stdin     int    `json:"stdin_port"`
	Heartbeat int    `json:"hb_port"`
	Key       string `json:"key"`
	Scheme    string `json:"signature_scheme"`
}

// abortWait is how long requests that follow a failed cell are waited for, to be aborted.
const abortWait = 100 * time.Millisecond

// kernel is a kernel that serves one client or several.
type kernel struct {
	key     []byte
	session string
	cells   *cell.Session
	out     *capture.Capture
	count   int // of executed cells

	shell, control, iopub *sender

	mu     sync.Mutex // of parent
	parent header     // the request that output belongs to
	silent bool       // it wants no output

	queueMu sync.Mutex
	queue   []*message
	arrived chan struct{}
	stop    context.CancelFunc
}

// sender is a socket that several goroutines may send by.
type sender struct {
	mu sync.Mutex
	zmq4.Socket
}

// Serve runs a kernel for the client that wrote the connection file at path, until it is
// told to end.
func Serve(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var c connection
	if err := json.Unmarshal(b, &c); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if c.Key != "" && c.Scheme != "hmac-sha256" {
		return fmt.Errorf("%s: signature_scheme %q: want hmac-sha256", path, c.Scheme)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	k := &kernel{key: []byte(c.Key), session: newID(), arrived: make(chan struct{}, 1), stop: stop}
	address := func(port int) string {
		if c.Transport == "ipc" {
			return fmt.Sprintf("ipc://%s-%d", c.IP, port)
		}
		return fmt.Sprintf("%s://%s:%d", c.Transport, c.IP, port)
	}
	sockets := []struct {
		to   **sender
		s    zmq4.Socket
		port int
	}{
		{&k.shell, zmq4.NewRouter(ctx), c.Shell}, {&k.control, zmq4.NewRouter(ctx), c.Control},
		{&k.iopub, zmq4.NewPub(ctx), c.IOPub},
		{new(*sender), zmq4.NewRouter(ctx), c.Stdin}, // cells cannot ask for input
	}
	for _, s := range sockets {
		if err := s.s.Listen(address(s.port)); err != nil {
			return fmt.Errorf("port %d of %s: %w", s.port, path, err)
		}
		defer s.s.Close()
		*s.to = &sender{Socket: s.s}
	}
	heart := zmq4.NewRep(ctx)
	if err := heart.Listen(address(c.Heartbeat)); err != nil {
		return fmt.Errorf("port %d of %s: %w", c.Heartbeat, path, err)
	}
	defer heart.Close()

	k.cells = cell.New()
	if k.out, err = capture.Start(k.stream); err != nil {
		return err
	}
	defer k.out.Stop()
	rich.SetSink(func(d rich.Data) {
		k.out.Flush() // what was printed before it comes before it
		k.publish("display_data", map[string]any{"data": mimeBundle(d), "metadata": map[string]any{}, "transient": map[string]any{}})
	})
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	go func() {
		for range interrupts {
			k.cells.Interrupt()
		}
	}()
	go beat(heart)
	go k.receive(ctx, k.control, func(m *message) { k.handle(k.control, m) })
	go k.receive(ctx, k.shell, k.enqueue)
	k.publishFor(header{}, "status", map[string]any{"execution_state": "starting"})
	k.work(ctx)
	return nil
}

// beat answers heartbeats.
func beat(s zmq4.Socket) {
	for {
		m, err := s.Recv()
		if err != nil {
			return
		}
		if s.Send(m) != nil {
			return
		}
	}
}

// receive hands each message of a socket on. What is not signed is dropped.
func (k *kernel) receive(ctx context.Context, s *sender, handle func(*message)) {
	for {
		raw, err := s.Recv()
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			time.Sleep(time.Millisecond)
			continue
		}
		m, err := decode(raw.Frames, k.key)
		if err != nil {
			continue
		}
		handle(m)
	}
}

func (k *kernel) enqueue(m *message) {
	k.queueMu.Lock()
	k.queue = append(k.queue, m)
	k.queueMu.Unlock()
	select {
	case k.arrived <- struct{}{}:
	default:
	}
}

// work handles the requests of the shell one after the other.
func (k *kernel) work(ctx context.Context) {
	for {
		k.queueMu.Lock()
		var m *message
		if len(k.queue) > 0 {
			m, k.queue = k.queue[0], k.queue[1:]
		}
		k.queueMu.Unlock()
		if m != nil {
			k.handle(k.shell, m)
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-k.arrived:
		}
	}
}

// abort answers the waiting requests to execute without doing so, after a failed one.
func (k *kernel) abort() {
	time.Sleep(abortWait)
	k.queueMu.Lock()
	waiting := k.queue
	k.queue = nil
	k.queueMu.Unlock()
	for _, m := range waiting {
		if m.header.Type != "execute_request" {
			k.handle(k.shell, m)
			continue
		}
		k.publishFor(m.header, "status", map[string]any{"execution_state": "busy"})
		k.reply(k.shell, m, "execute_reply", map[string]any{"status": "aborted"})
		k.publishFor(m.header, "status", map[string]any{"execution_state": "idle"})
	}
}

// reply answers m.
func (k *kernel) reply(s *sender, m *message, kind string, content any) {
	if err := k.send(s, kind, m.ids, m.header, content); err != nil {
		k.send(s, kind, m.ids, m.header, map[string]any{"status": "error", "ename": "kernel error", "evalue": err.Error(), "traceback": []string{err.Error()}})
	}
}

// publish sends something that the running request has caused to all clients.
func (k *kernel) publish(kind string, content any) {
	k.mu.Lock()
	parent, silent := k.parent, k.silent
	k.mu.Unlock()
	if !silent {
		k.publishFor(parent, kind, content)
	}
}

func (k *kernel) publishFor(parent header, kind string, content any) {
	if err := k.send(k.iopub, kind, [][]byte{[]byte("kernel." + k.session + "." + kind)}, parent, content); err != nil && !errors.Is(err, context.Canceled) {
		k.send(k.iopub, "stream", [][]byte{[]byte("kernel." + k.session + ".stream")}, parent, map[string]any{"name": "stderr", "text": fmt.Sprintf("the kernel cannot send %s: %v\n", kind, err)})
	}
}

func (k *kernel) send(s *sender, kind string, ids [][]byte, parent header, content any) error {
	m, err := encode(k.key, k.session, kind, ids, parent, nil, content)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.SendMulti(m)
}

// stream publishes text that was printed.
func (k *kernel) stream(name, text string) {
	k.publish("stream", map[string]any{"name": name, "text": text})
}
