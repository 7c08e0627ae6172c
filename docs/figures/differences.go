package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// This file: the right half of the picture, a row for each difference that a study measured.

// difference is a mean of paired differences in accuracy with its 95 % interval, in
// percentage points.
type difference struct {
	target, arm     string
	mean, low, high float64
	pretraining     bool // the arm is masked pretraining of the target's own modality
}

// readDifferences reads those experiments of a study's differences.csv that compare a
// pathway with plain training, and masked pretraining with training from scratch.
func readDifferences(path string) ([]difference, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	column := map[string]int{}
	for i, name := range lines[0] {
		column[name] = i
	}
	var pathways, pretraining []difference
	for n, line := range lines[1:] {
		d := difference{target: line[column["target"]], arm: strings.TrimPrefix(line[column["arm"]], "+ ")}
		for name, to := range map[string]*float64{"mean": &d.mean, "low_95": &d.low, "high_95": &d.high} {
			v, err := strconv.ParseFloat(line[column[name]], 64)
			if err != nil {
				return nil, fmt.Errorf("%s: line %d: %s: %w", path, n+2, name, err)
			}
			*to = 100 * v
		}
		switch experiment := line[column["experiment"]]; {
		case strings.HasPrefix(experiment, "auxiliaries"):
			pathways = append(pathways, d)
		case strings.HasPrefix(experiment, "masked pretraining"):
			d.pretraining = true
			pretraining = append(pretraining, d)
		}
	}
	if len(pathways) == 0 || len(pretraining) == 0 {
		return nil, fmt.Errorf("%s: no differences of auxiliaries or of masked pretraining", path)
	}
	return append(pathways, pretraining...), nil
}

// plural are the names of what the targets are trained on.
var plural = map[string]string{"image": "images", "audio": "sounds", "point": "points", "video": "videos"}

// drawDifferences draws a point and an interval for each row, above an axis of percentage
// points.
func drawDifferences(c *canvas, rows []difference) {
	const (
		left, right = 690.0, 975.0 // of the axis
		from, to    = -6.0, 32.0   // in percentage points
		top, step   = 76.0, 16.0
	)
	at := func(v float64) float64 { return left + (v-from)/(to-from)*(right-left) }
	c.text(520, 34, `font-weight="600" font-size="16" fill="`+ink+`"`, "What we measured")
	c.text(520, 54, `fill="`+grey+`" font-size="12"`, "test accuracy with few labels: difference in percentage points, 95 % interval")
	bottom := top + step*float64(len(rows)) + 8
	for v := 0.0; v <= 30; v += 10 {
		c.line(at(v), top-6, at(v), bottom, `stroke="`+map[bool]string{true: grey, false: "#e5e7eb"}[v == 0]+`"`)
		c.text(at(v), bottom+16, `text-anchor="middle" font-size="12" fill="`+grey+`"`, strings.Replace(fmt.Sprintf("%+g", v), "+0", "0", 1))
	}
	y := top
	for i, r := range rows {
		colour, label := amber, plural[r.target]+" + λ · "+plural[r.arm]
		if r.pretraining {
			colour, label = blue, plural[r.target]+", own pretraining"
			if !rows[i-1].pretraining {
				y += 8
			}
		}
		c.text(680, y+9, `text-anchor="end" font-size="12.5" fill="`+ink+`"`, label)
		c.line(at(r.low), y+5, at(r.high), y+5, `stroke="`+colour+`" stroke-width="2"`)
		fmt.Fprintf(c, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>\n", at(r.mean), y+5, colour)
		y += step
	}
	c.text(at(11), top+78, `fill="`+amber+`" font-weight="600" font-size="13"`, "pathways: nothing that")
	c.text(at(11), top+95, `fill="`+amber+`" font-weight="600" font-size="13"`, "stands out from chance")
	c.text(520, 380, `fill="`+grey+`" font-size="12"`, "200 labels (videos: 80), width 64, 5 seeds each; docs/results.md")
}
