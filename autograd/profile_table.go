package autograd

import (
	"bytes"
	"fmt"
	"io"
	"sort"
	"strconv"
	"time"
	"unicode/utf8"
)

// ProfileRow is what a Profile has collected about one op in one direction,
// or about one section.
type ProfileRow struct {
	Name  string        // of the op or section
	Pass  string        // "forward" or "backward"; "" for what is no op
	Calls int           // of the op or its gradient, or how often the section began
	Time  time.Duration // in all calls together, as the following
	FLOPs float64       // floating-point operations of matrix products
	Bytes float64       // read and written, by the convention of Profile
}

// GFLOPS returns the floating-point operations per second, in 10⁹; 0 without
// time.
func (r ProfileRow) GFLOPS() float64 { return r.perSecond(r.FLOPs) }

// GBPerSecond returns the bytes per second, in 10⁹; 0 without time.
func (r ProfileRow) GBPerSecond() float64 { return r.perSecond(r.Bytes) }

func (r ProfileRow) perSecond(n float64) float64 {
	if r.Time <= 0 {
		return 0
	}
	return n / r.Time.Seconds() / 1e9
}

// Rows returns what was collected, the longest time first. The times add up to
// all the time that was counted until the last event: call Stop before.
func (p *Profile) Rows() []ProfileRow {
	rows := make([]ProfileRow, 0, len(p.rows))
	for _, r := range p.rows {
		if r.Calls > 0 || r.Time > 0 {
			rows = append(rows, r.ProfileRow)
		}
	}
	sort.Slice(rows, func(i, j int) bool {
		a, b := rows[i], rows[j]
		switch {
		case a.Time != b.Time:
			return a.Time > b.Time
		case a.Name != b.Name:
			return a.Name < b.Name
		}
		return a.Pass > b.Pass // forward first
	})
	return rows
}

// Clear forgets what was collected so far, such as that of a warm-up. The row
// that is open stays open.
func (p *Profile) Clear() {
	for _, r := range p.rows {
		r.Calls, r.Time, r.FLOPs, r.Bytes = 0, 0, 0, 0
	}
	p.since = time.Now()
}

// WriteTable writes the rows as a table of text: share of the total time,
// calls, milliseconds, GFLOP/s, share of peakGFLOPS (what the machine can do
// at best on as many threads; 0 if it is not known), megabytes and GB/s; then
// sums of the ops forward and backward and of everything.
func (p *Profile) WriteTable(w io.Writer, peakGFLOPS float64) error {
	rows := p.Rows()
	total := ProfileRow{Name: "total"}
	passes := []ProfileRow{{Name: "all ops", Pass: forwardPass}, {Name: "all ops", Pass: backwardPass}}
	for _, r := range rows {
		total.add(r)
		for i := range passes {
			if r.Pass == passes[i].Pass {
				passes[i].add(r)
			}
		}
	}
	table := [][]string{{"op", "pass", "share", "calls", "ms", "GFLOP/s", "% peak", "MB", "GB/s"}}
	for _, r := range rows {
		table = append(table, r.cells(total.Time, peakGFLOPS))
	}
	table = append(table, nil)
	for _, r := range passes {
		if r.Calls > 0 {
			table = append(table, r.cells(total.Time, peakGFLOPS))
		}
	}
	table = append(table, total.cells(total.Time, peakGFLOPS))
	return writeAligned(w, table)
}

func (r *ProfileRow) add(o ProfileRow) {
	r.Calls += o.Calls
	r.Time += o.Time
	r.FLOPs += o.FLOPs
	r.Bytes += o.Bytes
}

// cells returns the texts of a row, with a dash for what it does not have.
func (r ProfileRow) cells(total time.Duration, peak float64) []string {
	c := []string{r.Name, r.Pass, "-", "-", fmt.Sprintf("%.2f", float64(r.Time)/1e6), "-", "-", "-", "-"}
	if total > 0 {
		c[2] = fmt.Sprintf("%.1f %%", 100*float64(r.Time)/float64(total))
	}
	if r.Calls > 0 {
		c[3] = strconv.Itoa(r.Calls)
	}
	if r.FLOPs > 0 && r.Time > 0 {
		c[5] = fmt.Sprintf("%.1f", r.GFLOPS())
		if peak > 0 {
			c[6] = fmt.Sprintf("%.1f", 100*r.GFLOPS()/peak)
		}
	}
	if r.Bytes > 0 {
		c[7] = fmt.Sprintf("%.1f", r.Bytes/1e6)
		if r.Time > 0 {
			c[8] = fmt.Sprintf("%.1f", r.GBPerSecond())
		}
	}
	return c
}

// textColumns are aligned to the left, the others to the right.
const textColumns = 2

// writeAligned writes a table. A nil row becomes a ruled line.
func writeAligned(w io.Writer, table [][]string) error {
	width := make([]int, len(table[0]))
	line := 2 * (len(width) - 1)
	for i := range width {
		for _, row := range table {
			if row != nil {
				width[i] = max(width[i], utf8.RuneCountInString(row[i]))
			}
		}
		line += width[i]
	}
	var b bytes.Buffer
	for _, row := range table {
		if row == nil {
			b.Write(bytes.Repeat([]byte{'-'}, line))
		}
		for i, cell := range row {
			if i > 0 {
				b.WriteString("  ")
			}
			if i < textColumns {
				fmt.Fprintf(&b, "%-*s", width[i], cell)
			} else {
				fmt.Fprintf(&b, "%*s", width[i], cell)
			}
		}
		b.WriteByte('\n')
	}
	_, err := w.Write(b.Bytes())
	return err
}
