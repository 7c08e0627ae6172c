package nn_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/internal/race"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/checkpoint"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/tensor"
)

// newPredictor returns a Predictor of a small model, and a twin of the model
// that nobody takes over.
func newPredictor(t *testing.T, o nn.PredictorOptions) (p *nn.Predictor, twin *nn.ViT) {
	t.Helper()
	p, err := nn.NewPredictor(modeltest.ViT(t, 1, nil), o)
	if err != nil {
		t.Fatal(err)
	}
	return p, modeltest.ViT(t, 1, nil)
}

// Predict and a Predictor give the bits of an ordinary tape, whatever the batch.
func TestPredictorBits(t *testing.T) {
	p, twin := newPredictor(t, nn.PredictorOptions{})
	x := modeltest.Images(twin.Config, 64)
	want := twin.Forward(autograd.Inference().Input(x)).Value
	for round := 0; round < 2; round++ { // packing, then packed
		y, err := p.Predict(context.Background(), x)
		if err != nil {
			t.Fatal(err)
		}
		modeltest.SameBits(t, "Predictor", y.Data(), want.Data())
	}
	modeltest.SameBits(t, "Predict", nn.Predict(twin, x).Data(), want.Data())
	classes := twin.Config.Classes
	for i := 0; i < 64; i++ {
		one := tensor.Slice(nil, x, 0, i, i+1, 1)
		y, err := p.Predict(context.Background(), one)
		if err != nil {
			t.Fatal(err)
		}
		modeltest.SameBits(t, "one of a batch", y.Data(), want.Data()[i*classes:(i+1)*classes])
	}
}

