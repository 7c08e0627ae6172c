package datasets

import (
	"context"
	"math"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// sine returns n samples of a sine.
func sine(n, rate int, hz float64) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(math.Sin(2 * math.Pi * hz * float64(i) / float64(rate)))
	}
	return x
}

// resampled is Resample without an error.
func resampled(t *testing.T, x []float32, from, to int) []float32 {
	t.Helper()
	y, err := Resample(context.Background(), x, from, to)
	if err != nil {
		t.Fatal(err)
	}
	return y
}

// A sine comes through with its amplitude and phase if the new rate can hold
// it, and vanishes if not.
func TestResampleSines(t *testing.T) {
	for _, c := range []struct {
		from, to int
		hz       float64
		keep     bool
	}{
		{16000, 8000, 440, true},
		{16000, 8000, 3300, true},
		{16000, 8000, 4100, false},
		{16000, 8000, 5000, false},
		{16000, 8000, 7900, false},
		{44100, 8000, 3000, true},
		{44100, 8000, 12345, false},
		{8000, 44100, 3300, true},
		{8000, 16000, 1000, true},
		{48000, 44100, 15000, true},
		{48000, 44100, 22600, false},
		{44101, 16000, 1000, true}, // no common divisor: weights are not kept
		{8000, 7999, 1000, true},
		{3, 2, 0.2, true},
	} {
		n := 6000
		y := resampled(t, sine(n, c.from, c.hz), c.from, c.to)
		if want := int(math.Ceil(float64(n) * float64(c.to) / float64(c.from))); len(y) != want {
			t.Errorf("%d to %d: %d samples, want %d", c.from, c.to, len(y), want)
		}
		edge := int(80 * math.Max(1, float64(c.to)/float64(c.from)))
		want := sine(len(y), c.to, c.hz)
		worst := 0.0
		for i := edge; i < len(y)-edge; i++ {
			w := float64(want[i])
			if !c.keep {
				w = 0
			}
			worst = math.Max(worst, math.Abs(float64(y[i])-w))
		}
		if worst > 2e-4 {
			t.Errorf("%d to %d, %v Hz: error %.2g", c.from, c.to, c.hz, worst)
		}
	}
}

func TestResample(t *testing.T) {
	x := sine(100, 8000, 100)
	y := resampled(t, x, 8000, 8000)
	if !reflect.DeepEqual(x, y) {
		t.Error("the same rate changes samples")
	}
	if y[0] = 5; x[0] == 5 {
		t.Error("the same rate shares memory")
	}
	if got := resampled(t, nil, 8000, 16000); len(got) != 0 {
		t.Errorf("nothing became %v", got)
	}
	if got := resampled(t, []float32{1}, 8, 3); len(got) != 1 {
		t.Errorf("one sample became %v", got)
	}
	constant := make([]float32, 4000)
	for i := range constant {
		constant[i] = 0.7
	}
	for i, v := range resampled(t, constant, 44100, 16000)[100:1300] {
		if v != 0.7 {
			t.Fatalf("a constant 0.7 became %v at %d", v, i)
		}
	}
	if _, err := Resample(context.Background(), x, 0, 8000); err == nil {
		t.Error("no error for rate 0")
	}
}

// writeFSDD writes clips of the given names, whose first sample is i/100.
func writeFSDD(t *testing.T, dir string, names ...string) {
	t.Helper()
	for i, name := range names {
		writeFile(t, filepath.Join(dir, name), encodeWAV([]float32{float32(i) / 100, 0}, 8000))
	}
}

func TestLoadFSDD(t *testing.T) {
	dir := t.TempDir()
	rec := filepath.Join(dir, "recordings")
	writeFSDD(t, rec, "0_ann_0.wav", "0_ann_5.wav", "7_bob_the_2nd_4.wav", "7_bob_the_2nd_49.wav", "9_ann_10.wav")
	writeFile(t, filepath.Join(rec, "README.md"), nil)
	writeFile(t, filepath.Join(rec, ".0_ann_1.wav"), nil)
	for _, d := range []string{dir, rec} {
		train, test, err := LoadFSDD(context.Background(), d, 0)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(train.Label, []int{0, 7, 9}) || !reflect.DeepEqual(test.Label, []int{0, 7}) {
			t.Errorf("labels %v and %v", train.Label, test.Label)
		}
		if train.Rate != 8000 || len(train.Classes) != 10 || train.Samples[2][0] != float32(math.Floor(0.04*32768+0.5))/32768 {
			t.Errorf("got %+v", train)
		}
	}

	for name, c := range map[string]struct {
		file string
		raw  []byte
		want []string
	}{
		"name":      {"ten_ann_0.wav", encodeWAV([]float32{0}, 8000), []string{"ten_ann_0.wav", "{digit}_{speaker}_{index}.wav"}},
		"two parts": {"1_0.wav", encodeWAV([]float32{0}, 8000), []string{"1_0.wav", "does not fit"}},
		"content":   {"9_zoe_0.wav", []byte("RIFF"), []string{"9_zoe_0.wav", "not a WAV file"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			writeFSDD(t, dir, "0_ann_0.wav", "0_ann_5.wav")
			writeFile(t, filepath.Join(dir, c.file), c.raw)
			_, _, err := LoadFSDD(context.Background(), dir, 0)
			wantError(t, err, c.want...)
		})
	}
	_, _, err := LoadFSDD(context.Background(), t.TempDir(), 0)
	wantError(t, err, "0 training and 0 test clips")
	_, _, err = LoadFSDD(context.Background(), filepath.Join(dir, "absent"), 0)
	wantError(t, err, "absent")
}

