package datasets

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

var (
	frameExts = []string{".png", ".jpg", ".jpeg"}
	videoExts = []string{".gif", ".y4m"}
)

// ReadVideo reads one video as a set of a single one without a label (-1), with 1
// channel (grey) or 3 (RGB): an animated GIF, a Y4M file, or a folder of PNG or
// JPEG files, its frames in the order of their names. Channels, h and w are those
// of [ReadImage]; with h = w = 0 all frames must have one size.
func ReadVideo(path string, channels, h, w int) (*Videos, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("datasets: video: %w", err)
	}
	switch ext := strings.ToLower(filepath.Ext(path)); {
	case info.IsDir():
		return readFrames(path, channels, h, w)
	case ext == ".gif":
		return ReadGIF(path, channels, h, w)
	case ext == ".y4m":
		return ReadY4M(path, channels, h, w)
	default:
		return nil, fmt.Errorf("datasets: video %s: the extension is %q, expected .gif, .y4m or a folder of frames", path, ext)
	}
}

// readFrames reads a folder of frames.
func readFrames(dir string, channels, h, w int) (*Videos, error) {
	if err := checkImageSize(channels, h, w); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(dir) // sorted by name
	if err != nil {
		return nil, fmt.Errorf("datasets: video: %w", err)
	}
	s := &Videos{Name: dir, C: channels, Labels: []int{-1}, Clips: make([][]uint8, 1)}
	first := ""
	for _, e := range entries {
		if e.IsDir() || strings.HasPrefix(e.Name(), ".") || !hasExt(e.Name(), frameExts) {
			continue
		}
		path := filepath.Join(dir, e.Name())
		img, err := ReadImage(path, channels, h, w)
		if err != nil {
			return nil, err
		}
		if first == "" {
			first, s.H, s.W = path, img.H, img.W
		}
		if img.H != s.H || img.W != s.W {
			return nil, fmt.Errorf("datasets: frame %s: size %dx%d, expected %dx%d like %s; give a size to scale all to",
				path, img.H, img.W, s.H, s.W, first)
		}
		s.Clips[0] = append(s.Clips[0], img.Pixels...)
	}
	if first == "" {
		return nil, fmt.Errorf("datasets: video %s: no %s files found among its %d entries", dir, strings.Join(frameExts, " "), len(entries))
	}
	return s, nil
}

// LoadVideoFolder reads labelled videos from class folders, as [LoadImageFolder]
// does images; each is what [ReadVideo] reads: a GIF, a Y4M file or a folder of
// frames. Everything is held in memory, a byte for each pixel and channel.
func LoadVideoFolder(dir string, channels, h, w int) (train, test *Videos, err error) {
	if err := checkImageSize(channels, h, w); err != nil {
		return nil, nil, err
	}
	trainDir, testDir, err := splitFolders(dir)
	if err != nil {
		return nil, nil, err
	}
	files, err := listVideos(trainDir)
	if err != nil {
		return nil, nil, err
	}
	if train, err = readVideos(files, channels, h, w); err != nil || testDir == "" {
		return train, nil, err
	}
	testFiles, err := listVideos(testDir)
	if err == nil {
		err = testFiles.relabel(files.classes)
	}
	if err != nil {
		return nil, nil, err
	}
	if test, err = readVideos(testFiles, channels, h, w); err != nil {
		return nil, nil, err
	}
	if test.H != train.H || test.W != train.W {
		return nil, nil, fmt.Errorf("datasets: %s: frames are %dx%d, those of %s %dx%d; give a size to scale all to",
			testDir, test.H, test.W, trainDir, train.H, train.W)
	}
	return train, test, nil
}

// listVideos lists the videos of dir/<class>/: files and folders of frames.
func listVideos(dir string) (*classFolder, error) {
	classes, err := subfolders(dir)
	if err != nil {
		return nil, err
	}
	if len(classes) == 0 {
		return nil, fmt.Errorf("datasets: %s: no class folders found, expected one folder of videos for each class", dir)
	}
	f := &classFolder{dir: dir, classes: classes}
	for label, c := range classes {
		sub := filepath.Join(dir, c)
		entries, err := os.ReadDir(sub)
		if err != nil {
			return nil, fmt.Errorf("datasets: class folder: %w", err)
		}
		before := len(f.files)
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), ".") || !isFolder(sub, e.Name()) && !hasExt(e.Name(), videoExts) {
				continue
			}
			f.files, f.labels = append(f.files, filepath.Join(sub, e.Name())), append(f.labels, label)
		}
		if len(f.files) == before {
			return nil, fmt.Errorf("datasets: class folder %s: no %s files or folders of frames found among its %d entries", sub, strings.Join(videoExts, " "), len(entries))
		}
	}
	return f, nil
}

// readVideos reads the files of f into a set.
func readVideos(f *classFolder, channels, h, w int) (*Videos, error) {
	s := &Videos{Name: filepath.Base(f.dir), C: channels, Labels: f.labels, Classes: f.classes}
	for i, path := range f.files {
		v, err := ReadVideo(path, channels, h, w)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			s.H, s.W = v.H, v.W
		}
		if v.H != s.H || v.W != s.W {
			return nil, fmt.Errorf("datasets: video %s: frames of %dx%d, expected %dx%d like %s; give a size to scale all to",
				path, v.H, v.W, s.H, s.W, f.files[0])
		}
		s.Clips = append(s.Clips, v.Clips[0])
	}
	return s, nil
}
