package main

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/tensor"
)

// small returns a server of a model that has learned nothing, and its logits for a file.
func small(t *testing.T) (*server, *m2pt.Model) {
	t.Helper()
	c, err := pipeline.Synthetic(m2pt.Image, 20, 20, 1, pipeline.Options{})
	if err != nil {
		t.Fatal(err)
	}
	config := c.ModelConfig(pipeline.ModelOptions{Dim: 16, Depth: 1, Heads: 2, Image: pipeline.ImageModel{Patch: 7}})
	m, err := m2pt.NewModel(config, tensor.NewRNG(1))
	if err != nil {
		t.Fatal(err)
	}
	same, err := m2pt.NewModel(config, tensor.NewRNG(1))
	if err != nil {
		t.Fatal(err)
	}
	s, err := newServer(m, 2, 30)
	if err != nil {
		t.Fatal(err)
	}
	return s, same
}

// picture returns a PNG.
func picture(t *testing.T, side int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, side, side))
	for i := range img.Pix {
		img.Pix[i] = uint8(i * i / side)
	}
	img.SetGray(0, 0, color.Gray{Y: 200})
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// post sends a body and returns the status and the answer.
func post(t *testing.T, url string, body io.Reader) (int, string) {
	t.Helper()
	r, err := http.Post(url, "application/octet-stream", body)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	return r.StatusCode, string(text)
}

// Many callers at once get the answer that the model gives by itself.
func TestClassify(t *testing.T) {
	s, model := small(t)
	web := httptest.NewServer(s.handler())
	defer web.Close()
	file := picture(t, 40)
	sample, err := pipeline.DecodeInput(context.Background(), model.Config, pipeline.Input{Name: "x", Reader: bytes.NewReader(file)}, pipeline.DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := s.guesses(model.Logits(sample.X), 2)
	var callers sync.WaitGroup
	for i := 0; i < 8; i++ {
		callers.Add(1)
		go func() {
			defer callers.Done()
			status, text := post(t, web.URL+"/classify?top=2", bytes.NewReader(file))
			var answer struct{ Classes []guess }
			if err := json.Unmarshal([]byte(text), &answer); err != nil || status != http.StatusOK {
				t.Errorf("%d: %s (%v)", status, text, err)
			} else if len(answer.Classes) != 2 || answer.Classes[0] != want[0] || answer.Classes[1] != want[1] || want[0].Probability < want[1].Probability {
				t.Errorf("%v, want %v", answer.Classes, want)
			}
		}()
	}
	callers.Wait()
}

// What is wrong with a request is said with a status that fits.
func TestRefusals(t *testing.T) {
	s, _ := small(t)
	web := httptest.NewServer(s.handler())
	defer web.Close()
	for _, c := range []struct {
		name, query string
		body        io.Reader
		status      int
		want        string
	}{
		{"no picture", "", strings.NewReader("hello"), http.StatusUnprocessableEntity, "upload"},
		{"too many bytes", "", io.MultiReader(bytes.NewReader(picture(t, 20)[:40]), strings.NewReader(strings.Repeat("x", maxBody+1))), http.StatusRequestEntityTooLarge, "bytes"},
		{"too many pixels", "", bytes.NewReader(picture(t, 4097)), http.StatusRequestEntityTooLarge, "pixels"},
		{"top", "?top=none", bytes.NewReader(picture(t, 20)), http.StatusBadRequest, "top"},
	} {
		if status, text := post(t, web.URL+"/classify"+c.query, c.body); status != c.status || !strings.Contains(text, c.want) {
			t.Errorf("%s: %d %s, want %d and %q", c.name, status, text, c.status, c.want)
		}
	}
	r, err := http.Get(web.URL + "/classify")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("GET: %d", r.StatusCode)
	}
}

// Beyond the queue requests are turned away, and no more files are decoded at a time than
// there are places.
func TestQueue(t *testing.T) {
	s, _ := small(t)
	for range cap(s.places) { // the work of others
		s.places <- struct{}{}
	}
	web := httptest.NewServer(s.handler())
	defer web.Close()
	file := picture(t, 20)
	statuses := make(chan int, cap(s.admitted))
	for range cap(s.admitted) {
		go func() {
			status, _ := post(t, web.URL+"/classify", bytes.NewReader(file))
			statuses <- status
		}()
	}
	for end := time.Now().Add(10 * time.Second); len(s.admitted) < cap(s.admitted); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d requests wait, want %d", len(s.admitted), cap(s.admitted))
		}
	}
	r, err := http.Post(web.URL+"/classify", "image/png", bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusServiceUnavailable || r.Header.Get("Retry-After") == "" {
		t.Errorf("one more gets %d, Retry-After %q", r.StatusCode, r.Header.Get("Retry-After"))
	}
	if len(statuses) > 0 {
		t.Errorf("%d answers while all places are taken", len(statuses))
	}
	for range cap(s.places) {
		<-s.places
	}
	for range cap(s.admitted) {
		if status := <-statuses; status != http.StatusOK {
			t.Errorf("one that waited gets %d", status)
		}
	}
	if status, text := post(t, web.URL+"/classify", bytes.NewReader(file)); status != http.StatusOK {
		t.Errorf("afterwards: %d %s", status, text)
	}
}

// The server ends when its context does, and lets a request under way finish.
func TestServeEnds(t *testing.T) {
	s, _ := small(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- serve(ctx, l, s) }()
	body, send := io.Pipe()
	answered := make(chan int, 1)
	go func() {
		status, _ := post(t, "http://"+l.Addr().String()+"/classify", body)
		answered <- status
	}()
	file := picture(t, 20)
	if _, err := send.Write(file[:30]); err != nil { // the request is under way
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond)
	cancel()
	time.Sleep(100 * time.Millisecond)
	if _, err := send.Write(file[30:]); err != nil {
		t.Fatal(err)
	}
	send.Close()
	if status := <-answered; status != http.StatusOK {
		t.Errorf("the request under way got %d", status)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}
