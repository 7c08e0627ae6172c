package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// This file: talking to workers. A worker is a process that has loaded one
// model. It prints a line that says what it is, and answers each line on its
// standard input with one on its standard output, until the input ends:
//
//	run N     computes N steps, and says the seconds of one
//	logits    the logits of the last image of its batch, as JSON
//	memory    the largest resident memory so far, in bytes
//	cpu       the processor time used so far, in seconds
//	peak      multiply-adds per second in registers now, in GFLOP/s (Pathway only)
//	allocs    heap allocations so far (Pathway only)

// worker is a running worker.
type worker struct {
	name  string
	about string
	cmd   *exec.Cmd
	in    io.WriteCloser
	out   *bufio.Reader
}

// start runs cmd as a worker and waits until it is ready.
func start(name string, cmd *exec.Cmd) (*worker, error) {
	w := &worker{name: name, cmd: cmd}
	cmd.Stderr = os.Stderr
	var err error
	if w.in, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	w.out = bufio.NewReaderSize(out, 1<<20)
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if w.about, err = w.line(); err != nil {
		w.end()
		return nil, err
	}
	return w, nil
}

func (w *worker) line() (string, error) {
	s, err := w.out.ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("%s ended: %w", w.name, err)
	}
	return strings.TrimSpace(s), nil
}

// ask returns the answer to a command.
func (w *worker) ask(command string) (string, error) {
	if _, err := io.WriteString(w.in, command+"\n"); err != nil {
		return "", fmt.Errorf("%s: %w", w.name, err)
	}
	return w.line()
}

// number is ask for an answer that is a number.
func (w *worker) number(command string) (float64, error) {
	s, err := w.ask(command)
	if err != nil {
		return 0, err
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, fmt.Errorf("%s answered %q to %q", w.name, s, command)
	}
	return v, nil
}

// run returns the seconds of a step, the mean of n.
func (w *worker) run(n int) (float64, error) { return w.number("run " + strconv.Itoa(n)) }

// settle waits until the worker's threads sleep: some look for more work for a
// while, and would take a core from whoever has the next turn.
func (w *worker) settle() error {
	const slice = 10 * time.Millisecond
	before, err := w.number("cpu")
	for try := 0; err == nil && try < 50; try++ {
		time.Sleep(slice)
		var now float64
		if now, err = w.number("cpu"); now-before < 0.1*slice.Seconds() {
			break
		}
		before = now
	}
	return err
}

// end ends the worker.
func (w *worker) end() {
	w.in.Close()
	w.cmd.Wait()
}
