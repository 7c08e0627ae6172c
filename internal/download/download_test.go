package download

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// content is what the servers of the tests hold.
var content = bytes.Repeat([]byte("0123456789abcdef"), 1<<12)

func sum(b []byte) string { return fmt.Sprintf("sha256:%x", sha256.Sum256(b)) }

// serve starts a server that answers with handler, and returns the file there
// and a client for it.
func serve(t *testing.T, handler http.HandlerFunc) (File, *Client) {
	t.Helper()
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return File{URL: s.URL + "/data.bin", Name: "data.bin", Size: int64(len(content)), Sum: sum(content)},
		&Client{HTTP: s.Client(), Tries: 3, Stall: 300 * time.Millisecond}
}

func whole(w http.ResponseWriter, r *http.Request) {
	http.ServeContent(w, r, "data.bin", time.Time{}, bytes.NewReader(content))
}

func check(t *testing.T, path string) {
	t.Helper()
	if b, err := os.ReadFile(path); err != nil || !bytes.Equal(b, content) {
		t.Errorf("%s: %d bytes, %v", path, len(b), err)
	}
}

func TestFetch(t *testing.T) {
	requests := 0
	f, c := serve(t, func(w http.ResponseWriter, r *http.Request) { requests++; whole(w, r) })
	dir := filepath.Join(t.TempDir(), "new", "folder")
	var last, total int64
	fetched, err := c.Fetch(context.Background(), f, dir, func(done, of int64) { last, total = done, of })
	if err != nil || !fetched || last != f.Size || total != f.Size {
		t.Fatalf("fetched %v, %d of %d bytes, %v", fetched, last, total, err)
	}
	check(t, filepath.Join(dir, f.Name))
	if fetched, err := c.Fetch(context.Background(), f, dir, nil); fetched || err != nil || requests != 1 {
		t.Errorf("again: fetched %v, %v, %d requests", fetched, err, requests)
	}
	if _, err := os.Stat(filepath.Join(dir, f.Name+".part")); err == nil {
		t.Error("the partial file is left")
	}
}

// A file in which a bit has changed is refused by its name, and one that has arrived in
// part and changed is fetched anew.
func TestFlippedBits(t *testing.T) {
	f, c := serve(t, whole)
	dir := t.TempDir()
	path := filepath.Join(dir, f.Name)
	const flips = 20
	for i := 0; i < flips; i++ {
		damaged := bytes.Clone(content)
		damaged[len(content)*i/flips] ^= 1 << (i * 5 % 8)
		if err := os.WriteFile(path, damaged, 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Fetch(context.Background(), f, dir, nil); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("flip %d of the file: %v", i, err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path+".part", damaged[:len(content)*(i+1)/flips], 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Fetch(context.Background(), f, dir, nil); err != nil {
			t.Errorf("flip %d of what has arrived: %v", i, err)
		}
		check(t, path)
	}
}

// What came before a failure is not asked for again.
func TestResume(t *testing.T) {
	var ranges []string
	f, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		ranges = append(ranges, r.Header.Get("Range"))
		whole(w, r)
	})
	dir := t.TempDir()
	part := filepath.Join(dir, f.Name+".part")
	if err := os.WriteFile(part, content[:1000], 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Fetch(context.Background(), f, dir, nil); err != nil {
		t.Fatal(err)
	}
	check(t, filepath.Join(dir, f.Name))
	if len(ranges) != 1 || ranges[0] != "bytes=1000-" {
		t.Errorf("asked for %q", ranges)
	}
}

// A server that drops the connection is asked for the rest, one that knows no
// ranges for everything.
func TestBrokenConnections(t *testing.T) {
	for _, withRanges := range []bool{true, false} {
		requests := 0
		f, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
			requests++
			if !withRanges {
				r.Header.Del("Range")
			}
			if requests == 1 {
				w.Header().Set("Content-Length", fmt.Sprint(len(content)))
				w.Write(content[:5000])
				return // the server closes: fewer bytes than announced
			}
			whole(w, r)
		})
		dir := t.TempDir()
		if _, err := c.Fetch(context.Background(), f, dir, nil); err != nil {
			t.Errorf("ranges %v: %v", withRanges, err)
		}
		check(t, filepath.Join(dir, f.Name))
		if requests != 2 {
			t.Errorf("ranges %v: %d requests", withRanges, requests)
		}
	}
}

