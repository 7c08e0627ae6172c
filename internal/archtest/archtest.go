// Package archtest holds tests of the whole module's structure: which package
// imports which, and what the public API may not contain.
package archtest
