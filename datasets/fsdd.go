package datasets

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// This file: the Free Spoken Digit Dataset, one WAV file per spoken digit, named
// {digit}_{speaker}_{index}.wav.

var fsddName = regexp.MustCompile(`^([0-9])_(.+)_([0-9]{1,6})\.wav$`)

// fsddTestIndices is the official split: of every digit and speaker the
// recordings 0 to 4 are for testing.
const fsddTestIndices = 5

// LoadFSDD reads the Free Spoken Digit Dataset from dir, which is its folder
// recordings or the one above, and splits it as its authors do: recordings 0
// to 4 of each digit and speaker are the test set. Files that do not end in
// .wav are ignored; a WAV file whose name does not fit is an error that names it.
// Sounds are resampled to rate, or to the commonest.
func LoadFSDD(ctx context.Context, dir string, rate int) (train, test *Clips, err error) {
	if isFolder(dir, "recordings") {
		dir = filepath.Join(dir, "recordings")
	}
	entries, err := os.ReadDir(dir) // sorted by name
	if err != nil {
		return nil, nil, fmt.Errorf("datasets: %w", err)
	}
	classes := []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}
	var parts [2]classFolder // training, test
	for i := range parts {
		parts[i] = classFolder{dir: dir, classes: classes}
	}
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() || strings.HasPrefix(name, ".") || !strings.EqualFold(filepath.Ext(name), ".wav") {
			continue
		}
		path := filepath.Join(dir, name)
		m := fsddName.FindStringSubmatch(name)
		if m == nil {
			return nil, nil, fmt.Errorf("datasets: %s: the name does not fit, expected {digit}_{speaker}_{index}.wav", path)
		}
		digit, _ := strconv.Atoi(m[1]) // digits, by the pattern
		index, _ := strconv.Atoi(m[3])
		p := &parts[0]
		if index < fsddTestIndices {
			p = &parts[1]
		}
		p.files = append(p.files, path)
		p.labels = append(p.labels, digit)
	}
	if len(parts[0].files) == 0 || len(parts[1].files) == 0 {
		return nil, nil, fmt.Errorf("datasets: %s: found %d training and %d test clips named {digit}_{speaker}_{index}.wav, expected some of both",
			dir, len(parts[0].files), len(parts[1].files))
	}
	sets, err := readClips(ctx, rate, &parts[0], &parts[1])
	if err != nil {
		return nil, nil, err
	}
	sets[0].Name, sets[1].Name = "fsdd train", "fsdd test"
	return sets[0], sets[1], nil
}
