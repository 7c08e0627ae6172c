// Package download fetches public files. It resumes what was begun, checks what has
// arrived, and leaves a file whole or absent.
package download

import (
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// File is one file to fetch.
type File struct {
	URL  string
	Name string // in the folder it goes to
	Size int64  // bytes; 0: unknown
	Sum  string // checksum, as "sha256:<hex>" or "md5:<hex>"

	// Unchecked says that the file has no checksum: the caller checks what it holds.
	Unchecked bool
}

// Progress is called with the number of bytes that are there, done, of total,
// which is 0 if unknown.
type Progress func(done, total int64)

// Client fetches files.
type Client struct {
	HTTP  *http.Client
	Tries int           // attempts at a file, each from where the connection broke
	Stall time.Duration // the longest silence of a server
}

// Default waits a minute for a server that falls silent and resumes five times.
var Default = &Client{HTTP: http.DefaultClient, Tries: 6, Stall: time.Minute}

// Fetch brings f into dir, unless it is there with the right checksum. What arrives
// before a failure stays in a file called the same with .part at its end, and the
// next call goes on from there. Fetch reports whether it fetched anything.
func (c *Client) Fetch(ctx context.Context, f File, dir string, progress Progress) (fetched bool, err error) {
	path := filepath.Join(dir, f.Name)
	if err := f.verify(path); err == nil {
		return false, nil
	} else if !errors.Is(err, os.ErrNotExist) {
		return false, fmt.Errorf("%s is in the way: %w (remove it to fetch it again)", path, err)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return false, err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(dir) // if nothing is in it
		}
	}()
	part := path + ".part"
	resumed := false
	if info, err := os.Stat(part); err == nil && info.Size() > 0 {
		resumed = true
	}
	for {
		if err := c.download(ctx, f, part, progress); err != nil {
			return true, fmt.Errorf("%s: %w", f.URL, err)
		}
		err := f.verify(part)
		if err == nil {
			return true, os.Rename(part, path)
		}
		if removal := os.Remove(part); removal != nil {
			return true, removal
		}
		if !resumed {
			return true, fmt.Errorf("%s: %w", f.URL, err)
		}
		resumed = false // what was there from earlier may be of another version
	}
}

// verify compares the checksum of the file at path.
func (f File) verify(path string) error {
	kind, want, h := f.hash()
	if h == nil && f.Unchecked {
		_, err := os.Stat(path)
		return err
	}
	if h == nil {
		return fmt.Errorf("no checksum is known for %s", f.Name)
	}
	r, err := os.Open(path)
	if err != nil {
		return err
	}
	defer r.Close()
	if _, err := io.Copy(h, r); err != nil {
		return err
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		return fmt.Errorf("%s is %s, want %s", kind, got, want)
	}
	return nil
}

func (f File) hash() (kind, want string, h hash.Hash) {
	for kind, h := range map[string]hash.Hash{"sha256": sha256.New(), "md5": md5.New()} {
		if n := len(kind) + 1; len(f.Sum) > n && f.Sum[:n] == kind+":" {
			return kind, f.Sum[n:], h
		}
	}
	return "", "", nil
}

// permanent marks an error that another attempt would meet again.
type permanent struct{ error }

func (p permanent) Unwrap() error { return p.error }

// download completes the file at part.
func (c *Client) download(ctx context.Context, f File, part string, progress Progress) error {
	var last error
	for try := 0; try < max(c.Tries, 1); try++ {
		if try > 0 {
			pause := time.NewTimer(time.Duration(try) * c.Stall / 60)
			select {
			case <-ctx.Done():
				pause.Stop()
				return ctx.Err()
			case <-pause.C:
			}
		}
		err := c.attempt(ctx, f, part, progress)
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.As(err, new(permanent)):
			return err
		}
		last = err
	}
	return last
}

// attempt makes one request, for the bytes that part does not have.
func (c *Client) attempt(ctx context.Context, f File, part string, progress Progress) (err error) {
	w, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return permanent{err}
	}
	defer func() {
		if closing := w.Close(); err == nil && closing != nil {
			err = permanent{closing}
		}
		if info, statErr := os.Stat(part); err != nil && statErr == nil && info.Size() == 0 {
			_ = os.Remove(part) // nothing has arrived
		}
	}()
	have, err := w.Seek(0, io.SeekEnd)
	if err != nil {
		return permanent{err}
	}
	if f.Size > 0 && have == f.Size {
		return nil
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(c.Stall, func() { cancel(fmt.Errorf("nothing arrived for %v", c.Stall)) })
	defer watch.Stop()

	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.URL, nil)
	if err != nil {
		return permanent{err}
	}
	req.Header.Set("Accept-Encoding", "identity") // so that bytes can be counted
	if have > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", have))
	}
	resp, err := c.HTTP.Do(req)
	if err != nil {
		// Without a network, or a name server that knows the host, waiting does not help.
		var lookup *net.DNSError
		if errors.As(err, &lookup) && lookup.IsNotFound {
			return permanent{fmt.Errorf("no such host: %s", lookup.Name)}
		}
		return cause(ctx, err)
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusPartialContent:
		var from int64
		if _, err := fmt.Sscanf(resp.Header.Get("Content-Range"), "bytes %d-", &from); err != nil || from != have {
			return permanent{fmt.Errorf("the server answered range %q, asked for bytes %d-", resp.Header.Get("Content-Range"), have)}
		}
	case http.StatusOK, http.StatusRequestedRangeNotSatisfiable:
		// The server sends the whole file, or has nothing behind what is here:
		// begin anew.
		have = 0
		if err := w.Truncate(0); err != nil {
			return permanent{err}
		}
		if _, err := w.Seek(0, io.SeekStart); err != nil {
			return permanent{err}
		}
		if resp.StatusCode != http.StatusOK {
			return errors.New(resp.Status)
		}
	default:
		err := errors.New(resp.Status)
		if resp.StatusCode >= 400 && resp.StatusCode < 500 && resp.StatusCode != http.StatusTooManyRequests {
			return permanent{err}
		}
		return err
	}
	total := f.Size
	if resp.ContentLength >= 0 {
		if total > 0 && have+resp.ContentLength != total {
			return permanent{fmt.Errorf("the server has %d bytes, want %d", have+resp.ContentLength, total)}
		}
		total = have + resp.ContentLength
	}
	r := &meter{r: resp.Body, done: have, total: total, limit: total, progress: progress, alive: func() { watch.Reset(c.Stall) }}
	if _, err := io.Copy(w, r); err != nil {
		return cause(ctx, err)
	}
	if total > 0 && r.done != total {
		return fmt.Errorf("the connection ended after %d of %d bytes", r.done, total)
	}
	return nil
}

// cause returns why this program gave a request up, or else err.
func cause(ctx context.Context, err error) error {
	if c := context.Cause(ctx); c != nil && !errors.Is(c, context.Canceled) {
		return c
	}
	return err
}

// meter is a reader that reports how much it has read and refuses more than limit.
type meter struct {
	r                  io.Reader
	done, total, limit int64
	progress           Progress
	alive              func()
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	if n > 0 {
		m.done += int64(n)
		m.alive()
		if m.limit > 0 && m.done > m.limit {
			return 0, permanent{fmt.Errorf("the server sends more than %d bytes", m.limit)}
		}
		if m.progress != nil {
			m.progress(m.done, m.total)
		}
	}
	return n, err
}
