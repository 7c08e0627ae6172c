package simd

import (
	"fmt"
	"os"
	"strings"
)

// Level names an instruction set the kernels are written for.
type Level int

// The levels, from the one that runs everywhere to the widest. A level
// includes the ones an architecture has below it: a kernel without a version
// for the chosen level runs the next narrower one, with the same bits.
const (
	Portable Level = iota // plain Go: the specification of every kernel
	AVX2                  // amd64 with AVX2 and FMA
	AVX512                // amd64 with AVX-512 F, BW, DQ and VL
	NEON                  // arm64
)

var levelNames = [...]string{"portable", "avx2", "avx512", "neon"}

// String returns the name PATHWAY_SIMD knows the level by.
func (l Level) String() string {
	if l < 0 || int(l) >= len(levelNames) {
		return fmt.Sprintf("Level(%d)", int(l))
	}
	return levelNames[l]
}

// current is the level in use. The kernels read the flags below, which
// setLevel derives from it.
var current Level

// Current returns the instruction set in use: the widest this CPU has, or
// the one the environment variable PATHWAY_SIMD names.
func Current() Level { return current }

// Levels returns the instruction sets this CPU can run, Portable first.
func Levels() []Level { return append([]Level{Portable}, nativeLevels()...) }

// Use switches all kernels to level l and returns a function that switches
// back. It exists for tests and benchmarks: it must not be called while
// kernels run.
func Use(l Level) (restore func(), err error) {
	for _, have := range Levels() {
		if have == l {
			old := current
			setLevel(l)
			return func() { setLevel(old) }, nil
		}
	}
	return nil, fmt.Errorf("simd: level %v is not available on this CPU (available: %v)", l, Levels())
}

func init() {
	levels := Levels()
	setLevel(levels[len(levels)-1])
	name := os.Getenv("PATHWAY_SIMD")
	if name == "" {
		return
	}
	for l, n := range levelNames {
		if strings.EqualFold(n, name) {
			if _, err := Use(Level(l)); err != nil {
				fail(err)
			}
			return
		}
	}
	fail(fmt.Errorf("simd: PATHWAY_SIMD=%s is not one of %s", name, strings.Join(levelNames[:], ", ")))
}

// fail ends the program: running other kernels than the ones asked for would
// be a silent wrong answer to the person who set the variable.
func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(2)
}