// Part of another version is thrown away, not kept as a file that fails for ever.
func TestPartOfAnotherVersion(t *testing.T) {
	f, c := serve(t, whole)
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, f.Name+".part"), bytes.Repeat([]byte("x"), 1000), 0o666)
	if _, err := c.Fetch(context.Background(), f, dir, nil); err != nil {
		t.Fatal(err)
	}
	check(t, filepath.Join(dir, f.Name))
}

func TestFetchErrors(t *testing.T) {
	for _, test := range []struct {
		name    string
		handler http.HandlerFunc
		change  func(*File)
		want    string
	}{
		{"missing", http.NotFound, nil, "404"},
		{"server error", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(503) }, nil, "503"},
		{"wrong checksum", whole, func(f *File) { f.Sum = "md5:00" }, "md5 is"},
		{"no checksum", whole, func(f *File) { f.Sum = "" }, "no checksum"},
		{"another size", whole, func(f *File) { f.Size++ }, "want 65537"},
		{"silent", func(w http.ResponseWriter, r *http.Request) {
			w.Write(content[:100])
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}, nil, "nothing arrived"},
		{"endless", func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := w.Write(content); err != nil {
					return
				}
			}
		}, nil, "more than"},
	} {
		f, c := serve(t, test.handler)
		if test.change != nil {
			test.change(&f)
		}
		dir := t.TempDir()
		_, err := c.Fetch(context.Background(), f, dir, nil)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q in it", test.name, err, test.want)
		}
		if _, err := os.Stat(filepath.Join(dir, f.Name)); err == nil {
			t.Errorf("%s: a file appeared", test.name)
		}
	}
}

// A file of that name with other content is the user's: it stays.
func TestFetchKeepsForeignFiles(t *testing.T) {
	f, c := serve(t, whole)
	dir := t.TempDir()
	path := filepath.Join(dir, f.Name)
	os.WriteFile(path, []byte("mine"), 0o666)
	if _, err := c.Fetch(context.Background(), f, dir, nil); err == nil || !strings.Contains(err.Error(), "in the way") {
		t.Errorf("error %v", err)
	}
	if b, _ := os.ReadFile(path); string(b) != "mine" {
		t.Errorf("the file holds %q", b)
	}
}

func TestFetchCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	f, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Write(content[:100])
		w.(http.Flusher).Flush()
		cancel()
		<-r.Context().Done()
	})
	dir := t.TempDir()
	if _, err := c.Fetch(ctx, f, dir, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	// The end may come before the first byte, of which no file is left.
	if info, err := os.Stat(filepath.Join(dir, f.Name+".part")); err == nil && (info.Size() == 0 || info.Size() > 100) || err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what arrived was not kept: %v, %v", info, err)
	}
}

func tarGz(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, name := range names {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: 5, Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		w.Write([]byte("hello"))
	}
	w.Close()
	z.Close()
	return b.Bytes()
}

func zipped(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		f.Write([]byte("hello"))
	}
	w.Close()
	return b.Bytes()
}

