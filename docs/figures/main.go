// Command figures draws the diagrams of the documentation, as SVG files in docs/img.
// In docs/:
//
//	go run ./figures
//
// A test compares the files with what is drawn. The drawings follow the colour scheme of
// whoever looks at them, but for that of the README, front.svg, which brings a white card.
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
)

// figures are the diagrams, by the name of their file. front.svg has measurements, too.
var figures = map[string]func() *drawing{
	"pathway.svg":    pathway,
	"merge.svg":      merge,
	"lanes.svg":      lanes,
	"chain.svg":      chain,
	"gemm-loops.svg": gemmLoops,
	"gemm-pack.svg":  gemmPack,
	"gemm-tile.svg":  gemmTile,
	"tape.svg":       tape,
	"checkpoint.svg": checkpoint,
	"tokens.svg":     tokens,
}

func main() {
	log.SetFlags(0)
	files, err := drawn(".")
	if err != nil {
		log.Fatal(err)
	}
	for name, svg := range files {
		if err := os.WriteFile(filepath.Join("img", name), []byte(svg), 0o666); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Printf("%d drawings in img\n", len(files))
}

// drawn returns the content of every file of img. Measurements are read from the folder docs.
func drawn(docs string) (map[string]string, error) {
	front, err := frontPicture(filepath.Join(docs, "studies", "pathways", "differences.csv"))
	if err != nil {
		return nil, err
	}
	files := map[string]string{"front.svg": front}
	for name, draw := range figures {
		files[name] = draw().String()
	}
	return files, nil
}
