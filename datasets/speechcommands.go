package datasets

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
)

// LoadSpeechCommands reads Google's Speech Commands from dir: a folder of WAV
// files per word, and the files of the official split, validation_list.txt and
// testing_list.txt, which name files as word/file.wav. What neither lists is
// for training. _background_noise_ is passed over. A listed file that is
// missing is an error. Sounds are resampled to rate; 0 stands for the commonest.
// Source: Warden (2018), arXiv 1804.03209.
func LoadSpeechCommands(ctx context.Context, dir string, rate int) (train, validation, test *Clips, err error) {
	part := map[string]int{}
	for i, name := range []string{"validation_list.txt", "testing_list.txt"} {
		if err := readList(filepath.Join(dir, name), i+1, part); err != nil {
			return nil, nil, nil, err
		}
	}
	all, err := listClassesBut(dir, []string{"_background_noise_"}, ".wav")
	if err != nil {
		return nil, nil, nil, err
	}
	var parts [3]classFolder
	for i := range parts {
		parts[i] = classFolder{dir: dir, classes: all.classes}
	}
	parts[0].left = all.left
	for i, file := range all.files {
		key := all.classes[all.labels[i]] + "/" + filepath.Base(file)
		p := &parts[part[key]]
		p.files = append(p.files, file)
		p.labels = append(p.labels, all.labels[i])
		delete(part, key)
	}
	for key := range part {
		return nil, nil, nil, fmt.Errorf("datasets: %s: %s is in the lists of the split but not there (%d such files)", dir, key, len(part))
	}
	sets, err := readClips(ctx, rate, &parts[0], &parts[1], &parts[2])
	if err != nil {
		return nil, nil, nil, err
	}
	for i, name := range []string{"train", "validation", "test"} {
		sets[i].Name = "speechcommands " + name
	}
	return sets[0], sets[1], sets[2], nil
}

// readList reads the names in a list into part, with the value to.
func readList(file string, to int, part map[string]int) error {
	lines, err := readText(file)
	if err != nil {
		return err
	}
	for line, ok := lines.next(); ok; line, ok = lines.next() {
		name := strings.TrimSpace(line)
		if name == "" {
			continue
		}
		if word, wav, _ := strings.Cut(name, "/"); !isName(word) || !isName(wav) {
			return fmt.Errorf("datasets: %s:%d: %q, expected word/file.wav", file, lines.n, name)
		}
		if part[name] != 0 {
			return fmt.Errorf("datasets: %s:%d: %s is listed twice", file, lines.n, name)
		}
		part[name] = to
	}
	return nil
}
