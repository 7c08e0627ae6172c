package formatlist

import "slices"

// This file: what the list is made of.

// Group is the formats of one kind of data.
type Group struct {
	Title    string
	Modality string   // whose models are given such files; "": none
	Intro    []string // paragraphs that come before the table
	Formats  []Format
	Limits   []Limit
}

// Format is one format of files, or what several have in common. Claims are short: what
// Read has is read, what Refused has is an error that names the file.
type Format struct {
	Name    string
	Exts    []string // in lower case, with the dot
	Read    []string
	Refused []string
}

// Limit is a number beyond which a file is refused.
type Limit struct {
	What  string // as in "pixels of an image"
	Value int64
	Unit  Unit
	More  string // what else holds, as in "or 64 times the file"
	Flag  string // moves the limit; "": none does
}

// Unit says how a value is written.
type Unit string

// The units of limits. Plain numbers have none: What says what they count.
const (
	Plain Unit = ""
	Bytes Unit = "bytes"
)

// Layout is one way in which a data set lies in a folder.
type Layout struct {
	Name     string
	Modality string
	Task     string // "": classify
	Files    []string
	Parts    string   // which samples are for training, which for testing, and what else matters
	Left     []string // claims: what is passed over, and that it is told
	Near     []string // claims: what is nearly this layout, and is an error that says so
}

// Groups returns the formats, by kind.
func Groups() []Group {
	return []Group{images, masks, sounds, clouds, videos, arrays, settings}
}

// Layouts returns the layouts of data sets, by modality.
func Layouts() []Layout {
	return slices.Concat(imageLayouts, maskLayouts, audioLayouts, pointLayouts, partLayouts, videoLayouts)
}
