package datasets

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/gopathway/pathway/formats"
)

// This file: clouds as arrays of NumPy, a row of at least three numbers for each point:
// an .npy file, or the array of an .npz archive that is a cloud. Archives often have
// colours, labels and names beside it.

// decodeNPY reads an array [n, 3 or more], of which the first three columns count.
func decodeNPY(raw []byte, limit int) (*PointCloud, error) {
	r := bytes.NewReader(raw)
	c, err := readNPYCloud(r, limit)
	if err == nil && r.Len() > 0 {
		err = fmt.Errorf("%d bytes go on after the array", r.Len())
	}
	return c, err
}

// MaxColumns is how many numbers a row of an array of points may have when the file has
// as many points as it may: it bounds the size of an array in memory.
const MaxColumns = 64

// readNPYCloud reads one array.
func readNPYCloud(r io.Reader, limit int) (*PointCloud, error) {
	data, shape, err := formats.ReadNPYFloats(r, MaxColumns*limit)
	if errors.Is(err, formats.ErrTooManyNumbers) {
		err = fmt.Errorf("%w, %d for each of %d points (--max-points moves it)", err, MaxColumns, limit)
	}
	if err != nil {
		return nil, err
	}
	if len(shape) == 3 && shape[2] >= 3 { // rows and columns of a depth camera
		shape = []int{shape[0] * shape[1], shape[2]}
	}
	if len(shape) != 2 || shape[1] < 3 {
		return nil, fmt.Errorf("the array has shape %v, expected [points, 3] or more columns", shape)
	}
	if shape[0] > limit {
		return nil, tooManyPoints(limit)
	}
	if shape[0] == 3 && shape[1] > 3 || shape[1] > MaxColumns && shape[1] > shape[0] {
		return nil, fmt.Errorf("the array has shape %v: its rows seem to be x, y and z, expected [points, 3] or more columns (transpose it)", shape)
	}
	list := newPointList(shape[0], limit)
	for i := 0; i < len(data); i += shape[1] {
		if err := list.add([3]float64(data[i:])); err != nil {
			return nil, err
		}
	}
	return list.cloud()
}

// cloudArrays are the names that arrays of points have in archives, best first, in small
// letters.
var cloudArrays = []string{"points", "xyz", "pos", "pc", "point_cloud", "pointcloud", "vertices", "verts", "coords", "arr_0", "data"}

// decodeNPZ reads the array of an archive that has one of the names of cloudArrays,
// or else the only one that is a cloud.
func decodeNPZ(raw []byte, limit int) (*PointCloud, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, err
	}
	members := map[string]*zip.File{}
	var names []string
	for _, f := range z.File {
		if name, ok := strings.CutSuffix(f.Name, ".npy"); ok && members[name] == nil {
			members[name] = f
			names = append(names, name)
		}
	}
	for _, want := range cloudArrays {
		for _, name := range names {
			if strings.EqualFold(name, want) {
				return readNPZMember(members[name], limit)
			}
		}
	}
	var found *PointCloud
	for _, name := range names[:min(len(names), MaxArrays)] {
		c, err := readNPZMember(members[name], limit)
		if err != nil {
			continue
		}
		if found != nil {
			return nil, fmt.Errorf("several of the arrays %q may be the points, expected one called %s", names[:min(len(names), MaxArrays)], cloudArrays[0])
		}
		found = c
	}
	if found == nil && len(names) > MaxArrays {
		return nil, fmt.Errorf("none of the first %d of %d arrays is [points, 3], expected one called %s", MaxArrays, len(names), cloudArrays[0])
	}
	if found == nil {
		return nil, fmt.Errorf("none of the arrays %q is [points, 3], expected one called %s", names, cloudArrays[0])
	}
	return found, nil
}

// unpacked returns how many bytes an array of so many packed ones may have, where points
// are limited. Points hardly shrink to a tenth. Whoever allows more points than usual
// allows their bytes.
func unpacked(packed uint64, limit int) uint64 {
	free := uint64(FreeUnpacked)
	if limit > MaxPoints {
		free = max(free, pointBytes*uint64(limit))
	}
	return max(free, MaxNPZRatio*(packed+1<<10))
}

// pointBytes is the size of three numbers of float64.
const pointBytes = 24

// MaxArrays is how many arrays of an archive are looked at for the one that is a cloud.
const MaxArrays = 64

// readNPZMember reads an array of an archive, of which the checksum is compared.
func readNPZMember(f *zip.File, limit int) (*PointCloud, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("array %q: %w", f.Name, err)
	}
	defer r.Close()
	// What the archive says of the size binds: half a megabyte can hold a gigabyte.
	size := f.UncompressedSize64
	if size > unpacked(f.CompressedSize64, limit) {
		return nil, fmt.Errorf("array %q: %d bytes unpack to %d, more than %d times as many; above %d MB that is the limit (--max-points %d reads it all the same)",
			f.Name, f.CompressedSize64, size, MaxNPZRatio, FreeUnpacked>>20, max(size/pointBytes+1, MaxPoints+1))
	}
	in := io.LimitReader(r, int64(size))
	c, err := readNPYCloud(in, limit)
	if err == nil {
		var n int
		if n, err = r.Read(make([]byte, 1)); n > 0 {
			err = errors.New("data go on after the array")
		} else if err == io.EOF {
			err = nil
		}
	}
	if err != nil {
		return nil, fmt.Errorf("array %q: %w", f.Name, err)
	}
	return c, nil
}
