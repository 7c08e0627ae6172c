// Package capture takes what the process writes to standard output and standard error,
// by interpreted or compiled code.
package capture

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"os"
	"runtime/debug"
	"sync"
	"time"
	"unicode/utf8"
)

// pause is how long text is gathered before it is handed on: a loop that prints makes few
// large messages instead of many small ones.
const pause = 20 * time.Millisecond

// Capture is the redirection of both streams.
type Capture struct {
	streams []*stream
}

// stream is one of them.
type stream struct {
	name    string
	r, w    *os.File
	restore func() error
	mark    []byte        // written by Flush: all before it has been read once it is seen
	seen    chan struct{} // one for each mark
	flush   chan struct{} // closed while a Flush waits, so that the reader hurries
	mu      sync.Mutex
	done    chan struct{}
}

// Start redirects both streams. sink gets what is written, with the stream's name "stdout"
// or "stderr": in the order of each stream, and one call at a time.
func Start(sink func(name, text string)) (*Capture, error) {
	var mu sync.Mutex
	c := &Capture{}
	// a process that dies reads its own pipes no more: what the runtime says of it goes to
	// where standard error goes now, too
	if err := debug.SetCrashOutput(os.Stderr, debug.CrashOptions{}); err != nil {
		return nil, err
	}
	for fd, name := range map[int]string{1: "stdout", 2: "stderr"} {
		r, w, err := os.Pipe()
		if err != nil {
			return nil, err
		}
		key := make([]byte, 16)
		rand.Read(key)
		s := &stream{name: name, r: r, w: w, mark: []byte("\x00" + hex.EncodeToString(key) + "\x00"), seen: make(chan struct{}, 1), flush: make(chan struct{}, 1), done: make(chan struct{})}
		if s.restore, err = redirect(fd, w); err != nil {
			return nil, err
		}
		c.streams = append(c.streams, s)
		go s.read(func(text string) {
			mu.Lock()
			defer mu.Unlock()
			sink(s.name, text)
		})
	}
	return c, nil
}

// read hands on what arrives, without marks and without breaking characters apart.
func (s *stream) read(sink func(string)) {
	defer close(s.done)
	buf := make([]byte, 1<<16)
	var kept []byte
	for {
		n, err := s.r.Read(buf)
		kept = append(kept, buf[:n]...)
		for {
			at := bytes.Index(kept, s.mark)
			if at < 0 {
				break
			}
			whole := at - unfinished(kept[:at])
			if whole > 0 {
				sink(string(kept[:whole]))
			}
			kept = append(kept[:0], append(bytes.Clone(kept[whole:at]), kept[at+len(s.mark):]...)...)
			s.seen <- struct{}{}
		}
		// the tail may be the beginning of a mark, or of a character
		end := len(kept) - partial(kept, s.mark)
		end -= unfinished(kept[:end])
		if err != nil {
			end = len(kept)
		}
		if end > 0 {
			sink(string(kept[:end]))
			kept = append(kept[:0], kept[end:]...)
		}
		if err != nil {
			return
		}
		select {
		case <-s.flush:
		case <-time.After(pause):
		}
	}
}

// unfinished is the number of bytes at the end of b that begin a character.
func unfinished(b []byte) int {
	for back := 1; back < utf8.UTFMax && back <= len(b); back++ {
		if utf8.RuneStart(b[len(b)-back]) {
			if !utf8.FullRune(b[len(b)-back:]) {
				return back
			}
			break
		}
	}
	return 0
}

// partial is the length of the longest end of b that mark begins with.
func partial(b, mark []byte) int {
	for n := min(len(b), len(mark)-1); n > 0; n-- {
		if bytes.Equal(b[len(b)-n:], mark[:n]) {
			return n
		}
	}
	return 0
}

// Flush returns when all that was written before it has been handed on, standard output
// first.
func (c *Capture) Flush() {
	for _, name := range []string{"stdout", "stderr"} {
		for _, s := range c.streams {
			if s.name == name {
				s.mu.Lock()
				s.w.Write(s.mark)
				select {
				case s.flush <- struct{}{}:
				default:
				}
				<-s.seen
				select {
				case <-s.flush:
				default:
				}
				s.mu.Unlock()
			}
		}
	}
}

// Stop hands on the rest and gives the streams back.
func (c *Capture) Stop() error {
	c.Flush()
	failed := debug.SetCrashOutput(nil, debug.CrashOptions{})
	for _, s := range c.streams {
		if err := s.restore(); err != nil {
			failed = err
		}
		s.w.Close()
		<-s.done
		s.r.Close()
	}
	return failed
}
