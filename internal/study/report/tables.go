package report

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/gopathway/pathway/internal/edits"

	"github.com/gopathway/pathway/internal/atomicfile"
	"github.com/gopathway/pathway/internal/study"
)

// This file: tables that other documents quote.

// A document quotes a short table between two lines; EXPERIMENT is the name of the
// table:
//
//	<!-- study NAME: EXPERIMENT -->
//	<!-- end -->
var (
	quoteBegin = regexp.MustCompile(`^<!-- study ([^:]+): (.+) -->$`)
	quoteEnd   = "<!-- end -->"
)

// UpdateTables writes the tables of the study in folder out again wherever the Markdown
// file quotes them, and returns how many it found. It leaves everything else as it is, the
// tables of other studies included. An experiment that the study does not have is an
// error, and so is a quotation without an end; the file then stays as it was.
func UpdateTables(out, file string) (int, error) {
	c, err := study.Read(out)
	if err != nil {
		return 0, err
	}
	a := analyse(c)
	old, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	text, n, err := a.quote(string(old))
	if err != nil {
		return 0, fmt.Errorf("%s, %w", file, err)
	}
	if n == 0 {
		return 0, fmt.Errorf("%s quotes no table of the study %s: want lines such as %q and %q",
			file, c.Config.Name, "<!-- study "+c.Config.Name+": "+c.Config.Experiments[0].Name+" -->", quoteEnd)
	}
	if bytes.Equal(old, []byte(text)) {
		return n, nil
	}
	return n, atomicfile.WriteBytes(file, []byte(text))
}

// quote replaces what lies between the lines of this study's quotations.
func (a *analysis) quote(text string) (string, int, error) {
	short := a.short()
	names := make([]string, len(short))
	for i, s := range short {
		names[i] = s.name
	}
	var b strings.Builder
	n, open := 0, 0 // the line that began a quotation; 0: outside
	ours := false
	for i, line := range strings.SplitAfter(text, "\n") {
		bare := strings.TrimRight(line, "\r\n")
		begin := quoteBegin.FindStringSubmatch(bare)
		switch {
		case begin != nil && open > 0:
			return "", 0, fmt.Errorf("line %d: the table of line %d has no %s", i+1, open, quoteEnd)
		case begin != nil:
			open, ours = i+1, begin[1] == a.Config.Name
			b.WriteString(line)
			if !ours {
				continue
			}
			at := slices.Index(names, begin[2])
			if at < 0 {
				return "", 0, fmt.Errorf("line %d: the study %s has no experiment %q%s", i+1, a.Config.Name, begin[2], edits.Suggest(begin[2], names))
			}
			d := document{blocks: []any{short[at].grid}}
			b.WriteString(d.body())
			b.WriteByte('\n')
			n++
		case open > 0 && bare == quoteEnd:
			open, ours = 0, false
			b.WriteString(line)
		case ours: // the old table
		default:
			b.WriteString(line)
		}
	}
	if open > 0 {
		return "", 0, fmt.Errorf("line %d: the table has no %s", open, quoteEnd)
	}
	return b.String(), n, nil
}
