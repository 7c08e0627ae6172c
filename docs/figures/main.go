// Command figures draws the picture of the README: the pathway, and beside it what our
// studies measured. Run it in docs:
//
//	go run ./figures
//
// The measured half is drawn from docs/studies/pathways/differences.csv, so that it cannot
// differ from the report.
package main

import (
	"fmt"
	"log"
	"os"
)

const (
	source  = "studies/pathways/differences.csv"
	picture = "images/pathway.svg"
)

func main() {
	log.SetFlags(0)
	svg, err := frontPicture(source)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(picture, svg, 0o666); err != nil {
		log.Fatal(err)
	}
	fmt.Println("wrote", picture)
}
