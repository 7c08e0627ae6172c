// Package outside tests the module as others see it: a module of their own, with
// the public packages alone.
package outside
