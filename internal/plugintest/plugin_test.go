package plugintest

import (
	"errors"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/simd"
)

// A plugin computes what a program computes, bit for bit, with every
// instruction set of this CPU.
func TestPluginHasTheBitsOfAProgram(t *testing.T) {
	if testing.Short() {
		t.Skip("builds two programs and a plugin, with the standard library")
	}
	if !slices.Contains([]string{"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64"}, runtime.GOOS+"/"+runtime.GOARCH) {
		t.Skipf("no plugins on %s/%s", runtime.GOOS, runtime.GOARCH)
	}
	cc, err := exec.Command("go", "env", "CC").Output()
	if err != nil {
		t.Fatalf("go env CC: %v", err)
	}
	if compiler := strings.Fields(string(cc)); len(compiler) == 0 {
		t.Skip("a plugin needs a C compiler, and go env CC names none")
	} else if _, err := exec.LookPath(compiler[0]); err != nil {
		t.Skipf("a plugin needs a C compiler: %v", err)
	}

	dir := t.TempDir()
	plain, host, plugin := filepath.Join(dir, "plain"), filepath.Join(dir, "host"), filepath.Join(dir, "plugin.so")
	build(t, "-o", plain, "./testdata/plain")
	build(t, "-o", host, "./testdata/host")
	build(t, "-o", plugin, "-buildmode=plugin", "./testdata/plugin")

	for _, level := range simd.Levels() {
		t.Run(level.String(), func(t *testing.T) {
			want := lines(t, level, plain)
			got := lines(t, level, host, plugin)
			if len(want) < 100 || want[0] != "level "+level.String() {
				t.Fatalf("the program wrote %d lines, the first %q", len(want), want[0])
			}
			if len(got) != len(want) {
				t.Fatalf("the plugin wrote %d lines, the program %d", len(got), len(want))
			}
			wrong := 0
			for i := range want {
				if got[i] == want[i] {
					continue
				}
				if wrong++; wrong <= 5 || strings.HasPrefix(want[i], "loss") {
					t.Errorf("plugin: %s, program: %s", got[i], want[i])
				}
			}
			if wrong > 0 {
				t.Errorf("%d of %d lines differ", wrong, len(want))
			}
		})
	}
}

// build runs go build with cgo, which plugins need.
func build(t *testing.T, args ...string) {
	t.Helper()
	cmd := exec.Command("go", append([]string{"build"}, args...)...)
	cmd.Env = append(cmd.Environ(), "CGO_ENABLED=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// lines returns what a program writes when it runs at a level.
func lines(t *testing.T, level simd.Level, program string, args ...string) []string {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Env = append(cmd.Environ(), "PATHWAY_SIMD="+level.String())
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("%s: %v\n%s", filepath.Base(program), err, exit.Stderr)
		}
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}
