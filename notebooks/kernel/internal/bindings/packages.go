// Package bindings holds what cells may import: for every package, its exported
// functions, variables, constants and types as reflect values, in the form that the
// interpreter reads. The files named bind_*.go are generated; a package is added by a
// line in packages.txt and `go generate ./...`.
package bindings

import _ "embed"

//go:generate go run ./generate

// Docs holds, for every exported name, its declaration and the first sentence of its comment:
// one a line, as "path.Name<TAB>declaration<TAB>sentence". A method is "path.Type.Method".
//
//go:embed docs.txt
var Docs string
