// Package formatlist is the list of all formats and layouts that the program reads:
// what is read of each, what is refused, and the limits. docs/formats.md is made of it:
//
//	go test ./internal/formatlist -update
//
// Its tests hold the list true. Each claim is bound to a file or a folder, made by code,
// that is read or refused as the claim says; a claim without one, and one without a
// claim, fail. Limits are the constants in force, and files beyond them are refused. The
// extensions are those of the loaders, no more and no fewer.
package formatlist
