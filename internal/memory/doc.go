// Package memory tells how much memory the program has needed.
package memory
