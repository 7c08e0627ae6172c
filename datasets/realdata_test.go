package datasets

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// realData returns the folder of a real dataset, kept outside the repository,
// and skips the test without it.
func realData(t *testing.T, name string) string {
	t.Helper()
	dir := filepath.Join("..", "..", "shared", "data", name)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the dataset is not there: %v", err)
	}
	return dir
}

func TestRealMNIST(t *testing.T) {
	train, test, err := LoadMNIST(context.Background(), realData(t, "mnist"))
	if err != nil {
		t.Fatal(err)
	}
	if train.Len() != 60000 || test.Len() != 10000 || train.H != 28 || train.W != 28 || len(train.Classes) != 10 {
		t.Errorf("got %d and %d images of %dx%d, %d classes", train.Len(), test.Len(), train.H, train.W, len(train.Classes))
	}
	// The first labels, as printed in every description of the set.
	for i, want := range []int{5, 0, 4, 1, 9, 2, 1, 3, 1, 4} {
		if train.Label[i] != want {
			t.Errorf("label %d is %d, want %d", i, train.Label[i], want)
		}
	}
	// The well-known normalisation 0.1307, 0.3081.
	mean, std := train.MeanStd()
	if mean[0] < 0.13065 || mean[0] > 0.13067 || std[0] < 0.3081 || std[0] > 0.30812 {
		t.Errorf("mean %v, std %v", mean, std)
	}
	sub, err := Subset(train, 1000, 1)
	if err != nil {
		t.Fatal(err)
	}
	for c, n := range countClasses(sub.Labels(), Order(1000, 0, 0)) {
		if n != 100 {
			t.Errorf("%d of 1000 are class %d", n, c)
		}
	}
}

func TestRealFSDD(t *testing.T) {
	train, test, err := LoadFSDD(context.Background(), realData(t, "fsdd"), 0)
	if err != nil {
		t.Fatal(err)
	}
	if train.Len() != 2700 || test.Len() != 300 || train.Rate != 8000 {
		t.Errorf("got %d and %d clips at %d", train.Len(), test.Len(), train.Rate)
	}
	shortest, longest := 1<<30, 0
	for _, s := range []*Clips{train, test} {
		for c, n := range countClasses(s.Label, Order(s.Len(), 0, 0)) {
			if n != s.Len()/10 {
				t.Errorf("%d of %d clips are class %d", n, s.Len(), c)
			}
		}
		for _, x := range s.Samples {
			shortest, longest = min(shortest, len(x)), max(longest, len(x))
		}
	}
	if shortest != 1148 || longest != 18262 {
		t.Errorf("lengths from %d to %d, want 1148 to 18262", shortest, longest)
	}
}

func TestRealCIFAR10(t *testing.T) {
	if testing.Short() {
		t.Skip("decodes 12,000 files")
	}
	train, test, err := LoadImageFolder(context.Background(), realData(t, "cifar10_jpg"), ImageOptions{Channels: 3})
	if err != nil {
		t.Fatal(err)
	}
	if train.Len() != 10000 || test.Len() != 2000 || train.C != 3 || train.H != 32 || train.W != 32 {
		t.Errorf("got %d and %d images of %dx%dx%d", train.Len(), test.Len(), train.C, train.H, train.W)
	}
	if len(train.Classes) != 10 || train.Classes[0] != "airplane" || train.Classes[9] != "truck" {
		t.Errorf("classes %v", train.Classes)
	}
	for _, s := range []*Images{train, test} {
		for c, n := range countClasses(s.Label, Order(s.Len(), 0, 0)) {
			if n != s.Len()/10 {
				t.Errorf("%d of %d images are class %d", n, s.Len(), c)
			}
		}
	}
}

func TestRealPhotos(t *testing.T) {
	dir := realData(t, "photos")
	for _, ext := range []string{"*.png", "*.jpg"} {
		files, err := filepath.Glob(filepath.Join(dir, ext))
		if err != nil || len(files) == 0 {
			t.Errorf("no %s in %s: %v", ext, dir, err)
		}
		for _, f := range files {
			s, err := ReadImage(f, ImageOptions{Channels: 3, H: 64, W: 64})
			if err != nil {
				t.Error(err)
				continue
			}
			if _, std := s.MeanStd(); std[0] < 0.01 || std[0] > 0.5 {
				t.Errorf("%s: deviation %v", f, std)
			}
		}
	}
}
