//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package study

// lock does nothing where the standard library has no lock that ends with its
// process: a file that stays behind after a kill would be worse than none.
func lock(string) (release func(), err error) { return func() {}, nil }
