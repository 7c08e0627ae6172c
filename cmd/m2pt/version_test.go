package main

import (
	"runtime/debug"
	"strings"
	"testing"
)

func TestVersion(t *testing.T) {
	vcs := func(modified string) []debug.BuildSetting {
		return []debug.BuildSetting{{Key: "vcs.revision", Value: "42f12f0"}, {Key: "vcs.time", Value: "2026-11-29T21:00:00Z"}, {Key: "vcs.modified", Value: modified}}
	}
	for _, test := range []struct {
		version  string
		settings []debug.BuildSetting
		want     string
	}{
		{"v0.1.0", nil, "m2pt v0.1.0\ngo"},
		{"(devel)", nil, "m2pt devel\ngo"},
		{"", vcs("false"), "m2pt devel\ncommit 42f12f0 of 2026-11-29\ngo"},
		{"v0.1.1-0.20261129-42f12f0+dirty", vcs("true"), "m2pt v0.1.1-0.20261129-42f12f0+dirty\ncommit 42f12f0 of 2026-11-29, with changes that are not committed\ngo"},
	} {
		var out strings.Builder
		if err := printVersion(&out, &debug.BuildInfo{Main: debug.Module{Version: test.version}, Settings: test.settings}); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(out.String(), test.want) || strings.Count(out.String(), "\n") != strings.Count(test.want, "\n")+1 {
			t.Errorf("%s: %q, want %q and the platform", test.version, out.String(), test.want)
		}
	}
	if out := mustRun(t, "version"); !strings.HasPrefix(out, "m2pt ") || !strings.Contains(out, "instruction set ") {
		t.Errorf("m2pt version says %q", out)
	}
}

func TestLicensesOfABuildFromSource(t *testing.T) {
	var out strings.Builder
	info := &debug.BuildInfo{
		Main: debug.Module{Path: "example.com/main", Version: "(devel)"},
		Deps: []*debug.Module{{Path: "example.com/a", Version: "v1.2.3"}, {Path: "example.com/b", Version: "v1.0.0", Replace: &debug.Module{Path: "example.com/fork", Version: "v1.1.0"}}},
	}
	if err := listModules(&out, info); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"/example.com/main?tab", "/example.com/a@v1.2.3?tab=licenses\n", "/example.com/fork@v1.1.0?", "https://go.dev/LICENSE\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	if out := mustRun(t, "licenses"); !strings.Contains(out, "github.com/spf13/cobra@v") {
		t.Errorf("cobra is linked into m2pt, and m2pt licenses says\n%s", out)
	}
}
