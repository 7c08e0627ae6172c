package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/download"
)

// withSet adds a data set to those that are known, until the test ends.
func withSet(t *testing.T, s download.Set) {
	old := download.Sets
	download.Sets = append(old[:len(old):len(old)], s)
	t.Cleanup(func() { download.Sets = old })
}

func TestDownload(t *testing.T) {
	content := []byte("the data")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write(content) }))
	defer server.Close()
	file := download.File{URL: server.URL, Name: "set.bin", Sum: fmt.Sprintf("sha256:%x", sha256.Sum256(content))}
	withSet(t, download.Set{Name: "local", Files: []download.File{file}})
	broken := file
	broken.Sum = "md5:00000000000000000000000000000000"
	withSet(t, download.Set{Name: "broken", Files: []download.File{broken}})

	dir := filepath.Join(t.TempDir(), "set")
	for _, test := range []struct {
		args   []string
		status int
		text   string
	}{
		{[]string{"download", "local", "--dir", dir}, 0, "local is in"},
		{[]string{"download", "local", "--dir", dir}, 0, "local is in"},
		{[]string{"download", "lokal"}, exitUsage, `no data set is called "lokal"; did you mean "local"? (known: mnist, `},
		{[]string{"download"}, exitUsage, "the name of a data set"},
		{[]string{"download", "local", "local", "--dir", dir}, exitUsage, "--dir is for one data set"},
		{[]string{"download", "local", "lokal"}, exitUsage, "lokal"},
	} {
		var out, errs bytes.Buffer
		status := run(context.Background(), test.args, &out, &errs)
		if text := out.String() + errs.String(); status != test.status || !strings.Contains(text, test.text) || strings.Count(text, "\n") != 1 {
			t.Errorf("%v: status %d, %q", test.args, status, text)
		}
	}
	// Where a set cannot be fetched, people are told how to get it.
	for _, args := range [][]string{{"download", "broken", "--dir", dir + "2"}, {"download", "shapenetpart"}} {
		var out, errs bytes.Buffer
		status := run(context.Background(), args, &out, &errs)
		lines := strings.Split(strings.TrimSpace(errs.String()), "\n")
		if status != exitFailure || len(lines) < 3 || !strings.HasPrefix(lines[len(lines)-1], "m2pt: "+args[1]+": ") {
			t.Errorf("%v: status %d, %q", args, status, lines)
		}
	}
	var errs bytes.Buffer
	run(context.Background(), []string{"train", "--data", filepath.Join(dir, "local"), "--out", dir + "3"}, &errs, &errs)
	if !strings.Contains(errs.String(), "m2pt download local --dir ") {
		t.Errorf("no word of the command that brings the data: %q", errs.String())
	}
	if b, err := os.ReadFile(filepath.Join(dir, "set.bin")); err != nil || !bytes.Equal(b, content) {
		t.Errorf("%q, %v", b, err)
	}
}
