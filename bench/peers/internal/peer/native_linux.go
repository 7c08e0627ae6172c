//go:build amd64 || arm64

package peer

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

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

type dnnlVersion struct{ Major, Minor, Patch int32 }

var loadOneDNN = sync.OnceValues(func() (l struct {
	sgemm func(transA, transB byte, m, n, k int64, alpha float32, a *float32, lda int64,
		b *float32, ldb int64, beta float32, c *float32, ldc int64) int32
	about string
}, err error) {
	h, name, err := open("PATHWAY_ONEDNN", "libdnnl.so.3", "libdnnl.so.2", "libdnnl.so")
	if err != nil {
		return l, fmt.Errorf("oneDNN %w", err)
	}
	purego.RegisterLibFunc(&l.sgemm, h, "dnnl_sgemm")
	var version func() *dnnlVersion
	purego.RegisterLibFunc(&version, h, "dnnl_version")
	v := version()
	l.about = fmt.Sprintf("oneDNN %d.%d.%d, %s", v.Major, v.Minor, v.Patch, name)
	return l, nil
})

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
		call := func(m, i int) {
			status := l.sgemm(p.Op[0], p.Op[1], int64(m), int64(p.N), int64(p.K), 1, &p.a(i)[0], int64(p.LDA()),
				&p.b(i)[0], int64(p.LDB()), 0, &p.c(c, i)[0], int64(p.N))
			if status != 0 {
				panic(fmt.Sprintf("dnnl_sgemm: status %d", status))
			}
		}
		return native(p, c, call), nil
	},
}

var loadOpenBLAS = sync.OnceValues(func() (l struct {
	sgemm func(order, transA, transB, m, n, k int32, alpha float32, a *float32, lda int32,
		b *float32, ldb int32, beta float32, c *float32, ldc int32)
	about string
}, err error) {
	h, name, err := open("PATHWAY_OPENBLAS", "libopenblas.so.0", "libopenblas.so")
	if err != nil {
		return l, fmt.Errorf("OpenBLAS %w", err)
	}
	purego.RegisterLibFunc(&l.sgemm, h, "cblas_sgemm")
	if _, err := purego.Dlsym(h, "openblas_get_config"); err != nil {
		return l, errors.New(name + " is not OpenBLAS")
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
		trans := map[bool]int32{false: 111, true: 112}
		ta, tb := trans[p.TransA()], trans[p.TransB()]
		c := p.newC()
		call := func(m, i int) {
			l.sgemm(rowMajor, ta, tb, int32(m), int32(p.N), int32(p.K), 1, &p.a(i)[0], int32(p.LDA()),
				&p.b(i)[0], int32(p.LDB()), 0, &p.c(c, i)[0], int32(p.N))
		}
		return native(p, c, call), nil
	},
}

// native makes a Runner of a function that computes m rows of product i.
func native(p Product, c []float32, call func(m, i int)) *Runner {
	batch := func(m int) func() {
		return func() {
			for i := 0; i < p.Batch; i++ {
				call(m, i)
			}
		}
	}
	return &Runner{Run: batch(p.M), Empty: batch(0), Result: func() []float32 { return c }}
}
