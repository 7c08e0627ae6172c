package main

import (
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestInstall(t *testing.T) {
	prefix := t.TempDir()
	t.Setenv("VIRTUAL_ENV", filepath.Join(prefix, "env"))
	t.Setenv("JUPYTER_DATA_DIR", filepath.Join(prefix, "user"))
	for _, c := range []struct{ args, dir string }{
		{"", "user/kernels/pathway"}, {"--user", "user/kernels/pathway"},
		{"--prefix " + prefix + "/p", "p/share/jupyter/kernels/pathway"}, {"--sys-prefix", "env/share/jupyter/kernels/pathway"},
		{"--sys-prefix=" + prefix + "/other", "other/share/jupyter/kernels/pathway"},
	} {
		root := rootCommand()
		root.SetArgs(append([]string{"install"}, strings.Fields(c.args)...))
		var out strings.Builder
		root.SetOut(&out)
		if err := root.Execute(); err != nil {
			t.Errorf("%s: %v", c.args, err)
			continue
		}
		dir := filepath.Join(prefix, filepath.FromSlash(c.dir))
		if !strings.Contains(out.String(), dir) {
			t.Errorf("%s says %q", c.args, out.String())
		}
		b, err := os.ReadFile(filepath.Join(dir, "kernel.json"))
		if err != nil {
			t.Error(err)
			continue
		}
		var spec struct {
			Argv     []string
			Language string
		}
		if err := json.Unmarshal(b, &spec); err != nil || spec.Language != "go" || len(spec.Argv) != 3 || spec.Argv[1] != "serve" || spec.Argv[2] != "{connection_file}" {
			t.Errorf("%s: %s, %v", c.args, b, err)
		} else if _, err := os.Stat(spec.Argv[0]); err != nil {
			t.Error(err)
		}
		f, err := os.Open(filepath.Join(dir, "logo-64x64.png"))
		if err != nil {
			t.Error(err)
			continue
		}
		if img, err := png.Decode(f); err != nil || img.Bounds().Dx() != 64 {
			t.Errorf("logo: %v", err)
		}
		f.Close()
	}
	t.Setenv("VIRTUAL_ENV", "")
	t.Setenv("CONDA_PREFIX", "")
	root := rootCommand()
	root.SetArgs([]string{"install", "--sys-prefix"})
	if err := root.Execute(); err == nil || !strings.Contains(err.Error(), "no Python environment is active") {
		t.Errorf("without an environment: %v", err)
	}
}
