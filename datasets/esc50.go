package datasets

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
)

// LoadESC50 reads ESC-50 from dir: meta/esc50.csv, with the columns filename,
// fold, target and category, and the files it names in audio/. The clips of
// fold, 1 to 5, are the test set: the published figures are means over all
// five. Sounds are resampled to rate; 0 stands for the commonest.
// Source: Piczak (2015), doi 10.1145/2733373.2806390.
func LoadESC50(ctx context.Context, dir string, fold, rate int) (train, test *Clips, err error) {
	if fold < 1 || fold > 5 {
		return nil, nil, fmt.Errorf("datasets: ESC-50 has the folds 1 to 5, not %d", fold)
	}
	parts, err := listESC50(dir, fold)
	if err != nil {
		return nil, nil, err
	}
	sets, err := readClips(ctx, rate, &parts[0], &parts[1])
	if err != nil {
		return nil, nil, err
	}
	for i, part := range []string{"train", "test"} {
		sets[i].Name = fmt.Sprintf("esc50 %s, fold %d", part, fold)
	}
	return sets[0], sets[1], nil
}

// listESC50 lists the files for training and those for testing.
func listESC50(dir string, fold int) (parts [2]classFolder, err error) {
	table := filepath.Join(dir, "meta", "esc50.csv")
	text, err := readText(table)
	if err != nil {
		return parts, err
	}
	rows, err := csv.NewReader(bytes.NewReader(text.rest)).ReadAll()
	if err != nil {
		return parts, fmt.Errorf("datasets: %s: %w", table, err)
	}
	if len(rows) < 2 {
		return parts, fmt.Errorf("datasets: %s: no clips listed", table)
	}
	var at [4]int
	for i, name := range []string{"filename", "fold", "target", "category"} {
		if at[i] = slices.Index(rows[0], name); at[i] < 0 {
			return parts, fmt.Errorf("datasets: %s: no column %q among %q", table, name, rows[0])
		}
	}
	for n, row := range rows[1:] {
		name, category := row[at[0]], row[at[3]]
		if filepath.Base(name) != name {
			return parts, fmt.Errorf("datasets: %s: clip %d: file name %q", table, n+1, name)
		}
		inFold, err1 := strconv.Atoi(row[at[1]])
		target, err2 := strconv.Atoi(row[at[2]])
		if err1 != nil || err2 != nil || inFold < 1 || inFold > 5 || target < 0 || target >= 1000 {
			return parts, fmt.Errorf("datasets: %s: %s: fold %q and target %q, expected 1 to 5 and a class number", table, name, row[at[1]], row[at[2]])
		}
		classes := &parts[0].classes
		for len(*classes) <= target {
			*classes = append(*classes, "")
		}
		if have := (*classes)[target]; have != "" && have != category {
			return parts, fmt.Errorf("datasets: %s: %s: class %d is %q, and %q before", table, name, target, category, have)
		}
		(*classes)[target] = category
		p := &parts[0]
		if inFold == fold {
			p = &parts[1]
		}
		p.files = append(p.files, filepath.Join(dir, "audio", name))
		p.labels = append(p.labels, target)
	}
	if i := slices.Index(parts[0].classes, ""); i >= 0 {
		return parts, fmt.Errorf("datasets: %s: no clip of class %d, though there are higher ones", table, i)
	}
	if len(parts[0].files) == 0 || len(parts[1].files) == 0 {
		return parts, fmt.Errorf("datasets: %s: %d clips in fold %d, %d in others", table, len(parts[1].files), fold, len(parts[0].files))
	}
	parts[1].classes = parts[0].classes
	parts[0].dir, parts[1].dir = dir, dir
	return parts, nil
}
