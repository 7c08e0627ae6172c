// The plugin offers the lines of package bits to the program host.
package main

import "github.com/gopathway/pathway/internal/plugintest/testdata/bits"

// Lines is what the host looks up.
func Lines() string { return bits.Lines() }

func main() {}
