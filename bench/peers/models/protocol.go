package main

import (
	"bufio"
	"fmt"
	"io"
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
//	cpu       the processor time used so far, in seconds
//	peak      multiply-adds in registers now, in GFLOP/s; 0 if not known (Pathway only)
//	allocs    heap allocations of a step in the last run (Pathway only)

// worker is a running worker.
type worker struct {
	name  string
	about string
	cmd   *exec.Cmd
	in    io.WriteCloser
	out   *bufio.Reader
	said  *tail // its standard error
}

// patience is how long a worker may take for an answer.
const patience = 10 * time.Minute

// start runs cmd as a worker and waits until it is ready.
func start(name string, cmd *exec.Cmd) (*worker, error) {
	w := &worker{name: name, cmd: cmd, said: new(tail)}
	cmd.Stderr = w.said
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

// line returns the next line of the worker's output.
func (w *worker) line() (string, error) {
	kill := time.AfterFunc(patience, func() { w.cmd.Process.Kill() })
	s, err := w.out.ReadString('\n')
	switch {
	case !kill.Stop():
		return "", fmt.Errorf("%s did not answer for %v", w.name, patience)
	case err != nil:
		w.end() // now all that it said is there
		return "", w.said.explain(fmt.Errorf("%s ended", w.name))
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

// end ends the worker. It may be called again.
func (w *worker) end() {
	w.in.Close()
	kill := time.AfterFunc(10*time.Second, func() { w.cmd.Process.Kill() })
	w.cmd.Wait()
	kill.Stop()
}
