// Command site writes the documentation as static HTML, from the Markdown files of
// docs/, some of the repository's own (CONTRIBUTING.md, CHANGELOG.md, bench/README.md)
// and the notebooks. In docs/:
//
//	go run ./site                        # writes public/
//	go run ./site --serve localhost:8080 # and shows it
//
// The pages need no network, and no server: they work as files.
package main

import (
	"flag"
	"fmt"
	"net/http"
	"os"
)

func main() {
	root := flag.String("root", "..", "the `folder` of the repository")
	out := flag.String("out", "public", "the `folder` to write to; made if it does not exist")
	serve := flag.String("serve", "", "serve the pages at this `address` afterwards")
	notebooks := flag.String("notebooks", "", "take the notebooks from this `folder` instead of the repository's")
	flag.Parse()
	if err := run(*root, *notebooks, *out, *serve); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(root, notebooks, out, serve string) error {
	s, err := Build(root, notebooks)
	if err != nil {
		return err
	}
	if err := s.Write(out); err != nil {
		return err
	}
	fmt.Printf("%d pages, %d other files, in %s\n", len(s.pages), len(s.assets), out)
	if serve == "" {
		return nil
	}
	fmt.Printf("http://%s\n", serve)
	return http.ListenAndServe(serve, http.FileServer(http.Dir(out)))
}
