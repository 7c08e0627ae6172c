package formatlist

import "github.com/gopathway/pathway/internal/strictyaml"

// This file: recipes and studies.

var settings = Group{
	Title: "Recipes and studies",
	Intro: []string{"`--recipe FILE` and `m2pt study FILE`. Small files, written by hand; every mistake in them is an error that names the line."},
	Formats: []Format{
		{
			Name: "recipes and studies",
			Exts: []string{".yaml", ".yml", ".json"},
			Read: []string{"YAML 1.1 and 1.2, with `010` as ten", "JSON, also under another name", "UTF-8 or UTF-16 with a byte order mark, line ends of any system"},
			Refused: []string{
				"an unknown field; what may have been meant is said",
				"a field twice",
				"a value of another type or out of range",
				"two documents in a file, or none",
				"YAML in a file called `.json`",
			},
		},
		{Name: "recipes", Read: []string{"anchors, aliases and merge keys"}},
		{Name: "studies", Refused: []string{"aliases", "a baseline that is no arm"}},
	},
	Limits: []Limit{
		{What: "bytes of a file", Value: strictyaml.MaxSize, Unit: Bytes},
		{What: "values", Value: strictyaml.MaxValues},
		{What: "sections and lists inside each other", Value: strictyaml.MaxDepth},
	},
}
