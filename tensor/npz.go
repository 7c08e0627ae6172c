package tensor

// NumPy's .npz archives: zip files with one .npy file per array.

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/gopathway/pathway/internal/atomicfile"
)

// ReadNpz reads all arrays of an archive as float32, in the archive's order;
// the names are those NumPy shows, without ".npy". See ReadNpy for rounding.
func ReadNpz(path string) ([]Named, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	defer z.Close()
	var items []Named
	seen := map[string]bool{}
	for _, f := range z.File {
		name := strings.TrimSuffix(f.Name, ".npy")
		if seen[name] {
			return nil, fmt.Errorf("%s: two arrays named %q", path, name)
		}
		seen[name] = true
		t, err := readZipped(f)
		if err != nil {
			return nil, fmt.Errorf("%s: array %q: %w", path, name, err)
		}
		items = append(items, Named{name, t})
	}
	return items, nil
}

func readZipped(f *zip.File) (*Tensor, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	t, err := ReadNpy(r)
	if err != nil {
		return nil, err
	}
	// The checksum is compared when the end is reached.
	var more [1]byte
	switch _, err := io.ReadFull(r, more[:]); err {
	case io.EOF:
		return t, nil
	case nil:
		return nil, errors.New("data go on after the array")
	default:
		return nil, err
	}
}

// WriteNpz writes items, sorted by name, as an uncompressed archive: under a
// temporary name first, as SaveSafetensors does. The same items give the
// same bytes.
func WriteNpz(path string, items []Named) error {
	sorted, err := sortNamed(items)
	if err != nil {
		return fmt.Errorf("save %s: %w", path, err)
	}
	err = atomicfile.Write(path, func(w io.Writer) error {
		z := zip.NewWriter(w)
		for _, it := range sorted {
			f, err := z.CreateHeader(&zip.FileHeader{Name: it.Name + ".npy", Method: zip.Store})
			if err != nil {
				return err
			}
			if err := WriteNpy(f, it.Tensor); err != nil {
				return fmt.Errorf("array %q: %w", it.Name, err)
			}
		}
		return z.Close()
	})
	if err != nil {
		return fmt.Errorf("save %s: %w", path, err)
	}
	return nil
}