func TestLoadAudioFolder(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "train/dog/1.wav"), encodeWAV(make([]float32, 800), 8000))
	writeFile(t, filepath.Join(dir, "train/cat/1.WAV"), encodeWAV(make([]float32, 1600), 16000))
	writeFile(t, filepath.Join(dir, "test/dog/1.wav"), encodeWAV(make([]float32, 4410), 44100))
	train, test, err := LoadAudioFolder(context.Background(), dir, 8000)
	if err != nil {
		t.Fatal(err)
	}
	if train.Rate != 8000 || !reflect.DeepEqual(train.Classes, []string{"cat", "dog"}) || test.Label[0] != 1 ||
		len(train.Samples[0]) != 800 || len(test.Samples[0]) != 800 {
		t.Errorf("got %+v and %+v", train, test)
	}
	train, test, err = LoadAudioFolder(context.Background(), dir, 0)
	if err != nil || train.Rate != 8000 || test.Rate != 8000 || len(test.Samples[0]) != 800 ||
		len(train.Notes) != 1 || !strings.Contains(train.Notes[0], "1 of 2 clips are resampled to 8000 Hz: there are 1 of 8000 Hz, 1 of 16000 Hz") {
		t.Errorf("got %+v and %+v, %v", train, test, err)
	}
	_, _, err = LoadAudioFolder(context.Background(), dir, -1)
	wantError(t, err, "resampled to -1")

	train, test, err = LoadAudioFolder(context.Background(), filepath.Join(dir, "test"), 0)
	if err != nil || test != nil || train.Rate != 44100 {
		t.Errorf("got %+v, %v", train, err)
	}
	writeFile(t, filepath.Join(dir, "test/emu/1.wav"), encodeWAV([]float32{0}, 8000))
	_, _, err = LoadAudioFolder(context.Background(), dir, 8000)
	wantError(t, err, "emu", "no such class")

	loose := t.TempDir()
	writeFile(t, filepath.Join(loose, "a/1.wav"), encodeWAV([]float32{0}, 8000))
	writeFile(t, filepath.Join(loose, "2.wav"), encodeWAV([]float32{0}, 8000))
	writeFile(t, filepath.Join(loose, "README.md"), nil)
	train, _, err = LoadAudioFolder(context.Background(), loose, 0)
	if err != nil || len(train.Notes) != 1 || !strings.Contains(train.Notes[0], "1 of 2 files is not used: 1 beside the class folders") {
		t.Errorf("%v, %v", train, err)
	}

	two := t.TempDir()
	writeFile(t, filepath.Join(two, "train/a/1.wav"), encodeWAV([]float32{0}, 8000))
	writeFile(t, filepath.Join(two, "test/a/1.wav"), encodeWAV([]float32{0}, 9000))
	_, _, err = LoadAudioFolder(context.Background(), two, 0)
	if err != nil {
		t.Error(err)
	}

	slow := t.TempDir()
	writeFile(t, filepath.Join(slow, "a/1.wav"), encodeWAV(make([]float32, 100000), 1))
	_, _, err = LoadAudioFolder(context.Background(), slow, 8000)
	wantError(t, err, "1.wav", "the rate is 1 samples per second, expected 32 to")
	writeFile(t, filepath.Join(slow, "a/1.wav"), []byte("?"))
	_, _, err = LoadAudioFolder(context.Background(), slow, 8000)
	wantError(t, err, "1.wav", "not a WAV file")
	_, _, err = LoadAudioFolder(context.Background(), t.TempDir(), 0)
	wantError(t, err, "no class folders", ".wav")
}
