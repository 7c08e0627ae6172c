package experiment

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/datatest"
)

// segmentText is a study of segmenters; %s are its folders of scenes, shapes and
// sounds.
const segmentText = `name: segments
seeds: [1, 2]
settings:
  task: segment
  dim: 16
  depth: 2
  heads: 2
  patch: 7
  groups: 8
  group_size: 4
  data: {image: %s, point: %s, audio: %s}
  recipe:
    image: {epochs: 1, eval_every: 1}
    point: {epochs: 1, eval_every: 1, point: {points: 64}}
  pretrain: {image: {epochs: 1}, audio: {epochs: 1}, point: {epochs: 1, point: {points: 64}}}
experiments:
  - name: dense
    targets: [image, point]
    sizes: [12]
    baseline: plain
    arms:
      - {name: plain}
      - {name: pathway, aux: audio}
      - {name: own, kind: plain, settings: {start: own}}
`

// Segmenters are compared by mIoU, start from autoencoders of their own scenes and
// shapes, and are drawn.
func TestStudyOfSegmenters(t *testing.T) {
	if testing.Short() {
		t.Skip("a study of twelve trainings")
	}
	dir := t.TempDir()
	file, out := filepath.Join(dir, "study.yaml"), filepath.Join(dir, "out")
	datatest.WriteFile(t, file, []byte(fmt.Sprintf(segmentText, datatest.Masks(t), datatest.Parts(t), datatest.FSDD(t))))
	mustRun(t, file, out, 1, 12, 0)
	report := string(datatest.ReadFile(t, filepath.Join(out, "report.md")))
	for _, want := range []string{"instance mIoU", "class mIoU", "accuracy by pixel", "accuracy by point", segmented, "| pathway |"} {
		if !strings.Contains(report, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	kept, err := filepath.Glob(filepath.Join(out, "artefacts", "*"))
	if err != nil || len(kept) != 3 { // sounds, scenes, shapes
		t.Errorf("artefacts %q, error %v", kept, err)
	}
}

// A cell that cannot be trained is an error before anything runs.
func TestBadStudyOfSegmenters(t *testing.T) {
	for name, c := range map[string]struct {
		from, to string
		words    []string
	}{
		"no such task":           {"task: segment", "task: segmnt", []string{"study.yaml:4", "segmnt", "segment"}},
		"no segmenter of sounds": {"targets: [image, point]", "targets: [audio]", []string{"study.yaml", "audio"}},
		"mixed":                  {"image: {epochs: 1, eval_every: 1}", "image: {epochs: 1, mixup: 0.5}", []string{"study.yaml", "mixup is 0.5"}},
	} {
		file := filepath.Join(t.TempDir(), "study.yaml")
		datatest.WriteFile(t, file, []byte(strings.Replace(fmt.Sprintf(segmentText, "a", "b", "c"), c.from, c.to, 1)))
		t.Run(name, func(t *testing.T) {
			told := refused(t, file, filepath.Join(t.TempDir(), "out"))
			for _, w := range c.words {
				if !strings.Contains(told, w) {
					t.Errorf("%q does not tell of %q", told, w)
				}
			}
		})
	}
}
