package study

import (
	"testing"
	"time"
)

const twelve = `name: twelve
seeds: [1, 2, 3, 4, 5, 6]
experiments: [{name: x, targets: [image, audio], arms: [{name: plain}]}]
`

func TestParallelTimeLeft(t *testing.T) {
	c, err := ParseConfig("study.yaml", []byte(twelve))
	if err != nil {
		t.Fatal(err)
	}
	w := newWork(c, nil, folder{}, Options{Parallel: 2, Now: func() time.Time { return time.Unix(10, 0) }})
	w.todo = w.config.Cells()[:4]
	w.look()
	w.running = []*task{{done: 0.5, begun: time.Unix(4, 0)}, {}}
	// 12 s each: half of the one, the other, and four more, two at a time.
	if got := w.left(); got != 33*time.Second {
		t.Errorf("%v are left, want 33 s", got)
	}
	w.todo = nil
	w.look()
	if got := w.left(); got != 12*time.Second {
		t.Errorf("%v are left, want 12 s: the longer one's", got)
	}
	w.running = []*task{{}}
	if got := w.left(); got != -1 {
		t.Errorf("%v are left, want nothing known", got)
	}
}

func TestRoughTimes(t *testing.T) {
	for d, want := range map[time.Duration]string{59 * time.Second: "59 s", 61 * time.Second: "1 min 1 s", 7260 * time.Second: "2 h 1 min"} {
		if got := roughly(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}
