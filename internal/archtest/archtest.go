// Package archtest holds tests of the whole module's structure: which package
// imports which, what the public API may not contain, and how files begin.
package archtest