// What trains, saves or reads a model that was taken over is refused, by name;
// inference works.
func TestTakenOver(t *testing.T) {
	m := modeltest.ViT(t, 1, nil)
	ema := optim.NewEMA(nn.Params(m), 0.9)
	opt := optim.NewAdamW(optim.WeightDecayGroups(nn.Params(m), 0.1), optim.AdamConfig{LR: 1})
	autograd.Backward(autograd.Mean(m.Forward(autograd.NewTape().Input(modeltest.Images(m.Config, 1))), nil, false))
	old := m.Blocks[1].MLP.FC1.(*nn.Linear)
	p, err := nn.NewPredictor(m, nn.PredictorOptions{})
	if err != nil {
		t.Fatal(err)
	}
	x := modeltest.Images(m.Config, 1)
	if _, err := p.Predict(context.Background(), x); err != nil {
		t.Fatal(err)
	}
	if err := nn.TakenOver(m); err == nil || !strings.Contains(err.Error(), "blocks.0.attn.qkv.weight is packed: a Predictor took the model over") {
		t.Errorf("TakenOver: %v", err)
	}
	count := nn.CountParams(m)
	if want := nn.CountParams(modeltest.ViT(t, 1, nil)); count != want {
		t.Errorf("%d parameters, want %d", count, want)
	}
	modeltest.SameBits(t, "Predict", nn.Predict(m, x).Data(), nn.Predict(modeltest.ViT(t, 1, nil), x).Data())
	dict := nn.StateDict(modeltest.ViT(t, 1, nil))
	for name, f := range map[string]func(){
		"recording":    func() { m.Forward(autograd.NewTape().Input(x)) },
		"training":     func() { m.Forward(autograd.NewTape().Train(1).Input(x)) },
		"Params":       func() { nn.Params(m) },
		"StateDict":    func() { nn.StateDict(m) },
		"AdamW":        func() { optim.NewAdamW(optim.WeightDecayGroups(nn.Params(m), 0.1), optim.AdamConfig{LR: 1}) },
		"Step":         func() { opt.Step() },
		"EMA.Swap":     func() { ema.Swap() },
		"EMA.Update":   func() { ema.Update() },
		"EMA.UpdateAt": func() { ema.UpdateAt(1) },
	} {
		func() {
			defer func() {
				r := fmt.Sprint(recover())
				if !strings.Contains(r, "packed") && !strings.Contains(r, "records") {
					t.Errorf("%s: panic %q", name, r)
				}
			}()
			f()
		}()
	}
	// The layers that were replaced are empty, not wrong.
	modeltest.ShapeError(t, "Linear", func() { old.Forward(autograd.Inference().Input(tensor.New(1, 24))) })
	path := filepath.Join(t.TempDir(), "w.safetensors")
	if err := nn.SaveWeights(path, m, nil); err == nil || !strings.Contains(err.Error(), "took the model over") {
		t.Errorf("SaveWeights: %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("SaveWeights left a file")
	}
	if err := nn.LoadWeights(path, m); err == nil || !strings.Contains(err.Error(), "took the model over") {
		t.Errorf("LoadWeights: %v", err)
	}
	if _, err := nn.LoadStateDict(m, dict, true); err == nil || !strings.Contains(err.Error(), "took the model over") {
		t.Errorf("LoadStateDict: %v", err)
	}
	if err := (&checkpoint.State{Model: dict}).Restore(m, nil, nil); err == nil || !strings.Contains(err.Error(), "took the model over") {
		t.Errorf("Restore: %v", err)
	}
	if _, err := p.Predict(context.Background(), x); err != nil { // and it still works
		t.Error(err)
	}
	if _, err := nn.NewPredictor(m, nn.PredictorOptions{Concurrency: -1}); err == nil {
		t.Error("a negative concurrency passed")
	}
}

// obstacle is a model that stops at a gate, panics or calls back.
type obstacle struct {
	*nn.ViT
	do func()
}

func (o obstacle) Forward(x *autograd.Var) *autograd.Var {
	t := x.Tape()
	m := t.Mark()
	o.do()
	return t.Keep(m, o.ViT.Forward(x))
}

func TestPredictorErrors(t *testing.T) {
	do := func() {}
	model := obstacle{modeltest.ViT(t, 1, nil), func() { do() }}
	p, err := nn.NewPredictor(model, nn.PredictorOptions{Concurrency: 1})
	if err != nil {
		t.Fatal(err)
	}
	x := modeltest.Images(model.ViT.Config, 2)
	works := func(after string) {
		t.Helper()
		do = func() {}
		if y, err := p.Predict(context.Background(), x); err != nil || y.Dim(0) != 2 {
			t.Fatalf("after %s: %v", after, err)
		}
	}
	works("the beginning")
	var shape *tensor.ShapeError
	if _, err := p.Predict(context.Background(), tensor.New(1, 3, 5, 5)); !errors.As(err, &shape) || !strings.Contains(err.Error(), "[1 3 5 5]") {
		t.Errorf("bad shape: %v", err)
	}
	works("a bad shape")

	do = func() { panic("broken model") }
	func() {
		defer func() {
			if r := recover(); r != "broken model" {
				t.Errorf("recovered %v", r)
			}
		}()
		p.Predict(context.Background(), x)
	}()
	works("a panic")

	ctx, cancel := context.WithCancel(context.Background())
	do = cancel // while it runs
	if _, err := p.Predict(ctx, x); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled while running: %v", err)
	}
	if _, err := p.Predict(ctx, x); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: %v", err)
	}
	works("a cancellation")

	// Waiting for the only slot.
	entered, leave := make(chan bool), make(chan bool)
	do = func() { entered <- true; <-leave }
	first := make(chan error)
	go func() {
		_, err := p.Predict(context.Background(), x)
		first <- err
	}()
	<-entered
	ctx, cancel = context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	if _, err := p.Predict(ctx, x); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("cancelled while waiting: %v", err)
	}
	leave <- true
	if err := <-first; err != nil {
		t.Error(err)
	}
	works("a call that waited in vain")
}

// steps is a model of many parts, that calls at at the beginning of each.
type steps struct{ at func(i int) }

func (s steps) NamedParams(string, func(nn.NamedParam)) {}

func (s steps) Forward(x *autograd.Var) *autograd.Var {
	t := x.Tape()
	m := t.Mark()
	for i := 0; i < 100; i++ {
		s.at(i)
		x = t.Keep(m, autograd.Scale(x, 2))
	}
	return x
}

