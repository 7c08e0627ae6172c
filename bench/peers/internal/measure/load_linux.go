package measure

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"
)

// Load measures how much of the machine others take.
type Load struct {
	start     time.Time
	busy, own float64
}

// StartLoad begins to measure.
func StartLoad() Load { return Load{time.Now(), busySeconds(), OwnSeconds()} }

// Others returns the share of one core that other processes, or other
// machines on the same hardware, took since the start. The clock of the whole
// machine ticks in hundredths of a second, of which one and a half are
// forgiven.
func (l Load) Others() float64 { return l.OthersThan(0) }

// OthersThan is Others when so many seconds were used by processes that this
// one lets work for it.
func (l Load) OthersThan(seconds float64) float64 {
	others := busySeconds() - l.busy - (OwnSeconds() - l.own) - seconds - 0.015
	return max(0, others/time.Since(l.start).Seconds())
}

// busySeconds is the time that all cores have worked or were taken away.
func busySeconds() float64 {
	f, err := os.Open("/proc/stat")
	if err != nil {
		return 0
	}
	defer f.Close()
	var user, nice, system, idle, wait, irq, softirq, steal float64
	if _, err := fmt.Fscanf(f, "cpu %f %f %f %f %f %f %f %f", &user, &nice, &system, &idle, &wait, &irq, &softirq, &steal); err != nil {
		return 0
	}
	return (user + nice + system + irq + softirq + steal) / 100
}

// OwnSeconds is the time that this process has worked.
func OwnSeconds() float64 {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0
	}
	return float64(r.Utime.Nano()+r.Stime.Nano()) / 1e9
}

// PeakMemory is the largest resident memory of a running process so far, in
// bytes; 0 if there is no such process. It is not getrusage's ru_maxrss, which
// in a new process begins with that of the process that started it.
func PeakMemory(pid int) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	var kB float64
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	fmt.Sscan(rest, &kB)
	return kB * 1024
}