func TestExtract(t *testing.T) {
	good := []string{"top/a.txt", "top/sub/b.txt"}
	truncated := tarGz(t, good...)
	for _, test := range []struct {
		file string
		data []byte
		want string // in the error
	}{
		{"a.tar.gz", tarGz(t, good...), ""},
		{"a.zip", zipped(t, good...), ""},
		{"out.tar.gz", tarGz(t, "top/../../evil"), "outside"},
		{"out.zip", zipped(t, "/etc/evil"), "outside"},
		{"cut.tar.gz", truncated[:len(truncated)-20], "EOF"},
		{"much.tar.gz", tarGz(t, "top/1", "top/2", "top/3", "top/4"), "more than"},
		{"empty.tar.gz", tarGz(t), "no files"},
		{"a.rar", []byte("Rar!"), "not an archive"},
		{"no.zip", []byte("nothing"), "not a valid zip"},
		{"other.zip", zipped(t, "__MACOSX/top/a.txt"), "no files of the set"},
	} {
		base := t.TempDir()
		archive, dir := filepath.Join(base, test.file), filepath.Join(base, "set")
		os.WriteFile(archive, test.data, 0o666)
		err := Extract(archive, dir, "top/", 16, nil)
		if test.want == "" {
			b, readErr := os.ReadFile(filepath.Join(dir, "sub", "b.txt"))
			if err != nil || readErr != nil || string(b) != "hello" {
				t.Errorf("%s: %v, %v, %q", test.file, err, readErr, b)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q in it", test.file, err, test.want)
		}
		if entries, _ := os.ReadDir(base); len(entries) != 1 {
			t.Errorf("%s: left %v", test.file, entries)
		}
	}
}

func TestGet(t *testing.T) {
	archive := tarGz(t, "cifar/data_batch_1.bin", "cifar/test_batch.bin")
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write(archive) }))
	defer s.Close()
	set := Set{
		Files:   []File{{URL: s.URL, Name: "set.tar.gz", Sum: sum(archive)}},
		Archive: true, Prefix: "cifar/", Limit: 100,
	}
	c := &Client{HTTP: s.Client(), Tries: 1, Stall: time.Second}
	base := t.TempDir()
	dir := filepath.Join(base, "cifar10")
	quiet := func(File) Progress { return nil }
	if err := c.Get(context.Background(), set, dir, quiet); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(filepath.Join(dir, "test_batch.bin")); err != nil || string(b) != "hello" {
		t.Errorf("%q, %v", b, err)
	}
	if entries, _ := os.ReadDir(base); len(entries) != 1 {
		t.Errorf("left %v", entries)
	}
	if err := c.Get(context.Background(), set, dir, quiet); err == nil || !strings.Contains(err.Error(), "there already") {
		t.Errorf("again: %v", err)
	}
}

// A file that its host packs anew is known by what it holds. Of a set without checksums
// the files are counted.
func TestContents(t *testing.T) {
	archive := zipped(t, "set-1/in/a.wav", "set-1/in/sub/b.wav", "set-1/README")
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write(archive) }))
	defer s.Close()
	// sha256sum of the lines "<sha256 of hello>  a.wav" and "... sub/b.wav"
	const held = "sha256:5da8d73597d7ee0f09efea419d97e24783581a56a1c60ca1622b9bb9eda7ee40"
	good := Set{Name: "s", Files: []File{{URL: s.URL, Name: "set.zip"}}, Archive: true, Prefix: "set-1/in/", Limit: 100}
	c := &Client{HTTP: s.Client(), Tries: 1, Stall: time.Second}
	quiet := func(File) Progress { return nil }
	for _, test := range []struct {
		name   string
		change func(*Set)
		want   string
	}{
		{"contents", func(s *Set) { s.Contents = held }, ""},
		{"other contents", func(s *Set) { s.Contents = "sha256:00" }, "not those of the set"},
		{"count", func(s *Set) { s.Ext, s.Count = ".WAV", 2 }, ""},
		{"another count", func(s *Set) { s.Ext, s.Count = ".wav", 3 }, "it holds 2 files .wav, want 3"},
		{"neither", func(*Set) {}, "no checksum"},
	} {
		set := good
		test.change(&set)
		base := t.TempDir()
		dir := filepath.Join(base, "data", "s")
		err := c.Get(context.Background(), set, dir, quiet)
		if test.want == "" {
			if err != nil {
				t.Errorf("%s: %v", test.name, err)
			}
			if err := c.Get(context.Background(), set, dir, quiet); err != nil {
				t.Errorf("%s, again: %v", test.name, err)
			}
			if err := os.WriteFile(filepath.Join(dir, "c.wav"), nil, 0o666); err != nil {
				t.Fatal(err)
			}
			if err := c.Get(context.Background(), set, dir, quiet); err == nil || !strings.Contains(err.Error(), "there already") {
				t.Errorf("%s, a file more: %v", test.name, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q in it", test.name, err, test.want)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%s: the folder appeared", test.name)
		}
	}
}

