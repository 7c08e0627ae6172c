package datasets

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// This file: published layouts of sets, made small in a folder of the test's.

func put(t *testing.T, content []byte, path ...string) {
	t.Helper()
	p := filepath.Join(path...)
	if err := os.MkdirAll(filepath.Dir(p), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p, content, 0o666); err != nil {
		t.Fatal(err)
	}
}

// inUTF16 returns ASCII text as Windows writes "Unicode": little-endian, with its mark.
func inUTF16(text []byte) []byte {
	wide := []byte("\xFF\xFE")
	for _, c := range text {
		wide = append(wide, c, 0)
	}
	return wide
}

func putWAV(t *testing.T, rate int, path ...string) {
	t.Helper()
	put(t, encodeWAV(sine(64, rate, 100), rate), path...)
}

// cifarRecordOf is a record whose planes are full of r, g and b.
func cifarRecordOf(label, r, g, b byte) []byte {
	rec := []byte{label}
	for _, v := range []byte{r, g, b} {
		rec = append(rec, bytes.Repeat([]byte{v}, 1024)...)
	}
	return rec
}

func TestCIFAR10(t *testing.T) {
	names := "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n"
	base := t.TempDir()
	dir := filepath.Join(base, "cifar-10-batches-bin")
	put(t, []byte(names), dir, "batches.meta.txt")
	put(t, append(cifarRecordOf(3, 1, 2, 3), cifarRecordOf(9, 4, 5, 6)...), dir, "data_batch_2.bin")
	put(t, cifarRecordOf(0, 7, 8, 9), dir, "test_batch.bin")
	for _, d := range []string{base, dir} {
		train, test, err := LoadCIFAR10(context.Background(), d)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(train.Label, []int{3, 9}) || !reflect.DeepEqual(test.Label, []int{0}) || train.Classes[9] != "truck" {
			t.Errorf("labels %v and %v, classes %v", train.Label, test.Label, train.Classes)
		}
		if img := train.Image(1); img[0] != 4 || img[1024] != 5 || img[3071] != 6 {
			t.Errorf("pixels %d %d %d", img[0], img[1024], img[3071])
		}
	}

	put(t, cifarRecordOf(10, 0, 0, 0), dir, "data_batch_2.bin")
	_, _, err := LoadCIFAR10(context.Background(), dir)
	wantError(t, err, "data_batch_2.bin", "label 10 of record 0")
	put(t, cifarRecordOf(1, 0, 0, 0)[:3000], dir, "data_batch_2.bin")
	_, _, err = LoadCIFAR10(context.Background(), dir)
	wantError(t, err, "data_batch_2.bin", "3000 bytes")
	os.Remove(filepath.Join(dir, "data_batch_2.bin"))
	_, _, err = LoadCIFAR10(context.Background(), dir)
	wantError(t, err, "no data_batch_1.bin")
	put(t, []byte("cat\n"), dir, "batches.meta.txt")
	_, _, err = LoadCIFAR10(context.Background(), dir)
	wantError(t, err, "1 class names")
}

func TestSpeechCommands(t *testing.T) {
	dir := t.TempDir()
	for _, word := range []string{"no", "yes"} {
		for i := 0; i < 3; i++ {
			putWAV(t, 8000, dir, word, fmt.Sprintf("%d.wav", i))
		}
	}
	putWAV(t, 8000, dir, "_background_noise_", "hum.wav")
	put(t, []byte("yes/0.wav\n"), dir, "validation_list.txt")
	put(t, []byte("yes/1.wav\nno/2.wav\n"), dir, "testing_list.txt")
	train, validation, test, err := LoadSpeechCommands(context.Background(), dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(train.Label, []int{0, 0, 1}) || !reflect.DeepEqual(validation.Label, []int{1}) || !reflect.DeepEqual(test.Label, []int{0, 1}) {
		t.Errorf("labels %v, %v, %v", train.Label, validation.Label, test.Label)
	}
	if !reflect.DeepEqual(test.Classes, []string{"no", "yes"}) || train.Rate != 8000 {
		t.Errorf("classes %v, rate %d", test.Classes, train.Rate)
	}
	for list, word := range map[string]string{
		"no/7.wav\n":             "no/7.wav is in the lists",
		"no/../x.wav\n":          "expected word/file.wav",
		"yes/1.wav\nyes/1.wav\n": "testing_list.txt:2: yes/1.wav is listed twice",
	} {
		put(t, []byte(list), dir, "testing_list.txt")
		_, _, _, err := LoadSpeechCommands(context.Background(), dir, 0)
		wantError(t, err, word)
	}
	os.Remove(filepath.Join(dir, "testing_list.txt"))
	_, _, _, err = LoadSpeechCommands(context.Background(), dir, 0)
	wantError(t, err, "testing_list.txt")
}

func TestESC50(t *testing.T) {
	dir := t.TempDir()
	table := "filename,fold,target,category,esc10\n"
	for i := 0; i < 10; i++ {
		name := fmt.Sprintf("%d.wav", i)
		putWAV(t, 8000, dir, "audio", name)
		table += fmt.Sprintf("%s,%d,%d,%s,False\n", name, 1+i/2, i%2, []string{"dog", "rain"}[i%2])
	}
	put(t, []byte(table), dir, "meta", "esc50.csv")
	train, test, err := LoadESC50(context.Background(), dir, 3, 0)
	if err != nil {
		t.Fatal(err)
	}
	if train.Len() != 8 || !reflect.DeepEqual(test.Label, []int{0, 1}) || !reflect.DeepEqual(test.Classes, []string{"dog", "rain"}) {
		t.Errorf("%d for training, test labels %v, classes %v", train.Len(), test.Label, test.Classes)
	}
	_, _, err = LoadESC50(context.Background(), dir, 6, 0)
	wantError(t, err, "not 6")
	for change, word := range map[string]string{
		"9.wav,5,1,dog,False":     `class 1 is "dog", and "rain" before`,
		"9.wav,5,3,cat,False":     "no clip of class 2",
		"9.wav,0,1,rain,False":    `fold "0"`,
		"../9.wav,5,1,rain,False": "file name",
		"x.wav,5,1,rain,False":    "x.wav",
		"9.wav,5":                 "esc50.csv",
	} {
		put(t, []byte(strings.Replace(table, "9.wav,5,1,rain,False", change, 1)), dir, "meta", "esc50.csv")
		_, _, err := LoadESC50(context.Background(), dir, 1, 0)
		wantError(t, err, word)
	}
	put(t, []byte("file,fold\na,1\n"), dir, "meta", "esc50.csv")
	_, _, err = LoadESC50(context.Background(), dir, 1, 0)
	wantError(t, err, `no column "filename"`)
}

// A folder above ShapeNetPart's says where the set is.
func TestShapeNetPartNear(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "hdf5_data", "synsetoffset2category.txt"), []byte("Chair 1\n"))
	_, _, _, err := LoadShapeNetPart(context.Background(), dir, PointOptions{})
	wantError(t, err, "synsetoffset2category.txt", filepath.Join(dir, "hdf5_data")+" the set?", "ShapeNetPart's layout")
}
