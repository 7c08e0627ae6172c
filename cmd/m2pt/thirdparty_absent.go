//go:build !thirdparty

package main

// thirdParty is empty in what is built from source: the texts of licences are no part of
// the repository. See thirdparty_embedded.go.
const thirdParty = ""