// Where a set cannot be fetched, people bring its files, and the same command takes them.
func TestByHand(t *testing.T) {
	archive := tarGz(t, "top/a.txt")
	set := Set{Name: "s", Files: []File{{URL: "https://nowhere.invalid/set.tar.gz", Name: "set.tar.gz", Sum: sum(archive)}}, Archive: true, Prefix: "top/", Limit: 100}
	c := &Client{HTTP: http.DefaultClient, Tries: 6, Stall: time.Minute}
	quiet := func(File) Progress { return nil }
	base := filepath.Join(t.TempDir(), "data")
	dir := filepath.Join(base, "s")
	start := time.Now()
	err := c.Get(context.Background(), set, dir, quiet)
	if !errors.As(err, new(*FetchError)) {
		t.Fatalf("error %v", err)
	}
	if took := time.Since(start); strings.Contains(err.Error(), "no such host") && took > time.Second {
		t.Errorf("it took %v to find no host", took)
	}
	if _, err := os.Stat(base); err == nil {
		t.Error("folders or files are left")
	}
	told := strings.Join(set.Instructions(dir), "\n")
	where := filepath.Join(base, "set.tar.gz")
	if !strings.Contains(told, set.Files[0].URL) || !strings.Contains(told, where) {
		t.Errorf("people are told %q", told)
	}
	if err := os.MkdirAll(base, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(where, archive, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := c.Get(context.Background(), set, dir, quiet); err != nil {
		t.Errorf("with the file there: %v", err)
	}

	files := Set{Name: "f", Files: []File{{URL: "https://nowhere.invalid/a", Name: "a", Sum: "md5:00"}}}
	if told := strings.Join(files.Instructions("data/f"), "\n"); !strings.Contains(told, "into the folder data/f") {
		t.Errorf("people are told %q", told)
	}
	no := Set{Name: "n", ByHand: "Ask its authors. Put it into"}
	if told := no.Instructions("data/n"); len(told) != 3 || told[2] != "  data/n" {
		t.Errorf("people are told %q", told)
	}
	if err := c.Get(context.Background(), no, dir, quiet); !errors.As(err, new(*FetchError)) {
		t.Errorf("a set that no program may fetch: %v", err)
	}
}

// The recordings are the official ones.
func TestContentsOfFSDD(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "data", "fsdd", "recordings")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the recordings are not there")
	}
	s, err := Find("fsdd")
	if err == nil {
		err = s.check(dir)
	}
	if err != nil {
		t.Error(err)
	}
}

// Every set has a secure address and a checksum of the right length, or tells by other
// means what it must hold.
func TestSets(t *testing.T) {
	for _, s := range Sets {
		if _, err := Find(s.Name); err != nil || s.About == "" || s.Archive && (len(s.Files) != 1 || s.Limit <= 0) || (s.ByHand == "") == (len(s.Files) == 0) {
			t.Errorf("%+v", s)
		}
		if s.Contents != "" && len(s.Contents) != len(sum(nil)) {
			t.Errorf("%s: contents %q", s.Name, s.Contents)
		}
		for _, f := range s.Files {
			_, want, h := f.hash()
			checked := h != nil && len(want) == 2*h.Size() || f.Sum == "" && s.Archive && s.checkable()
			if !checked || !strings.HasPrefix(f.URL, "https://") || !strings.HasSuffix(f.Name, filepath.Ext(f.URL)) {
				t.Errorf("%s: %+v", s.Name, f)
			}
		}
	}
	if _, err := Find("mnits"); err == nil {
		t.Error("found a set that does not exist")
	}
}
