package datasets

import (
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
func LoadAudioFolder(dir string, rate int) (train, test *Clips, err error) {
	if rate < 0 || rate > maxWAVRate {
		return nil, nil, fmt.Errorf("datasets: sounds cannot be resampled to %d samples per second: want 1 to %d, or 0 to keep their rate", rate, maxWAVRate)
	}
	trainFiles, testFiles, err := listSplit(dir, ".wav")
	if err != nil {
		return nil, nil, err
	}
	train, err = readClips(trainFiles, rate)
	if err != nil || testFiles == nil {
		return train, nil, err
	}
	test, err = readClips(testFiles, rate)
	if err != nil {
		return nil, nil, err
	}
	if test.Rate != train.Rate {
		return nil, nil, fmt.Errorf("datasets: %s: rate is %d samples per second, that of %s %d; give a rate to resample all to",
			testFiles.dir, test.Rate, trainFiles.dir, train.Rate)
	}
	return train, test, nil
}

// readClips reads the files of f into a set.
func readClips(f *classFolder, rate int) (*Clips, error) {
	s := &Clips{Labelled: f.labelled(), Rate: rate}
	for i, path := range f.files {
		x, r, err := ReadWAV(path)
		if err != nil {
			return nil, err
		}
		if rate > 0 {
			if int64(len(x)) > maxClipSamples*int64(r)/int64(rate) {
				return nil, fmt.Errorf("datasets: %s: %d samples at %d per second are too long to resample to %d per second, the limit is %d samples",
					path, len(x), r, rate, maxClipSamples)
			}
			x, r = Resample(x, r, rate), rate
		} else if i == 0 {
			s.Rate = r
		}
		if r != s.Rate {
			return nil, fmt.Errorf("datasets: %s: rate is %d samples per second, expected %d like %s; give a rate to resample all to",
				path, r, s.Rate, f.files[0])
		}
		s.Samples = append(s.Samples, x)
	}
	return s, nil
}
