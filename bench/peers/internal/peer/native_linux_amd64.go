package peer

import (
	"errors"
	"fmt"
	"math"
	"os"
	"runtime"
	"strings"
	"sync"
	"unsafe"

	"github.com/ebitengine/purego"
)

// This file: oneDNN and OpenBLAS, loaded while the program runs. Nothing is
// compiled against them, and a machine without them skips them.

// open loads the first library there is: the one that the environment
// variable names, or else one of the names.
func open(variable string, names ...string) (handle uintptr, name string, err error) {
	if path := os.Getenv(variable); path != "" {
		names = []string{path}
	}
	for _, name := range names {
		if handle, err = purego.Dlopen(name, purego.RTLD_NOW|purego.RTLD_LOCAL); err == nil {
			return handle, name, nil
		}
	}
	return 0, "", fmt.Errorf("not found: %s (or name the file in %s)", strings.Join(names, ", "), variable)
}

// library is one that was loaded.
type library struct {
	sgemm uintptr
	about string
}

var loadOneDNN = sync.OnceValues(func() (l library, err error) {
	h, name, err := open("PATHWAY_ONEDNN", "libdnnl.so.3", "libdnnl.so.2", "libdnnl.so")
	if err != nil {
		return l, fmt.Errorf("oneDNN %w", err)
	}
	if l.sgemm, err = purego.Dlsym(h, "dnnl_sgemm"); err != nil {
		return l, errors.New(name + " is not oneDNN")
	}
	var version func() *struct{ Major, Minor, Patch int32 }
	purego.RegisterLibFunc(&version, h, "dnnl_version")
	var effective func() int32
	purego.RegisterLibFunc(&effective, h, "dnnl_get_effective_cpu_isa")
	v, isa := version(), effective()
	l.about = fmt.Sprintf("oneDNN %d.%d.%d, %s, instruction set %#x", v.Major, v.Minor, v.Patch, name, isa)
	if name := instructionSets[isa]; name != "" {
		l.about += " (" + name + ")"
	}
	return l, nil
})

// instructionSets are those of dnnl_cpu_isa_t whose numbers stay the same from
// version to version.
var instructionSets = map[int32]string{0x1: "sse4.1", 0x3: "avx", 0x7: "avx2"}

var oneDNN = Peer{
	Name: "onednn",
	About: func() (string, error) {
		l, err := loadOneDNN()
		return l.about, err
	},
	New: func(p Product) (*Runner, error) {
		l, err := loadOneDNN()
		if err != nil {
			return nil, err
		}
		c := p.newC()
		calls := make([]call, p.Batch)
		for i := range calls {
			calls[i] = call{
				fn: l.sgemm,
				// transA, transB, M, N, K, alpha, A
				registers: [6]uintptr{uintptr(p.Op[0]), uintptr(p.Op[1]), uintptr(p.M), uintptr(p.N), uintptr(p.K), address(p.a(i))},
				alpha:     one,
				// lda, B, ldb, beta = 0, C, ldc
				stack: [6]uintptr{uintptr(p.LDA()), address(p.b(i)), uintptr(p.LDB()), address(p.c(c, i)), uintptr(p.N)},
			}
		}
		run := func(n int) {
			repeat(calls, n)
			if status := int32(calls[0].result); status != 0 {
				panic(fmt.Sprintf("dnnl_sgemm: status %d", status))
			}
		}
		return native(p, c, run), nil
	},
}

var loadOpenBLAS = sync.OnceValues(func() (l library, err error) {
	h, name, err := open("PATHWAY_OPENBLAS", "libopenblas.so.0", "libopenblas.so")
	if err != nil {
		return l, fmt.Errorf("OpenBLAS %w", err)
	}
	if _, err := purego.Dlsym(h, "openblas_get_config"); err != nil {
		return l, errors.New(name + " is not OpenBLAS")
	}
	if l.sgemm, err = purego.Dlsym(h, "cblas_sgemm"); err != nil {
		return l, fmt.Errorf("%s has no cblas_sgemm", name)
	}
	var config, core func() string
	purego.RegisterLibFunc(&config, h, "openblas_get_config")
	purego.RegisterLibFunc(&core, h, "openblas_get_corename")
	l.about = strings.TrimSpace(config()) + ", kernels for " + core()
	return l, nil
})

var openBLAS = Peer{
	Name: "openblas",
	About: func() (string, error) {
		l, err := loadOpenBLAS()
		return l.about, err
	},
	New: func(p Product) (*Runner, error) {
		l, err := loadOpenBLAS()
		if err != nil {
			return nil, err
		}
		const rowMajor = 101
		trans := map[bool]uintptr{false: 111, true: 112}
		c := p.newC()
		calls := make([]call, p.Batch)
		for i := range calls {
			calls[i] = call{
				fn: l.sgemm,
				// order, transA, transB, M, N, K, alpha
				registers: [6]uintptr{rowMajor, trans[p.TransA()], trans[p.TransB()], uintptr(p.M), uintptr(p.N), uintptr(p.K)},
				alpha:     one,
				// A, lda, B, ldb, beta = 0, C, ldc
				stack: [6]uintptr{address(p.a(i)), uintptr(p.LDA()), address(p.b(i)), uintptr(p.LDB()), address(p.c(c, i)), uintptr(p.N)},
			}
		}
		return native(p, c, func(n int) { repeat(calls, n) }), nil
	},
}

// native makes a Runner of calls, which hold their matrices as numbers: run
// keeps those alive.
func native(p Product, c []float32, run func(n int)) *Runner {
	return &Runner{
		Native: true,
		Run: func(n int) {
			onThread(func() { run(n) })
			runtime.KeepAlive(p)
			runtime.KeepAlive(c)
		},
		Result: func() []float32 { return c },
	}
}

// onThread runs f on the one thread that all calls come from. OpenMP keeps a
// team of threads for each thread that calls, and once there are more of them
// than cores, all of them are slower to start.
func onThread(f func()) {
	done := make(chan struct{})
	thread() <- func() {
		f()
		close(done)
	}
	<-done
}

var thread = sync.OnceValue(func() chan<- func() {
	work := make(chan func())
	go func() {
		runtime.LockOSThread()
		for f := range work {
			f()
		}
	}()
	return work
})

// call is a call of a C function as repeatCalls takes it.
type call struct {
	fn          uintptr
	registers   [6]uintptr
	alpha, beta uintptr // the bits of two float32
	stack       [6]uintptr
	result      uintptr
}

var one = uintptr(math.Float32bits(1))

// repeatCallsAddress is the address of repeatCalls, in assembly.
var repeatCallsAddress uintptr

// repeat makes the calls n times.
func repeat(calls []call, n int) {
	purego.SyscallN(repeatCallsAddress, uintptr(unsafe.Pointer(&calls[0])), uintptr(len(calls)), uintptr(n))
}

// address returns where a matrix lies. The collector of Go does not move it,
// but does not see this number either: the matrix must be kept alive.
func address(x []float32) uintptr { return uintptr(unsafe.Pointer(&x[0])) }
