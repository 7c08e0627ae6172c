// Program plain prints the lines of package bits, which it links.
package main

import (
	"fmt"

	"github.com/gopathway/pathway/internal/plugintest/testdata/bits"
)

func main() { fmt.Print(bits.Lines()) }
