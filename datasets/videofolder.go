package datasets

import (
	"context"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// LoadVideoFolder reads labelled clips from class folders:
//
//	dir/<class>/<clip>                             train only, test is nil
//	dir/train/<class>/<clip>  dir/test/<class>/... both (val serves if there is no test)
//
// A clip is whatever [ReadVideo] reads: a folder of numbered frames, an
// animated GIF or a Y4M file. Classes are sorted by name; the test part may
// lack some but not add any. Channels, h and w are those of [ReadImage]; with
// h = w = 0 all frames must have one size. Hidden files and files of other
// types are passed over; a class without clips, a clip that cannot be read or
// of another size is an error that names it. Clips are held in memory, scaled.
func LoadVideoFolder(ctx context.Context, dir string, channels, h, w int) (train, test *Videos, err error) {
	if err := checkImageSize(channels, h, w); err != nil {
		return nil, nil, err
	}
	trainDir, testDir, err := splitFolders(dir)
	if err != nil {
		return nil, nil, err
	}
	trainClips, err := listClips(trainDir)
	if err != nil {
		return nil, nil, err
	}
	train, err = readVideos(ctx, trainClips, channels, h, w)
	if err != nil || testDir == "" {
		return train, nil, err
	}
	testClips, err := listClips(testDir)
	if err != nil {
		return nil, nil, err
	}
	if err := testClips.relabel(trainClips.classes); err != nil {
		return nil, nil, err
	}
	test, err = readVideos(ctx, testClips, channels, h, w)
	if err != nil {
		return nil, nil, err
	}
	if test.H != train.H || test.W != train.W {
		return nil, nil, fmt.Errorf("datasets: %s: frames are %dx%d, those of %s %dx%d; give a size to scale all to (--side)",
			testClips.dir, test.H, test.W, trainClips.dir, train.H, train.W)
	}
	return train, test, nil
}

// listClips lists the files and folders of dir/<class>/ that can be clips.
func listClips(dir string) (*classFolder, error) {
	if err := noLooseClips(dir); err != nil {
		return nil, err
	}
	return listSamples(dir, nil, "clips (folders of frames, .gif or .y4m files)", func(path string, _ os.DirEntry) bool {
		st, err := os.Stat(path) // follows symbolic links
		return err == nil && (st.IsDir() || st.Mode().IsRegular() && hasExt(path, videoExts))
	})
}

// noLooseClips is an error that tells the layout if clips lie in dir itself and no
// folders beside them.
func noLooseClips(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("datasets: %w", err)
	}
	clips, frames := 0, 0
	for _, e := range entries {
		switch name := e.Name(); {
		case strings.HasPrefix(name, "."):
		case e.IsDir() || e.Type()&os.ModeSymlink != 0:
			return nil
		case hasExt(name, videoExts) || hasExt(name, otherVideoExts):
			clips++
		case hasExt(name, imageExts):
			frames++
		}
	}
	if clips+frames == 0 {
		return nil
	}
	return fmt.Errorf("datasets: %s: %d clips and %d pictures lie in the folder itself, expected a folder for each class: %s, or with a split %s and %s",
		dir, clips, frames, filepath.Join(dir, "<class>", "<clip>"), filepath.Join(dir, "train", "<class>", "<clip>"), filepath.Join(dir, "test", "<class>", "<clip>"))
}

// otherVideoExts are types that people have and that are not read.
var otherVideoExts = []string{".mp4", ".avi", ".mov", ".mkv", ".webm", ".mpg", ".mpeg", ".m4v"}

var (
	videoExts = []string{".gif", ".y4m"}
	frameExts = imageExts
)

// readVideos reads the clips of f into a set.
func readVideos(ctx context.Context, f *classFolder, channels, h, w int) (*Videos, error) {
	s := &Videos{Labelled: f.labelled(), C: channels}
	first := ""
	var odd []string // notes about single clips
	read := func(path string) (*Videos, error) { return ReadVideo(ctx, path, channels, h, w) }
	err := readFiles(ctx, f, &s.Labelled, read, func(path string, v *Videos) error {
		if first == "" {
			first, s.H, s.W = path, v.H, v.W
		}
		if v.H != s.H || v.W != s.W {
			return fmt.Errorf("datasets: video %s: size %dx%d, expected %dx%d like %s; give a size to scale all to (--side)",
				path, v.H, v.W, s.H, s.W, first)
		}
		s.Clips = append(s.Clips, v.Clips[0])
		if len(v.Notes) > 0 {
			odd = append(odd, v.Notes...)
		}
		return nil
	})
	if more := len(odd) - maxNamed; more > 0 {
		odd = append(odd[:maxNamed], fmt.Sprintf("and %d more notes about other clips", more))
	}
	s.note(odd...)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// readFrames adds the frames in a folder, at least one. Its errors name the file.
func readFrames(dir string, b *clipBuilder) error {
	files, left, err := listFrames(dir)
	if err != nil {
		return videoError(dir, err)
	}
	if text := left.text(len(files)); text != "" {
		b.notes = append(b.notes, text)
	}
	b.expect(len(files))
	if err := b.fits(len(files)); err != nil {
		return fmt.Errorf("datasets: video %s: %w", dir, err)
	}
	for _, name := range files {
		path := filepath.Join(dir, name)
		if !b.wanted() {
			b.skip()
			continue
		}
		p, err := readPlanes(path, ImageOptions{Channels: b.c, MaxPixels: b.maxPixels})
		if err != nil {
			return err
		}
		if err := b.add(p.px, p.h, p.w); err != nil {
			return videoError(path, err)
		}
	}
	return nil
}

// listFrames returns the names of the frames in a folder, by their numbers, and what else
// it holds.
func listFrames(dir string) ([]string, *leftOut, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil, err
	}
	var names []string
	left := new(leftOut)
	numbers := map[string]*big.Int{}
	for _, e := range entries {
		name := e.Name()
		switch {
		case passedOver(name):
			continue
		case e.IsDir():
			left.addN("in subfolders", filesIn(filepath.Join(dir, name)))
			continue
		case !hasExt(name, frameExts):
			left.addFile(name)
			continue
		}
		n := frameNumber(name)
		if n == nil {
			return nil, nil, fmt.Errorf("the name of frame %s has no number", name)
		}
		names, numbers[name] = append(names, name), n
	}
	if len(names) == 0 {
		return nil, nil, fmt.Errorf("no %s frames found among its %d entries%s", strings.Join(frameExts, " "), len(entries), left.found())
	}
	sort.SliceStable(names, func(i, j int) bool { return numbers[names[i]].Cmp(numbers[names[j]]) < 0 })
	for i := 1; i < len(names); i++ {
		if numbers[names[i-1]].Cmp(numbers[names[i]]) == 0 {
			return nil, nil, fmt.Errorf("frames %s and %s have the same number", names[i-1], names[i])
		}
	}
	return names, left, nil
}

// frameNumber returns the last number in a file name without its extension,
// nil for none.
func frameNumber(name string) *big.Int {
	const digits = "0123456789"
	stem := strings.TrimSuffix(name, filepath.Ext(name))
	stem = stem[:strings.LastIndexAny(stem, digits)+1]
	n, ok := new(big.Int).SetString(stem[len(strings.TrimRight(stem, digits)):], 10)
	if !ok {
		return nil
	}
	return n
}
