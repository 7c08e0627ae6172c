package doctest

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// This file: CHANGELOG.md has the form of https://keepachangelog.com/en/1.1.0/.

// changes are the headings that the form allows below a version.
var changes = []string{"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}

var (
	release = regexp.MustCompile(`^## \[(\d+)\.(\d+)\.(\d+)\] - (\d{4}-\d{2}-\d{2})( \[YANKED\])?$`)
	linkOf  = regexp.MustCompile(`^\[([^\]]+)\]: https://\S+$`)
	next    = regexp.MustCompile(`^The next version is \d+\.\d+\.\d+\.$`)
)

// changelogFaults returns what is wrong with the form of a changelog.
func changelogFaults(text string) []string {
	var faults []string
	fault := func(line int, format string, args ...any) {
		faults = append(faults, fmt.Sprintf("line %d: ", line+1)+fmt.Sprintf(format, args...))
	}
	lines := strings.Split(text, "\n")
	if lines[0] != "# Changelog" {
		fault(0, "the title is %q", lines[0])
	}
	var versions, links, kinds []string
	var last []string // the numbers and the day of the release above
	for i, line := range lines {
		switch {
		case strings.HasPrefix(line, "## "):
			kinds = nil
			if line == "## [Unreleased]" && versions == nil {
				versions = append(versions, "Unreleased")
				continue
			}
			m := release.FindStringSubmatch(line)
			if m == nil {
				fault(i, "%q is no [Unreleased] on top, and no [version] - day", line)
				continue
			}
			if versions == nil {
				fault(i, "[Unreleased] does not stand above %s", line)
			}
			versions = append(versions, strings.Join(m[1:4], "."))
			if last != nil && (!newer(last[1:4], m[1:4]) || last[4] < m[4]) {
				fault(i, "the newest version does not stand first")
			}
			last = m
		case strings.HasPrefix(line, "### "):
			kind := line[len("### "):]
			switch {
			case !slices.Contains(changes, kind):
				fault(i, "%q is none of the headings %s", kind, strings.Join(changes, ", "))
			case versions == nil:
				fault(i, "%q stands below no version", kind)
			case slices.Contains(kinds, kind):
				fault(i, "%q is there twice", kind)
			}
			kinds = append(kinds, kind)
		case strings.HasPrefix(line, "- ") && kinds == nil:
			fault(i, "a change stands below no heading")
		case next.MatchString(line) && (len(versions) != 1 || kinds != nil):
			fault(i, "the next version is named elsewhere than right below [Unreleased]")
		}
		if m := linkOf.FindStringSubmatch(line); m != nil {
			links = append(links, m[1])
		}
	}
	if !slices.Equal(versions, links) {
		fault(len(lines)-1, "the versions are %q, the links at the end %q", versions, links)
	}
	return faults
}

// newer reports whether version a is newer than b.
func newer(a, b []string) bool {
	number := func(v []string) string { return fmt.Sprintf("%9s.%9s.%9s", v[0], v[1], v[2]) }
	return number(a) > number(b)
}

func TestChangelogHasItsForm(t *testing.T) {
	text, err := os.ReadFile("../../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range changelogFaults(string(text)) {
		t.Errorf("CHANGELOG.md, %s", f)
	}
}

func TestChangelogFaultsAreFound(t *testing.T) {
	const links = "\n[Unreleased]: https://a/c\n[0.10.0]: https://a/b\n[0.9.1]: https://a/a\n"
	const good = "# Changelog\n\n## [Unreleased]\n\nThe next version is 0.11.0.\n\n### Added\n\n- a\n\n## [0.10.0] - 2026-12-24\n\n### Added\n\n#### Of data\n\n- b\n\n### Fixed\n\n- c\n\n## [0.9.1] - 2026-12-01\n\n### Added\n\n- d\n" + links
	if faults := changelogFaults(good); len(faults) > 0 {
		t.Errorf("a good one has the faults %q", faults)
	}
	for _, c := range []struct{ old, new, want string }{
		{"# Changelog\n", "# Changes\n", "the title"},
		{"## [Unreleased]", "## Unreleased", "is no [Unreleased]"},
		{"## [Unreleased]\n\nThe next version is 0.11.0.\n\n### Added\n\n- a\n", "", "does not stand above"},
		{"## [0.10.0] - 2026-12-24", "## [0.10.0]", "no [version] - day"},
		{"## [0.10.0] - 2026-12-24", "## 0.10.0 - 2026-12-24", "no [version] - day"},
		{"## [0.10.0]", "## [0.9.0]", "newest version"},
		{"## [0.10.0] - 2026-12-24", "## [0.10.0] - 2026-11-24", "newest version"},
		{"### Fixed", "### Mended", "none of the headings"},
		{"### Fixed", "### Added", "there twice"},
		{"### Added\n\n- a", "- a", "no heading"},
		{"[0.9.1]: https://a/a\n", "", "links at the end"},
		{"- d\n", "- d\n\nThe next version is 0.11.0.\n", "named elsewhere"},
	} {
		text := strings.Replace(good, c.old, c.new, 1)
		if text == good {
			t.Fatalf("%q is not in the good one", c.old)
		}
		if faults := changelogFaults(text); !strings.Contains(strings.Join(faults, "\n"), c.want) {
			t.Errorf("%q in place of %q: the faults are %q, want %q", c.new, c.old, faults, c.want)
		}
	}
}
