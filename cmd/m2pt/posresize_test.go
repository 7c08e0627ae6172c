package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/nn"
)

// A model of small images that starts from one of larger images fits its positions as
// --pos-resize says, and inspect tells how.
func TestPosResize(t *testing.T) {
	dir := t.TempDir()
	old := tinyRun(t) // of 28×28
	for i := range 2 {
		for _, class := range []string{"a", "b"} {
			pngFile(t, filepath.Join(dir, "data", class, fmt.Sprint(i, ".png")))
		}
	}
	for _, method := range []nn.PosResize{"", nn.PosBicubic, nn.PosBicubicAntialias} {
		out := filepath.Join(dir, "run"+string(method))
		args := append(tinyFlags(filepath.Join(dir, "data"), out), "--epochs", "1", "--init", old)
		want := method
		if method == "" {
			want = nn.PosBicubic
		} else {
			args = append(args, "--pos-resize", string(method))
		}
		runOK(t, args...)
		text, _ := runOK(t, "inspect", out)
		if words := fmt.Sprintf("learned, of 2×2 patches; resized by %s\n", want); !strings.Contains(text, words) {
			t.Errorf("--pos-resize %q: inspect does not say %q:\n%s", method, words, text)
		}
	}
	refuses(t, exitUsage, `--pos-resize is "lanczos", want bicubic or bicubic-antialias`, append(tinyFlags("nowhere", dir), "--init", old, "--pos-resize", "lanczos")...)
}
