package bench

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/gopathway/pathway/datasets"
)

// This file: reading data sets of ../shared/data: 12,000 JPEGs, 3,000 WAV files, 4,899
// PCD files. Files are in the cache of the operating system after the first round.

func BenchmarkRead(b *testing.B) {
	ctx := context.Background()
	for _, r := range []struct {
		name, folder string
		read         func(dir string) (train, test datasets.Set, err error)
	}{
		{"jpeg", "cifar10_jpg", func(dir string) (datasets.Set, datasets.Set, error) {
			return sets(datasets.LoadImageFolder(ctx, dir, datasets.ImageOptions{Channels: 3}))
		}},
		{"wav", "fsdd", func(dir string) (datasets.Set, datasets.Set, error) {
			return sets(datasets.LoadFSDD(ctx, dir, 0))
		}},
		{"pcd", "modelnet10_pcd/ModelNet10", func(dir string) (datasets.Set, datasets.Set, error) {
			return sets(datasets.LoadModelNet(ctx, dir, datasets.PointOptions{}))
		}},
	} {
		b.Run(r.name, func(b *testing.B) {
			dir := filepath.Join("..", "..", "shared", "data", filepath.FromSlash(r.folder))
			if _, err := os.Stat(dir); err != nil {
				b.Skip("there is no ../shared/data")
			}
			files := 0
			for range b.N {
				train, test, err := r.read(dir)
				if err != nil {
					b.Fatal(err)
				}
				files = train.Len() + test.Len()
			}
			b.ReportMetric(float64(files*b.N)/b.Elapsed().Seconds(), "files/s")
		})
	}
}

func sets[T datasets.Set](train, test T, err error) (datasets.Set, datasets.Set, error) {
	return train, test, err
}
