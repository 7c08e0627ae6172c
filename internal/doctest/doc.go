// Package doctest keeps the documents true: its tests compile every snippet of
// Go in the Markdown files and in the doc comments of the public packages, run the
// programs that say what they print, look for the files and names that prose mentions, and
// want an example for each type that these packages export. The program's tests take the
// lines of its commands from here.
package doctest
