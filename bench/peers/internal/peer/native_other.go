//go:build !linux || !amd64

package peer

import "errors"

// This file: platforms for which no library is loaded.

var (
	oneDNN   = missing("onednn")
	openBLAS = missing("openblas")
)

func missing(name string) Peer {
	err := errors.New(name + " is loaded on linux/amd64 only")
	return Peer{
		Name:  name,
		About: func() (string, error) { return "", err },
		New:   func(Product) (*Runner, error) { return nil, err },
	}
}
