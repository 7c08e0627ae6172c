// Program host opens the plugin that its argument names and prints the lines
// that it returns. It imports nothing of the module: the plugin must bring its
// own kernels, or it would use those of the host, compiled without -dynlink.
package main

import (
	"fmt"
	"os"
	"plugin"
)

func main() {
	p, err := plugin.Open(os.Args[1])
	if err != nil {
		fail(err)
	}
	lines, err := p.Lookup("Lines")
	if err != nil {
		fail(err)
	}
	fmt.Print(lines.(func() string)())
}

// fail ends the program with an error.
func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
