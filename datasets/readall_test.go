package datasets

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"
)

func TestReadEachKeepsTheOrderAndTheFirstError(t *testing.T) {
	var got []int
	read := func(i int) (int, error) {
		time.Sleep(time.Duration(5-i%5) * time.Millisecond)
		if i%7 == 3 {
			return 0, fmt.Errorf("file %d", i)
		}
		return i, nil
	}
	keep := func(_, v int) error { got = append(got, v); return nil }
	if _, err := readEach(context.Background(), 30, read, keep); err == nil || err.Error() != "file 3" || !slices.Equal(got, []int{0, 1, 2}) {
		t.Errorf("kept %v, error %v", got, err)
	}
	got = nil
	skipped, err := readEach(SkipUnreadable(context.Background()), 30, read, keep)
	if err != nil || len(skipped) != 4 || len(got) != 26 || !slices.IsSorted(got) {
		t.Errorf("skipping: kept %v, skipped %v, error %v", got, skipped, err)
	}
}

func TestReadEachEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(20*time.Millisecond, cancel)
	block := make(chan int)
	defer close(block)
	start := time.Now()
	_, err := readEach(ctx, 3, func(int) (int, error) { return <-block, nil }, func(int, int) error { return nil })
	if !errors.Is(err, context.Canceled) || time.Since(start) > time.Second {
		t.Errorf("a blocked read ends after %v with %v", time.Since(start), err)
	}
}

// A loop whose context ends while the last files are read has not read them all, and says
// so: a set that is shorter without a word would be trained on.
func TestReadEachLosesNothing(t *testing.T) {
	const n = 200 // runs of several files
	for i := range 300 {
		ctx, cancel := context.WithCancel(context.Background())
		kept := 0
		_, err := readEach(ctx, n, func(at int) (int, error) {
			if at == n-3 {
				cancel()
			}
			return at, nil
		}, func(at, v int) error {
			if at != v || at != kept {
				t.Fatalf("file %d comes as %d after %d others", v, at, kept)
			}
			kept++
			return nil
		})
		cancel()
		if err == nil && kept != n || err != nil && !errors.Is(err, context.Canceled) {
			t.Fatalf("try %d: %d of %d files, error %v", i, kept, n, err)
		}
	}
}
