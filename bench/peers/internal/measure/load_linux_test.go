package measure

import (
	"os"
	"os/exec"
	"runtime"
	"testing"
)

// The memory of a new process is its own, not that of the process that started
// it, which ru_maxrss begins with.
func TestPeakMemory(t *testing.T) {
	big := make([]byte, 128<<20)
	for i := 0; i < len(big); i += 4096 {
		big[i] = 1
	}
	if got := PeakMemory(os.Getpid()); got < float64(len(big)) {
		t.Errorf("this process has had %.0f bytes, and %d now", got, len(big))
	}
	child := exec.Command("sleep", "60")
	if err := child.Start(); err != nil {
		t.Skip(err)
	}
	got := PeakMemory(child.Process.Pid)
	child.Process.Kill()
	child.Wait()
	if got <= 0 || got > 64<<20 {
		t.Errorf("a program that sleeps has had %.0f bytes", got)
	}
	runtime.KeepAlive(big)
	if got := PeakMemory(-1); got != 0 {
		t.Errorf("no process has had %.0f bytes", got)
	}
}

// The time that workers used does not count as that of others.
func TestOthersThan(t *testing.T) {
	load := StartLoad()
	if got := load.OthersThan(1e6); got != 0 {
		t.Errorf("workers used more than there was, and others %v of a core", got)
	}
}
