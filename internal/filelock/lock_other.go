//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package filelock

import "os"

// Supported says whether files can be locked here.
const Supported = false

// Take does nothing where the standard library has no lock that ends with its process:
// a file that stays behind after a kill would be worse than none.
func Take(*os.File) error { return nil }
