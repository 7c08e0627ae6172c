//go:build unix

package openfile

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What has no end, and what keeps one waiting, is refused at once, through links too.
func TestReadRefusesDevicesAndPipes(t *testing.T) {
	dir := t.TempDir()
	pipe, link := filepath.Join(dir, "pipe"), filepath.Join(dir, "link")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	if err := os.Symlink("/dev/zero", link); err != nil {
		t.Skip(err)
	}
	for path, want := range map[string]string{pipe: "a named pipe", "/dev/zero": "a device", link: "a device"} {
		done := make(chan error, 1)
		go func() {
			_, err := Read(path, Media)
			done <- err
		}()
		select {
		case err := <-done:
			if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
				t.Errorf("%s: %v, want %s", path, err, want)
			}
		case <-time.After(5 * time.Second):
			t.Fatalf("%s: still reading", path)
		}
	}
}
