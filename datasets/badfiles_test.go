package datasets

import (
	"context"
	"math"
	"path/filepath"
	"testing"
)

// Whatever function reads a file, its error names the file and says what is
// wrong.
func TestBadFilesAreNamed(t *testing.T) {
	nan := float32(math.NaN())
	inf := float32(math.Inf(-1))
	wave := encodeWAV(sine(8, 8000, 100), 8000)
	for _, c := range []struct {
		name string
		raw  []byte
		want string
	}{
		{"nothing.wav", nil, "not a WAV file"},
		{"header.wav", encodeWAV(nil, 8000), "found 0 bytes"},
		{"cut.wav", wave[:len(wave)-9], "16 bytes claimed, 7 left"},
		{"nothing.pcd", nil, "no DATA line"},
		{"nan.pcd", pcd("2", "ascii", []byte("1 2 3\n4 5 nan\n")), "1 of 2 points are NaN or infinite"},
		{"nan binary.pcd", pcd("2", "binary", floats32(1, nan, 3, 4, 5, 6)), "1 of 2 points are NaN or infinite"},
		{"inf binary.pcd", pcd("2", "binary", floats32(1, 2, 3, 4, 5, inf)), "1 of 2 points are NaN or infinite"},
		{"cut.pcd", pcd("3", "binary", floats32(1, 2, 3, 4, 5, 6)), "more than the file can hold"},
		{"cut text.pcd", pcd("3", "ascii", []byte("1.000 2.000 3.000\n4.000 5.000 6.000\n")), "found 2 points, expected 3"},
		{"nan.xyz", []byte("1 2 3\n4 NaN 6\n"), "1 of 2 points are NaN or infinite"},
		{"nan.off", []byte("OFF 3 1 0\n0 0 0\nnan 0 0\n0 1 0\n3 0 1 2\n"), "NaN"},
	} {
		dir := t.TempDir()
		path := writeFile(t, filepath.Join(dir, "class", c.name), c.raw)
		if filepath.Ext(c.name) == ".wav" {
			_, _, err := ReadWAV(path)
			wantError(t, err, path, c.want)
			_, _, err = LoadAudioFolder(context.Background(), dir, 8000)
			wantError(t, err, path, c.want)
			continue
		}
		_, err := ReadPointCloud(path)
		wantError(t, err, path, c.want)
		train := writeFile(t, filepath.Join(dir, "shapes", "class", "train", c.name), c.raw)
		_, _, err = LoadModelNet(context.Background(), filepath.Join(dir, "shapes"), PointOptions{})
		wantError(t, err, train, c.want)
	}
}

// Cut anywhere, a point cloud is an error, not a smaller cloud.
func TestTruncatedPCD(t *testing.T) {
	for _, raw := range [][]byte{
		pcd("3", "binary", floats32(1, 2, 3, 4, 5, 6, 7, 8, 9)),
		pcd("1", "binary_compressed", packed(12, append([]byte{11}, floats32(1, 2, 3)...))),
	} {
		if _, err := decodePCD(raw, MaxPoints); err != nil {
			t.Fatal(err)
		}
		for n := range raw {
			if c, err := decodePCD(raw[:n], MaxPoints); err == nil {
				t.Errorf("%d of %d bytes gave %v", n, len(raw), c.Points)
			}
		}
	}
}
