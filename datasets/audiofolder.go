package datasets

import (
	"context"
	"fmt"
)

// This file: class folders of sounds.

// maxClipSamples bounds how long resampling may make a clip, whatever rate its
// file claims.
const maxClipSamples = 1 << 28

// LoadAudioFolder reads labelled sounds from class folders:
//
//	dir/<class>/*.wav                            train only, test is nil
//	dir/train/<class>/...  dir/test/<class>/...  both (val serves if there is no test)
//
// Sounds are mixed down to mono and resampled to rate; with rate 0 all files
// must have one rate. Classes are sorted by name; the test part may lack some
// but not add any. Hidden files and files of other types are passed over; a
// class without sounds or a file that cannot be read is an error that names
// it.
func LoadAudioFolder(ctx context.Context, dir string, rate int) (train, test *Clips, err error) {
	if rate < 0 || rate > maxWAVRate {
		return nil, nil, fmt.Errorf("datasets: sounds cannot be resampled to %d samples per second: want 1 to %d, or 0 to keep their rate", rate, maxWAVRate)
	}
	trainFiles, testFiles, err := listSplit(dir, ".wav")
	if err != nil {
		return nil, nil, err
	}
	train, err = readClips(ctx, trainFiles, rate)
	if err != nil || testFiles == nil {
		return train, nil, err
	}
	test, err = readClips(ctx, testFiles, rate)
	if err != nil {
		return nil, nil, err
	}
	if test.Rate != train.Rate {
		return nil, nil, fmt.Errorf("datasets: %s: rate is %d samples per second, that of %s %d; give a rate to resample all to",
			testFiles.dir, test.Rate, trainFiles.dir, train.Rate)
	}
	return train, test, nil
}

// clip is a sound as a file has it, or resampled.
type clip struct {
	samples []float32
	rate    int
}

// readClip reads a sound and resamples it to rate, unless that is 0.
func readClip(path string, rate int) (clip, error) {
	x, r, err := ReadWAV(path)
	if err != nil || rate == 0 {
		return clip{x, r}, err
	}
	if int64(len(x)) > maxClipSamples*int64(r)/int64(rate) {
		return clip{}, fmt.Errorf("datasets: %s: %d samples at %d per second are too long to resample to %d per second, the limit is %d samples",
			path, len(x), r, rate, maxClipSamples)
	}
	return clip{Resample(x, r, rate), rate}, nil
}

// readClips reads the files of f into a set.
func readClips(ctx context.Context, f *classFolder, rate int) (*Clips, error) {
	s := &Clips{Labelled: f.labelled(), Rate: rate}
	first := ""
	read := func(path string) (clip, error) { return readClip(path, rate) }
	err := readFiles(ctx, f, &s.Labelled, read, func(path string, c clip) error {
		if first == "" {
			first, s.Rate = path, c.rate
		}
		if c.rate != s.Rate {
			return fmt.Errorf("datasets: %s: rate is %d samples per second, expected %d like %s; give a rate to resample all to",
				path, c.rate, s.Rate, first)
		}
		s.Samples = append(s.Samples, c.samples)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s, nil
}
