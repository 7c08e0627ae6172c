package datasets

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gopathway/pathway/internal/openfile"
)

// This file: the binary versions of CIFAR-10 and CIFAR-100, records of one label byte, or
// two, the coarse one first, and 32×32 pixels: red plane, green plane, blue plane.
const (
	cifarSide   = 32
	cifarPixels = 3 * cifarSide * cifarSide
	cifarRecord = 1 + cifarPixels
)

// LoadCIFAR10 reads CIFAR-10 from dir, which holds the files of its binary
// version, or the folder cifar-10-batches-bin that does:
//
//	data_batch_1.bin ... data_batch_5.bin  test_batch.bin  batches.meta.txt
//
// Training batches may be missing as long as there is one, so a part of the set
// is a set too. Source: Krizhevsky (2009).
func LoadCIFAR10(ctx context.Context, dir string) (train, test *Images, err error) {
	if sub := filepath.Join(dir, "cifar-10-batches-bin"); isFolder(sub) {
		dir = sub
	}
	classes, err := cifarClasses(filepath.Join(dir, "batches.meta.txt"), 10)
	if err != nil {
		return nil, nil, err
	}
	train = &Images{Labelled: Labelled{Name: "cifar10 train", Classes: classes}, C: 3, H: cifarSide, W: cifarSide}
	test = &Images{Labelled: Labelled{Name: "cifar10 test", Classes: classes}, C: 3, H: cifarSide, W: cifarSide}
	for i := 1; i <= 5; i++ {
		if err := ended(ctx); err != nil {
			return nil, nil, err
		}
		err := readCIFAR(train, filepath.Join(dir, fmt.Sprintf("data_batch_%d.bin", i)), 0)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, nil, err
		}
	}
	if train.Len() == 0 {
		return nil, nil, fmt.Errorf("datasets: %s: no data_batch_1.bin to data_batch_5.bin found there", dir)
	}
	if err := readCIFAR(test, filepath.Join(dir, "test_batch.bin"), 0); err != nil {
		return nil, nil, err
	}
	return train, test, nil
}

// LoadCIFAR100 reads the hundred fine classes of CIFAR-100 from dir, which holds the files
// of its binary version, or the folder cifar-100-binary that does:
//
//	train.bin  test.bin  fine_label_names.txt
//
// Source: Krizhevsky (2009).
func LoadCIFAR100(ctx context.Context, dir string) (train, test *Images, err error) {
	if sub := filepath.Join(dir, "cifar-100-binary"); isFolder(sub) {
		dir = sub
	}
	classes, err := cifarClasses(filepath.Join(dir, "fine_label_names.txt"), 100)
	if err != nil {
		return nil, nil, err
	}
	for _, part := range []struct {
		to   **Images
		name string
	}{{&train, "train"}, {&test, "test"}} {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		s := &Images{Labelled: Labelled{Name: "cifar100 " + part.name, Classes: classes}, C: 3, H: cifarSide, W: cifarSide}
		if err := readCIFAR(s, filepath.Join(dir, part.name+".bin"), 1); err != nil {
			return nil, nil, err
		}
		*part.to = s
	}
	return train, test, nil
}

// readCIFAR appends the records of a file to s. Before the label of a record stand others
// that are not used.
func readCIFAR(s *Images, path string, before int) error {
	b, err := openfile.Read(path, openfile.Array)
	if err != nil {
		return fmt.Errorf("datasets: %w", err)
	}
	if err := addCIFAR(s, b, before); err != nil {
		return fmt.Errorf("datasets: %s: %w", path, err)
	}
	return nil
}

// addCIFAR appends the records of the content of a file to s.
func addCIFAR(s *Images, b []byte, before int) error {
	record := before + cifarRecord
	if len(b) == 0 || len(b)%record != 0 {
		return fmt.Errorf("%d bytes, expected a multiple of %d (%d for labels and 3×32×32 pixels)", len(b), record, before+1)
	}
	for i := 0; len(b) > 0; i++ {
		label := int(b[before])
		if label >= len(s.Classes) {
			return fmt.Errorf("label %d of record %d is not below %d", label, i, len(s.Classes))
		}
		s.Label = append(s.Label, label)
		s.Pixels = append(s.Pixels, b[before+1:record]...)
		b = b[record:]
	}
	return nil
}

// cifarClasses reads the names of n classes, a line each.
func cifarClasses(path string, n int) ([]string, error) {
	lines, err := readText(path)
	if err != nil {
		return nil, err
	}
	var classes []string
	for line, ok := lines.next(); ok; line, ok = lines.next() {
		if name := strings.TrimSpace(line); name != "" {
			classes = append(classes, name)
		}
	}
	if len(classes) != n {
		return nil, fmt.Errorf("datasets: %s: %d class names, expected %d", path, len(classes), n)
	}
	return classes, nil
}
