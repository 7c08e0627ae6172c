// Command modzip makes the module's zip of a commit as the Go proxy would, and a module
// proxy of files around it. It fails if the zip is larger than it may be.
//
//	modzip -repo DIR -commit HEAD -version v0.1.0 -out DIR
//
// The repository is a clone with a .git folder of its own, no worktree.
//
// The rules of what belongs into a zip are those of golang.org/x/mod/zip: nested modules
// are left out; bad names and names that differ in case alone are errors.
package main

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	modzip "golang.org/x/mod/zip"
)

func main() {
	repo := flag.String("repo", ".", "the root `folder` of the repository")
	commit := flag.String("commit", "HEAD", "the commit that is released")
	version := flag.String("version", "", "the version that it gets, such as v0.1.0")
	out := flag.String("out", "", "the `folder` of the proxy that is written")
	limit := flag.Int64("limit", 3_000_000, "how many bytes the zip may have")
	flag.Parse()
	if err := run(*repo, *commit, *version, *out, *limit); err != nil {
		fmt.Fprintln(os.Stderr, "modzip:", err)
		os.Exit(1)
	}
}

func run(repo, commit, version, out string, limit int64) error {
	repo, err := filepath.Abs(repo)
	if err != nil {
		return err
	}
	if version == "" || out == "" {
		return fmt.Errorf("-version and -out are needed")
	}
	show := exec.Command("git", "-C", repo, "show", commit+":go.mod")
	show.Stderr = os.Stderr
	gomod, err := show.Output()
	if err != nil {
		return fmt.Errorf("go.mod of %s: %w", commit, err)
	}
	m := module.Version{Path: modfile.ModulePath(gomod), Version: version}
	var data bytes.Buffer
	if err := modzip.CreateFromVCS(&data, m, repo, commit, ""); err != nil {
		return err
	}
	r, err := zip.NewReader(bytes.NewReader(data.Bytes()), int64(data.Len()))
	if err != nil {
		return err
	}
	fmt.Printf("%s@%s: %d files, a zip of %.2f MB\n", m.Path, version, len(r.File), float64(data.Len())/1e6)
	if int64(data.Len()) > limit {
		return fmt.Errorf("the zip may have %.2f MB; what is largest in it:\n%s", float64(limit)/1e6, largest(r, m))
	}
	return writeProxy(out, m, gomod, data.Bytes())
}

// largest returns a line for each of the ten folders, two levels deep, that are the
// largest in a zip, packed.
func largest(r *zip.Reader, m module.Version) string {
	sizes := map[string]uint64{}
	for _, f := range r.File {
		parts := strings.Split(strings.TrimPrefix(f.Name, m.String()+"/"), "/")
		sizes[strings.Join(parts[:min(2, len(parts)-1)], "/")+"/"] += f.CompressedSize64
	}
	names := make([]string, 0, len(sizes))
	for name := range sizes {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(sizes[b], sizes[a]), strings.Compare(a, b))
	})
	var text strings.Builder
	for _, name := range names[:min(10, len(names))] {
		fmt.Fprintf(&text, "%8.2f MB  %s\n", float64(sizes[name])/1e6, name)
	}
	return text.String()
}

// writeProxy writes the files by which `GOPROXY=file://dir` knows m.
func writeProxy(dir string, m module.Version, gomod, data []byte) error {
	escaped, err := module.EscapePath(m.Path)
	if err != nil {
		return err
	}
	folder := filepath.Join(dir, filepath.FromSlash(escaped), "@v")
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	info, err := json.Marshal(struct {
		Version string
		Time    time.Time
	}{m.Version, time.Now().UTC().Truncate(time.Second)})
	if err != nil {
		return err
	}
	for name, content := range map[string][]byte{
		"list":              []byte(m.Version + "\n"),
		m.Version + ".info": info,
		m.Version + ".mod":  gomod,
		m.Version + ".zip":  data,
	} {
		if err := write(filepath.Join(folder, name), content); err != nil {
			return err
		}
	}
	return nil
}

func write(path string, content []byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, bytes.NewReader(content))
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}
