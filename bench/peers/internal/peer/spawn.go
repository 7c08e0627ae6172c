package peer

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// This file: threads and instruction sets. The libraries read both from the
// environment when they are loaded, so a program starts itself anew for each.

// spawned tells a process that Spawn started it.
const spawned = "PATHWAY_PEERS_SPAWNED"

// Spawned is true in a process that Spawn started.
func Spawned() bool { return os.Getenv(spawned) != "" }

// ceilings are the names by which the libraries know the instruction sets.
// They run their widest for any other level.
var ceilings = map[string][]string{
	"avx2": {"ONEDNN_MAX_CPU_ISA=AVX2", "DNNL_MAX_CPU_ISA=AVX2", "OPENBLAS_CORETYPE=Haswell"},
}

// Spawn runs this program again, with the same arguments, for each number of
// threads in a comma-separated list. The level is a value of PATHWAY_SIMD, or
// empty for the widest.
func Spawn(threads, level string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	for _, t := range strings.Split(threads, ",") {
		if n, err := strconv.Atoi(t); err != nil || n < 1 {
			return fmt.Errorf("%q is not a number of threads", t)
		}
		cmd := exec.Command(self, os.Args[1:]...)
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		cmd.Env = append(os.Environ(), spawned+"=1",
			"GOMAXPROCS="+t, "OMP_NUM_THREADS="+t, "OPENBLAS_NUM_THREADS="+t)
		if level != "" {
			cmd.Env = append(cmd.Env, "PATHWAY_SIMD="+level)
			cmd.Env = append(cmd.Env, ceilings[level]...)
		}
		var failed *exec.ExitError
		if err := cmd.Run(); errors.As(err, &failed) { // it has said why
			os.Exit(failed.ExitCode())
		} else if err != nil {
			return err
		}
	}
	return nil
}
