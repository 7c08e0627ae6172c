package measure

import (
	"fmt"
	"os"
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
func (l Load) Others() float64 {
	others := busySeconds() - l.busy - (OwnSeconds() - l.own) - 0.015
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

// PeakMemory is the largest resident memory of this process so far, in bytes.
func PeakMemory() float64 {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0
	}
	return float64(r.Maxrss) * 1024
}
