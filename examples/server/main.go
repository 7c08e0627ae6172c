// Server answers HTTP requests with a classifier: POST an image, get the likeliest classes
// as JSON. It shows a Predictor, which serves any number of callers with one set of
// weights, and what a server needs around it: bounded memory, limits, contexts, an orderly
// end.
//
//	go run ./examples/server --model MODEL
//	curl --data-binary @digit.png 'http://localhost:8080/classify?top=2'
//
//	{"classes":[{"class":"checker","probability":0.48},{"class":"pair","probability":0.14}]}
//
// Without --model it trains one on images made by code, which takes some seconds. Then
// classes are figures, such as those of this answer; with a model of digits, digits.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train"
	"github.com/gopathway/pathway/train/recipe"
)

func main() {
	address := flag.String("address", "localhost:8080", "address to listen at")
	path := flag.String("model", "", "classifier of m2pt train; otherwise one is trained on images made by code")
	concurrency := flag.Int("concurrency", 1, "requests that are decoded and computed at a time")
	queue := flag.Int("queue", 32, "requests that may wait; more are turned away with status 503")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	model, err := ready(ctx, *path)
	if err != nil {
		log.Fatal(err)
	}
	s, err := newServer(model, *concurrency, *queue)
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", *address)
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("classifies %s at http://%s/classify", model.Config.Modality, listener.Addr())
	if err := serve(ctx, listener, s); err != nil {
		log.Fatal(err)
	}
}

// ready returns the model in path, or a new one if path is empty.
func ready(ctx context.Context, path string) (*m2pt.Model, error) {
	if path != "" {
		return train.LoadModel(path)
	}
	images, err := pipeline.Synthetic(m2pt.Image, 1000, 200, 1, pipeline.Options{})
	if err != nil {
		return nil, err
	}
	r, err := recipe.Load("image")
	if err != nil {
		return nil, err
	}
	r.Epochs, r.Batch, r.LR, r.EvalEvery = 12, 20, 3e-3, 12
	size := pipeline.ModelOptions{Dim: 48, Depth: 3, Heads: 4, Image: pipeline.ImageModel{Patch: 7}}
	model, _, err := train.Fit(ctx, images, size, train.Setup{}, train.Options{Recipe: *r})
	return model, err
}

// The limits of a request.
const (
	maxBody    = 8 << 20 // bytes of a file
	maxPixels  = 1 << 24 // of an image: a small file may unpack to a large one
	maxSeconds = 10
)

// server classifies. It is safe for any number of requests at once, and its memory is
// bounded: a Predictor bounds activations alone, so decoding takes a place, too.
//
//	weights, once
//	admitted requests × maxBody
//	places × (the decoded image + activations)
type server struct {
	config    m2pt.Config
	predictor *nn.Predictor
	admitted  chan struct{} // requests that are read, wait or are at work
	places    chan struct{} // those at work
}

// newServer takes a classifier over: its weights are packed for inference.
func newServer(m *m2pt.Model, concurrency, queue int) (*server, error) {
	if concurrency < 1 || queue < 0 {
		return nil, fmt.Errorf("concurrency is %d and queue %d, want 1 and 0 or more", concurrency, queue)
	}
	if len(m.Config.Classes) == 0 || m.Config.Segment != nil {
		return nil, errors.New("the model does not classify")
	}
	warmUp := tensor.New(append([]int{1}, m.Config.InputShape()...)...)
	p, err := nn.NewPredictor(m.Net, nn.PredictorOptions{Concurrency: concurrency, WarmUp: warmUp})
	if err != nil {
		return nil, err
	}
	return &server{m.Config, p, make(chan struct{}, concurrency+queue), make(chan struct{}, concurrency)}, nil
}

// handler returns the routes.
func (s *server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/classify", s.classify)
	mux.HandleFunc("/healthy", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	return mux
}

// guess is one class of an answer.
type guess struct {
	Class       string  `json:"class"`
	Probability float32 `json:"probability"`
}

// classify answers a POST whose body is a file.
func (s *server) classify(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		fail(w, http.StatusMethodNotAllowed, errors.New("POST a file"))
		return
	}
	top := 3
	if text := r.URL.Query().Get("top"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			fail(w, http.StatusBadRequest, fmt.Errorf("top is %q, want 1 or more", text))
			return
		}
		top = n
	}
	// The context ends when the caller leaves, too; then nothing is computed any more.
	ctx, cancel := context.WithTimeout(r.Context(), maxSeconds*time.Second)
	defer cancel()
	select {
	case s.admitted <- struct{}{}:
		defer func() { <-s.admitted }()
	default:
		w.Header().Set("Retry-After", "1")
		fail(w, http.StatusServiceUnavailable, errors.New("too many requests wait"))
		return
	}
	file, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong):
		fail(w, http.StatusRequestEntityTooLarge, fmt.Errorf("the file has more than %d bytes", tooLong.Limit))
		return
	case err != nil:
		fail(w, http.StatusBadRequest, err)
		return
	}
	logits, err := s.answer(ctx, file)
	var bad *badFile
	switch {
	case err != nil && ctx.Err() != nil:
		fail(w, http.StatusServiceUnavailable, errors.New("no answer in time"))
	case errors.Is(err, datasets.ErrPixelLimit):
		fail(w, http.StatusRequestEntityTooLarge, err)
	case errors.As(err, &bad):
		fail(w, http.StatusUnprocessableEntity, err) // it says what is wrong with the file
	case err != nil:
		log.Print(err)
		fail(w, http.StatusInternalServerError, errors.New("the model gives no answer"))
	default:
		reply(w, http.StatusOK, map[string]any{"classes": s.guesses(logits, top)})
	}
}

// badFile is why a file cannot be given to the model.
type badFile struct{ error }

// Unwrap returns the error itself.
func (b *badFile) Unwrap() error { return b.error }

// answer decodes a file and asks the model, once one of the places is free.
func (s *server) answer(ctx context.Context, file []byte) (*tensor.Tensor, error) {
	select {
	case s.places <- struct{}{}:
		defer func() { <-s.places }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	upload := pipeline.Input{Name: "upload", Reader: bytes.NewReader(file)}
	sample, err := pipeline.DecodeInput(ctx, s.config, upload, pipeline.DecodeOptions{Image: pipeline.ImageInput{MaxPixels: maxPixels}})
	if err != nil {
		return nil, &badFile{err}
	}
	return s.predictor.Predict(ctx, sample.X)
}

// guesses returns the likeliest classes, the likeliest first.
func (s *server) guesses(logits *tensor.Tensor, top int) []guess {
	p := tensor.Softmax(nil, logits, -1)
	order := tensor.ArgSort(tensor.Neg(nil, p), -1)
	guesses := make([]guess, min(top, len(order)))
	for i := range guesses {
		guesses[i] = guess{s.config.Classes[order[i]], p.At(0, order[i])}
	}
	return guesses
}

func fail(w http.ResponseWriter, status int, err error) {
	reply(w, status, map[string]string{"error": err.Error()})
}

// reply writes an answer. An error of the connection concerns nobody any more.
func reply(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer)
}

// serve answers until ctx ends, then lets requests under way finish.
func serve(ctx context.Context, l net.Listener, s *server) error {
	srv := &http.Server{
		Handler:           s.handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       2 * maxSeconds * time.Second,
		WriteTimeout:      3 * maxSeconds * time.Second,
		IdleTimeout:       time.Minute,
	}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	log.Print("stopping")
	last, cancel := context.WithTimeout(context.Background(), 2*maxSeconds*time.Second)
	defer cancel()
	return srv.Shutdown(last)
}
