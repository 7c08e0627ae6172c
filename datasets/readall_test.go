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
