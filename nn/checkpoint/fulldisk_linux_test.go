package checkpoint_test

import (
	"bytes"
	"errors"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn/checkpoint"
	"github.com/gopathway/pathway/tensor"
)

// TestFullDisk limits the size of files, so that writing fails half-way as on
// a full disk: the old checkpoint must be whole and nothing else be left.
func TestFullDisk(t *testing.T) {
	_, _, _, path := smallRun(t)
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	big := &checkpoint.State{Model: []tensor.Named{{Name: "w", Tensor: tensor.New(1 << 20)}}}

	signal.Ignore(syscall.SIGXFSZ) // the limit also raises a signal
	defer signal.Reset(syscall.SIGXFSZ)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Skip("no limit on the size of files here:", err)
	}
	low := limit
	low.Cur = 1 << 20
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &low); err != nil {
		t.Skip("no limit on the size of files here:", err)
	}
	err = checkpoint.Save(path, big)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}

	if !errors.Is(err, syscall.EFBIG) {
		t.Errorf("error %v, want %v", err, syscall.EFBIG)
	}
	modeltest.WantError(t, err, path)
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, old) {
		t.Errorf("the old checkpoint is damaged (%v)", err)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("folder holds %v (%v), want the old checkpoint alone", entries, err)
	}
	if err := checkpoint.Save(path, big); err != nil {
		t.Errorf("with room again: %v", err)
	}
}
