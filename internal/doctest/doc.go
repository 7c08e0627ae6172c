// Package doctest keeps the documents true: its tests compile every snippet of
// Go in the Markdown files and in the doc comments of the public packages. The
// program's tests take the lines of its commands from here.
package doctest
