package train

import (
	"strings"
	"testing"
)

func TestHistoryString(t *testing.T) {
	h := History{
		{Epoch: 1, LR: 1e-3, Loss: 2.25, Accuracy: 0.125},
		{Epoch: 2, LR: 5e-4, Loss: 1.5, Accuracy: 0.5, Test: &Score{Loss: 1.25, Accuracy: 0.625}},
	}
	want := `epoch          lr  train loss    acc. %   test loss    acc. %
    1       0.001      2.2500     12.50
    2      0.0005      1.5000     50.00      1.2500     62.50
`
	if got := h.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	masked := History{{Epoch: 1, LR: 1e-3, Loss: 1, Masked: true, Test: &Score{Loss: 0.5}}}
	if got := masked.String(); !strings.HasSuffix(got, "    1       0.001      1.0000                0.5000\n") {
		t.Errorf("a masked autoencoder:\n%s", got)
	}
	long := make(History, 101)
	for i := range long {
		long[i].Epoch = i + 1
	}
	lines := strings.Split(strings.TrimSpace(long.String()), "\n")
	if len(lines) != 18 || strings.Fields(lines[1])[0] != "6" || strings.Fields(lines[17])[0] != "101" {
		t.Errorf("101 epochs have %d lines, from %q to %q", len(lines), lines[1], lines[len(lines)-1])
	}
	if got := (History{}).String(); got != "no epochs\n" {
		t.Errorf("nothing: %q", got)
	}
}

func TestScoreString(t *testing.T) {
	for want, s := range map[string]Score{
		"accuracy 75.00 % (3 of 4), loss 0.5000":               {Samples: 4, Correct: 3, Accuracy: 0.75, Loss: 0.5},
		"mIoU 50.00 %, accuracy 75.00 % (6 of 8), loss 0.5000": {Samples: 4, Targets: 8, Correct: 6, Accuracy: 0.75, Loss: 0.5, Segment: &SegmentScore{MeanIoU: 0.5}},
		"loss 0.25000 on 4 samples":                            {Samples: 4, Loss: 0.25},
		"accuracy 0.00 % (0 of 4), loss 0.5000":                {Samples: 4, Loss: 0.5, PerClass: []ClassScore{{}}},
	} {
		if got := s.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := (ClassScore{Class: "cat", Samples: 4, Correct: 1}).String(); got != "cat 25.00 % (1 of 4)" {
		t.Errorf("got %q", got)
	}
}
