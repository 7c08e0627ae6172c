package datasets

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// This file: class folders of sounds. The file cliprates.go brings them to one rate.

// LoadAudioFolder reads labelled sounds from class folders:
//
//	dir/<class>/*.wav                            train only, test is nil
//	dir/train/<class>/...  dir/test/<class>/...  both (val serves if there is no test)
//
// Files are of any format that [ReadSound] reads. Sounds are mixed down to mono and
// resampled to rate; with rate 0 to the rate that most files of the training part have,
// the lower of two that are as common. Classes are sorted by name; the test part may lack
// some but not add any. Hidden files are passed over; files of other types and in
// folders of a class are counted in Notes. A class without sounds or a file
// that cannot be read is an error that names it.
func LoadAudioFolder(ctx context.Context, dir string, rate int) (train, test *Clips, err error) {
	trainFiles, testFiles, err := listSplit(dir, soundExts...)
	if err != nil {
		return nil, nil, nearSounds(dir, err)
	}
	sets, err := readClips(ctx, rate, trainFiles, testFiles)
	if err != nil {
		return nil, nil, err
	}
	return sets[0], sets[1], nil
}

// nearSounds adds to an error what layouts of sounds there are, and which one dir nearly
// has.
func nearSounds(dir string, err error) error {
	loose, sounds, deeper := 0, 0, ""
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		switch {
		case strings.HasPrefix(e.Name(), "."):
		case hasExt(e.Name(), soundExts):
			loose++
		case isFolder(path):
			if n := soundsBelow(path); n > 0 && deeper == "" {
				sounds, deeper = n, path
			}
		}
	}
	near := ""
	switch {
	case loose > 0:
		near = fmt.Sprintf("; its %d sounds lie in no class folder: put those of each class into one, as in %s", loose, filepath.Join(dir, "CLASS", "1.wav"))
	case deeper != "":
		near = fmt.Sprintf("; %d sounds lie deeper, as in %s: is that the folder to give?", sounds, deeper)
	}
	return fmt.Errorf("%w%s (sounds are read from CLASS/*.wav, train/CLASS/*.wav with test/ or val/, FSDD's recordings/, Speech Commands and ESC-50; files may be %s)",
		err, near, strings.Join(soundExts, " "))
}

// soundsBelow counts the sounds in the folders of dir.
func soundsBelow(dir string) int {
	n := 0
	subs, _ := subfolders(dir)
	for _, s := range subs {
		entries, _ := os.ReadDir(filepath.Join(dir, s))
		for _, e := range entries {
			if !e.IsDir() && hasExt(e.Name(), soundExts) {
				n++
			}
		}
	}
	return n
}
