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
// .wav are ignored; a WAV file whose name does not fit, or whose rate is not
// that of the first, is an error that names it.
func LoadFSDD(ctx context.Context, dir string) (train, test *Clips, err error) {
	if isFolder(dir, "recordings") {
		dir = filepath.Join(dir, "recordings")
	}
	entries, err := os.ReadDir(dir) // sorted by name
	if err != nil {
		return nil, nil, fmt.Errorf("datasets: %w", err)
	}
	classes := []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}
	train = &Clips{Labelled: Labelled{Name: "fsdd train", Classes: classes}}
	test = &Clips{Labelled: Labelled{Name: "fsdd test", Classes: classes}}
	type recording struct {
		path         string
		digit, index int
	}
	var files []recording
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
		files = append(files, recording{path, digit, index})
	}
	first := ""
	read := func(i int) (clip, error) { return readClip(files[i].path, 0) }
	skipped, err := readEach(ctx, len(files), read, func(i int, c clip) error {
		f := files[i]
		if first == "" {
			first = f.path
			train.Rate, test.Rate = c.rate, c.rate
		}
		if c.rate != train.Rate {
			return fmt.Errorf("datasets: %s: rate is %d samples per second, expected %d like %s", f.path, c.rate, train.Rate, first)
		}
		set := train
		if f.index < fsddTestIndices {
			set = test
		}
		set.Samples = append(set.Samples, c.samples)
		set.Label = append(set.Label, f.digit)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	train.note(unreadable(len(files), skipped)...)
	if train.Len() == 0 || test.Len() == 0 {
		return nil, nil, fmt.Errorf("datasets: %s: found %d training and %d test clips named {digit}_{speaker}_{index}.wav, expected some of both",
			dir, train.Len(), test.Len())
	}
	return train, test, nil
}
