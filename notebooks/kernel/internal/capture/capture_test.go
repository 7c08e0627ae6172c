package capture

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// started captures into strings, by stream.
func started(t *testing.T) (*Capture, func(string) string, *[]string) {
	t.Helper()
	var mu sync.Mutex
	text, order := map[string]string{}, []string{}
	c, err := Start(func(name, s string) {
		mu.Lock()
		defer mu.Unlock()
		text[name] += s
		order = append(order, s)
	})
	if err != nil {
		t.Fatal(err)
	}
	return c, func(name string) string {
		mu.Lock()
		defer mu.Unlock()
		return text[name]
	}, &order
}

func TestBothStreams(t *testing.T) {
	c, text, _ := started(t)
	fmt.Println("out")
	fmt.Fprintln(os.Stderr, "err")
	println("from the runtime") // to descriptor 2 itself
	c.Flush()
	if got := text("stdout"); got != "out\n" {
		t.Errorf("stdout %q", got)
	}
	if got := text("stderr"); got != "err\nfrom the runtime\n" {
		t.Errorf("stderr %q", got)
	}
	fmt.Print("at the end, without a line end")
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	if got := text("stdout"); got != "out\nat the end, without a line end" {
		t.Errorf("stdout %q", got)
	}
	fmt.Println("not captured")
	if strings.Contains(text("stdout"), "not captured") {
		t.Error("captured after Stop")
	}
}

// What is written before a Flush has been handed on when it returns; much of it, too.
func TestFlushIsABarrier(t *testing.T) {
	c, text, _ := started(t)
	defer c.Stop()
	want := ""
	for i := range 200 {
		line := fmt.Sprintf("%d %s\n", i, strings.Repeat("é", i%50*20))
		fmt.Print(line)
		want += line
		if i%10 == 0 {
			c.Flush()
			if got := text("stdout"); got != want {
				t.Fatalf("after line %d: %d bytes, want %d", i, len(got), len(want))
			}
		}
	}
}

func TestCharactersStayWhole(t *testing.T) {
	c, _, order := started(t)
	os.Stdout.Write([]byte("a\xe2\x82"))
	c.Flush()
	os.Stdout.Write([]byte("\xac\n"))
	c.Flush()
	c.Stop()
	if got := strings.Join(*order, "|"); got != "a|€\n" {
		t.Errorf("pieces %q", got)
	}
}

// The end of the process is seen by who has started it, though its streams are captured.
func TestCrashIsSeen(t *testing.T) {
	if os.Getenv("CAPTURE_CRASH") != "" {
		if _, err := Start(func(_, _ string) {}); err != nil {
			t.Fatal(err)
		}
		go panic("the last words")
		select {}
	}
	cmd := exec.Command(os.Args[0], "-test.run", "^TestCrashIsSeen$")
	cmd.Env = append(os.Environ(), "CAPTURE_CRASH=1")
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "panic: the last words") {
		t.Errorf("%v, and its output is %q", err, out)
	}
}

func TestPartial(t *testing.T) {
	for _, c := range []struct {
		text, mark string
		want       int
	}{{"abc", "cde", 1}, {"abcd", "cde", 2}, {"abc", "xyz", 0}, {"", "x", 0}, {"aa", "aab", 2}} {
		if got := partial([]byte(c.text), []byte(c.mark)); got != c.want {
			t.Errorf("partial(%q, %q) = %d, want %d", c.text, c.mark, got, c.want)
		}
	}
}