// A call whose context ends goes no further than the end of the part of the
// model it is in.
func TestPredictorStopsSoon(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	last := 0
	p, err := nn.NewPredictor(steps{func(i int) {
		if last = i; i == 7 {
			cancel()
		}
	}}, nn.PredictorOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Predict(ctx, tensor.New(3)); !errors.Is(err, context.Canceled) || last != 7 {
		t.Errorf("cancelled in part 7: %v after part %d", err, last)
	}
}

// waiting returns once n goroutines wait in Predict.
func waiting(t *testing.T, n int) {
	t.Helper()
	buf := make([]byte, 1<<20)
	for try := 0; try < 5000; try++ {
		have := 0
		for _, g := range strings.Split(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
			head, body, _ := strings.Cut(g, "\n")
			if strings.Contains(head, "[select") && strings.HasPrefix(body, "github.com/gopathway/pathway/nn.(*Predictor).Predict(") {
				have++
			}
		}
		if have == n {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("%d goroutines do not come to wait", n)
}

// Callers beyond the concurrency are served in the order they came; one that
// gives up leaves the others theirs.
func TestPredictorOrder(t *testing.T) {
	const callers = 6
	var order []float32
	gate := make(chan bool)
	model := nn.Lambda(func(x *autograd.Var) *autograd.Var {
		order = append(order, x.Value.Data()[0]) // one at a time
		<-gate
		return autograd.Scale(x, 1)
	})
	p, err := nn.NewPredictor(model, nn.PredictorOptions{Concurrency: 1})
	if err != nil {
		t.Fatal(err)
	}
	quits, quit := context.WithCancel(context.Background())
	results := make(chan error, callers+1)
	call := func(ctx context.Context, i int) {
		_, err := p.Predict(ctx, tensor.Full(float32(i), 1))
		results <- err
	}
	go call(context.Background(), 0)
	for len(p.IdleTapes()) > 0 { // until it runs
		time.Sleep(time.Millisecond)
	}
	for i := 1; i < callers; i++ {
		ctx := context.Background()
		if i == 2 {
			ctx = quits
		}
		go call(ctx, i)
		waiting(t, i)
	}
	quit()
	if err := <-results; !errors.Is(err, context.Canceled) {
		t.Errorf("the one that gave up: %v", err)
	}
	for i := 0; i < callers-1; i++ {
		gate <- true
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	if got, want := fmt.Sprint(order), "[0 1 3 4 5]"; got != want {
		t.Errorf("served %v, want %v", got, want)
	}
}

func TestPredictorOptions(t *testing.T) {
	m := modeltest.ViT(t, 1, nil)
	x := modeltest.Images(m.Config, 2)
	var shape *tensor.ShapeError
	if _, err := nn.NewPredictor(m, nn.PredictorOptions{WarmUp: tensor.New(1, 3, 5, 5)}); !errors.As(err, &shape) || !strings.Contains(err.Error(), "warm-up") {
		t.Errorf("warm-up with a bad shape: %v", err)
	}
	for _, n := range []int{0, 2} {
		if _, err := nn.NewPredictor(m, nn.PredictorOptions{Concurrency: n, Profile: new(autograd.Profile)}); err == nil || !strings.Contains(err.Error(), "Profile") {
			t.Errorf("concurrency %d with a Profile: %v", n, err)
		}
	}
	p, err := nn.NewPredictor(m, nn.PredictorOptions{Concurrency: 3, WarmUp: x})
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < 3; i++ {
		if tape := <-p.IdleTapes(); tape.PeakBytes() == 0 {
			t.Errorf("tape %d is cold", i)
		}
	}
	m.NamedParams("", func(p nn.NamedParam) {
		linear := p.Role.Stage == nn.InBlock && strings.HasSuffix(p.Name, ".weight") && !strings.Contains(p.Name, "norm")
		if _, packed := p.Stored.(*autograd.PackedWeight); packed != linear || (p.Param == nil) != linear {
			t.Errorf("%s: packed %v after NewPredictor", p.Name, packed)
		}
	})
	profile := new(autograd.Profile)
	if p, err = nn.NewPredictor(m, nn.PredictorOptions{Concurrency: 1, Profile: profile}); err != nil { // a second one of the same model
		t.Fatal(err)
	}
	for i := 0; i < 2; i++ {
		if _, err := p.Predict(context.Background(), x); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Predict(context.Background(), tensor.New(1)); err == nil {
			t.Fatal("no error")
		}
	}
	calls := map[string]int{}
	for _, r := range profile.Rows() {
		calls[r.Name] += r.Calls
	}
	if calls["SelfAttention"]+calls["Attention"] != 2*m.Config.Depth {
		t.Errorf("the profile counts %v, want the attention of two calls", calls)
	}
}

// liveHeap is what the heap holds when garbage is gone, pools included.
func liveHeap() int {
	runtime.GC()
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return int(s.HeapAlloc)
}

// 64 callers each get the logits of their own inputs, some give up, and memory
// stays bounded: afterwards the heap has grown by the activations of the calls
// that can run at a time. PATHWAY_SOAK=2m makes it last so long.
func TestPredictorUnderLoad(t *testing.T) {
	const callers = 64
	duration := 150 * time.Millisecond
	if s := os.Getenv("PATHWAY_SOAK"); s != "" {
		d, err := time.ParseDuration(s)
		if err != nil {
			t.Fatal(err)
		}
		duration = d / 3
	}
	goroutines := runtime.NumGoroutine()
	for _, procs := range []int{1, 2, 8} {
		old := runtime.GOMAXPROCS(procs)
		p, twin := newPredictor(t, nn.PredictorOptions{})
		x := modeltest.Images(twin.Config, callers)
		want := nn.Predict(twin, x)
		classes := twin.Config.Classes
		tape := autograd.Inference()
		twin.Forward(tape.Input(modeltest.Images(twin.Config, 3)))
		activations := tape.PeakBytes()
		before := liveHeap()
		var calls, quits [callers]int
		var wg sync.WaitGroup
		end := time.Now().Add(duration)
		var most uint64
		for c := 0; c < callers; c++ {
			wg.Add(1)
			go func() {
				defer wg.Done()
				n := 1 + c%3 // several rows at a time
				lo := min(c, callers-n)
				mine := tensor.Slice(nil, x, 0, lo, lo+n, 1)
				for i := 0; i == 0 || time.Now().Before(end); i++ {
					ctx, cancel := context.Background(), context.CancelFunc(func() {})
					if i%4 == 3 {
						ctx, cancel = context.WithTimeout(ctx, time.Duration(i%50)*50*time.Microsecond)
					}
					y, err := p.Predict(ctx, mine)
					cancel()
					if err != nil {
						if !errors.Is(err, context.DeadlineExceeded) || i%4 != 3 {
							t.Errorf("caller %d: %v", c, err)
							return
						}
						quits[c]++
						continue
					}
					calls[c]++
					for j, v := range y.Data() {
						if v != want.Data()[lo*classes+j] {
							t.Errorf("caller %d: logit %d is %v, want %v", c, j, v, want.Data()[lo*classes+j])
							return
						}
					}
				}
			}()
		}
		done := make(chan bool)
		go func() { wg.Wait(); close(done) }()
		for running := true; running; {
			select {
			case <-done:
				running = false
			case <-time.After(duration + time.Minute):
				t.Fatal("deadlock")
			case <-time.After(20 * time.Millisecond):
				var s runtime.MemStats
				runtime.ReadMemStats(&s)
				most = max(most, s.HeapInuse)
			}
		}
		total, gaveUp := 0, 0
		for c := range calls {
			if calls[c] == 0 {
				t.Errorf("caller %d never got an answer", c)
			}
			total, gaveUp = total+calls[c], gaveUp+quits[c]
		}
		t.Logf("GOMAXPROCS %d: %d calls answered, %d gave up, heap at most %.1f MB", procs, total, gaveUp, float64(most)/1e6)
		if most > 64<<20 {
			t.Errorf("GOMAXPROCS %d: the heap took %d MB", procs, most>>20)
		}
		if grown, limit := liveHeap()-before, 2*procs*activations+1<<20; grown > limit {
			t.Errorf("GOMAXPROCS %d: the heap grew by %d bytes, want at most %d", procs, grown, limit)
		}
		runtime.KeepAlive(p)
		runtime.GOMAXPROCS(old)
	}
	for i := 0; i < 100 && runtime.NumGoroutine() > goroutines+8; i++ { // 7 of the worker pool stay
		time.Sleep(10 * time.Millisecond)
	}
	if n := runtime.NumGoroutine(); n > goroutines+8 {
		t.Errorf("%d goroutines, %d before", n, goroutines)
	}
}

// A warm Predictor allocates its result and little else, and so does Predict.
func TestPredictorAllocations(t *testing.T) {
	if race.Enabled {
		t.Skip("under the race detector the pools forget at random")
	}
	p, twin := newPredictor(t, nn.PredictorOptions{Concurrency: 1})
	x := modeltest.Images(twin.Config, 1)
	ctx := context.Background()
	f := func() {
		if _, err := p.Predict(ctx, x); err != nil {
			t.Fatal(err)
		}
	}
	f()
	if n := testing.AllocsPerRun(50, f); n > 8 {
		t.Errorf("%v allocations a call, want at most 8", n)
	}
	g := func() { nn.Predict(twin, x) }
	g()
	if n := testing.AllocsPerRun(50, g); n > 8 {
		t.Errorf("Predict: %v allocations a call, want at most 8", n)
	}
}
