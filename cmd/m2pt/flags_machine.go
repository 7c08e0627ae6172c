package main

import (
	"runtime"

	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/internal/parallel"
)

// This file: flags of how the machine is used. None of them changes a result.

// machineFlags are --threads and --profile.
type machineFlags struct {
	threads int
	profile bool
}

// register adds --threads and --profile.
func (m *machineFlags) register(fs *pflag.FlagSet) {
	threadsFlag(fs, &m.threads)
	groupMachine.more(fs, func(fs *pflag.FlagSet) {
		fs.BoolVar(&m.profile, "profile", false, "show at the end where the time went, op by op")
	})
}

// threadsFlag adds --threads.
func threadsFlag(fs *pflag.FlagSet, threads *int) {
	groupMachine.common(fs, func(fs *pflag.FlagSet) {
		fs.IntVar(threads, "threads", 0, "threads; 0: all processors (results do not depend on it)")
	})
}

// processors is GOMAXPROCS as it was before --threads changed it; 0: it has not.
var processors int

// setThreads applies --threads: n threads, or for 0 as many as there were before
// an earlier command of the process had the flag.
func setThreads(n int) error {
	if n < 0 {
		return usagef("--threads is %d, want 0 (all) or more", n)
	}
	switch {
	case n > 0:
		if before := runtime.GOMAXPROCS(n); processors == 0 {
			processors = before
		}
	case processors > 0:
		runtime.GOMAXPROCS(processors)
		processors = 0
	}
	parallel.SetLimit(n)
	return nil
}
