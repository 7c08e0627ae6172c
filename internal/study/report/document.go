package report

// document is a report before it becomes Markdown or HTML.
type document struct {
	title  string
	blocks []any // heading, paragraph, list, grid, code or figure
}

type (
	heading struct {
		level int
		text  string
	}
	paragraph string
	list      []string
	code      string

	// grid is a table. Its columns from numbers on hold numbers.
	grid struct {
		head    []string
		rows    [][]string
		numbers int
	}

	// figure is a PNG file, its path relative to the report.
	figure struct{ file, title string }
)

func (d *document) add(blocks ...any) { d.blocks = append(d.blocks, blocks...) }
