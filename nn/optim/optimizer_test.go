package optim

import (
	"bytes"
	"encoding/json"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// bag is a module that is only its parameters.
type bag []nn.NamedParam

func (b bag) Forward(x *autograd.Var) *autograd.Var { return x }

func (b bag) NamedParams(prefix string, yield func(NamedParam)) {
	for _, p := range b {
		yield(prefix+p.Name, p.Param)
	}
}

// newBag returns parameters of awkward sizes, one above the size where
// threads share the work, with values from seed.
func newBag(seed uint64) bag {
	b := bag{named("head.weight", 7, 5), named("big.weight", 211, 307), named("head.bias", 7), named("scale"), named("empty", 0, 3)}
	rng := tensor.NewRNG(seed)
	for _, p := range b {
		p.Param.Value.Normal(rng, 0, 1)
	}
	return b
}

// setGrads gives every parameter the gradient of a step.
func (b bag) setGrads(step int) {
	rng := tensor.NewRNG(77, uint64(step))
	for _, p := range b {
		setGrad(p.Param, tensor.New(p.Param.Shape()...).Normal(rng, 0, 1))
	}
}

// setGrad runs a Backward that leaves g as the gradient of p.
func setGrad(p *autograd.Var, g *tensor.Tensor) {
	p.ZeroGrad()
	if g.Size() == 0 {
		return
	}
	tape := autograd.NewTape()
	n := tape.New()
	n.Value.Data()[0] = 0
	if node := tape.Record(opGiveGrad, n, p); node != nil {
		node.Saved[0] = g
	}
	autograd.Backward(n)
}

// opGiveGrad is an op whose gradient is given.
var opGiveGrad = autograd.NewOp("nn.test.giveGrad", func(n *autograd.Node) {
	if d := n.GradOf(0); d != nil {
		copy(d.Data(), n.Saved[0].Data())
	}
})

// testOptimizers makes one optimizer of every kind and switch.
var testOptimizers = []struct {
	name string
	make func(groups []ParamGroup) Optimizer
}{
	{"sgd", func(g []ParamGroup) Optimizer { return NewSGD(g, SGDConfig{LR: 0.1}) }},
	{"sgd momentum", func(g []ParamGroup) Optimizer { return NewSGD(g, SGDConfig{LR: 0.1, Momentum: 0.9, Dampening: 0.3}) }},
	{"sgd nesterov", func(g []ParamGroup) Optimizer { return NewSGD(g, SGDConfig{LR: 0.1, Momentum: 0.9, Nesterov: true}) }},
	{"adam", func(g []ParamGroup) Optimizer { return NewAdam(g, AdamConfig{LR: 0.01}) }},
	{"adam amsgrad", func(g []ParamGroup) Optimizer { return NewAdam(g, AdamConfig{LR: 0.01, AMSGrad: true}) }},
	{"adamw", func(g []ParamGroup) Optimizer { return NewAdamW(g, AdamConfig{LR: 0.01, Beta1: 0.9, Beta2: 0.95}) }},
	{"adamw amsgrad", func(g []ParamGroup) Optimizer { return NewAdamW(g, AdamConfig{LR: 0.01, AMSGrad: true}) }},
}

// train does steps [from, to) as a trainer does.
func train(b bag, opt Optimizer, ema *EMA, from, to int) {
	lr := opt.LR()
	for step := from; step < to; step++ {
		b.setGrads(step)
		ClipGradNorm(b, 100)
		opt.SetLR(lr * (1 + 0.1*float64(step%3)))
		opt.Step()
		opt.ZeroGrad()
		ema.Update()
	}
	opt.SetLR(lr)
}

// bits returns all that training changes, as bits by name.
func bits(b bag, opt Optimizer, ema *EMA) map[string][]uint32 {
	m := make(map[string][]uint32)
	add := func(prefix string, ts []tensor.Named) {
		for _, t := range ts {
			for _, x := range t.Tensor.Data() {
				m[prefix+t.Name] = append(m[prefix+t.Name], math.Float32bits(x))
			}
		}
	}
	add("model.", StateDict(b))
	add("optim.", opt.State().Tensors)
	add("ema.", ema.State())
	return m
}

func sameBits(t *testing.T, what string, got, want map[string][]uint32) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d tensors, want %d", what, len(got), len(want))
	}
	for name, w := range want {
		if !slices.Equal(got[name], w) {
			t.Errorf("%s: %s differs", what, name)
		}
	}
}

// TestResumeIsExact: ten steps are five steps, a checkpoint, a new process'
// objects, and five more, in every bit of weights, moments and average.
func TestResumeIsExact(t *testing.T) {
	for _, tt := range testOptimizers {
		t.Run(tt.name, func(t *testing.T) {
			path := t.TempDir() + "/run.ckpt"
			start := func() (bag, Optimizer, *EMA) {
				b := newBag(1)
				return b, tt.make(WeightDecayGroups(b, 0.05)), NewEMA(b, 0.9)
			}
			b, opt, ema := start()
			train(b, opt, ema, 0, 10)
			want := bits(b, opt, ema)

			b, opt, ema = start()
			train(b, opt, ema, 0, 5)
			rng := tensor.NewRNG(3)
			rng.Uint64()
			state, _ := rng.MarshalBinary()
			saved := &Checkpoint{
				Step: 5, Epoch: 2, Config: json.RawMessage(`{"width":64}`), Extra: json.RawMessage(`[1,"two"]`),
				Schedule: &WarmupCosine{Peak: 0.1, Warmup: 3, Total: 9, CosineFromZero: true},
				RNG:      map[string][]byte{"tape": state},
				Model:    StateDict(b), Optimizer: opt.State(), EMA: ema.State(),
			}
			if err := SaveCheckpoint(path, saved); err != nil {
				t.Fatal(err)
			}
			c, err := LoadCheckpoint(path)
			if err != nil {
				t.Fatal(err)
			}
			if c.Step != 5 || c.Epoch != 2 || string(c.Config) != `{"width":64}` || string(c.Extra) != `[1,"two"]` || *c.Schedule != *saved.Schedule {
				t.Errorf("metadata came back as %+v", c)
			}
			if !bytes.Equal(c.RNG["tape"], state) {
				t.Errorf("generator state %x, want %x", c.RNG["tape"], state)
			}
			b = newBag(2)
			opt, ema = tt.make(WeightDecayGroups(b, 0.05)), NewEMA(b, 0.9)
			opt.SetLR(123)
			if err := c.Restore(b, opt, ema); err != nil {
				t.Fatal(err)
			}
			train(b, opt, ema, 5, 10)
			sameBits(t, "resumed", bits(b, opt, ema), want)
		})
	}
}

func TestThreadsDoNotChangeBits(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, tt := range testOptimizers {
		var want map[string][]uint32
		for _, threads := range []int{1, 2, 8} {
			runtime.GOMAXPROCS(threads)
			b := newBag(1)
			opt, ema := tt.make(WeightDecayGroups(b, 0.05)), NewEMA(b, 0.9)
			train(b, opt, ema, 0, 4)
			got := bits(b, opt, ema)
			if threads == 1 {
				want = got
				continue
			}
			sameBits(t, tt.name, got, want)
		}
	}
}

func TestStepAllocatesNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("allocations cannot be counted under the race detector")
	}
	for _, tt := range testOptimizers {
		b := newBag(1)
		opt, ema := tt.make(WeightDecayGroups(b, 0.05)), NewEMA(b, 0.9)
		b.setGrads(0)
		step := func() {
			ClipGradNorm(b, 1)
			opt.Step()
			ema.Update()
		}
		step()
		if n := testing.AllocsPerRun(20, step); n != 0 {
			t.Errorf("%s: %v allocations per step, want 0", tt.name, n)
		}
		if n := testing.AllocsPerRun(20, opt.ZeroGrad); n != 0 {
			t.Errorf("%s: %v allocations per ZeroGrad, want 0", tt.name, n)
		}
	}
}

// TestStepSkips: a parameter without a gradient of this step, or frozen, is
// left alone with its moments and its count.
func TestStepSkips(t *testing.T) {
	for _, tt := range testOptimizers {
		b := newBag(1)
		opt := tt.make(WeightDecayGroups(b, 0.05))
		b.setGrads(0)
		opt.Step()
		opt.ZeroGrad()
		b.setGrads(1)
		idle, frozen := b[0], b[2]
		idle.Param.ZeroGrad()
		frozen.Param.SetRequiresGrad(false)
		before := bits(b, opt, NewEMA(b, 0))
		opt.Step()
		after := bits(b, opt, NewEMA(b, 0))
		for name, bs := range before {
			still := strings.HasSuffix(name, idle.Name) || strings.HasSuffix(name, frozen.Name) || len(bs) == 0
			if slices.Equal(bs, after[name]) != still {
				t.Errorf("%s: %s: unchanged is %v, want %v", tt.name, name, !still, still)
			}
		}
		steps := opt.State().Steps
		if steps[idle.Name] != 1 || steps[frozen.Name] != 1 || steps["big.weight"] != 2 {
			t.Errorf("%s: steps %v", tt.name, steps)
		}
		if !b[1].Param.HasGrad() {
			t.Errorf("%s: Step dropped a gradient", tt.name)
		}
	}
}

// TestGroupFactors: a group's LRScale multiplies the rate, 0 means 1.
func TestGroupFactors(t *testing.T) {
	for _, tt := range []struct{ scale, wd, want float64 }{{0, 0, 0.5}, {1, 0, 0.5}, {0.5, 0, 0.75}, {1, 2, -0.5}} {
		p := NamedParam{"w", autograd.Param(tensor.Full(1, 3))}
		setGrad(p.Param, tensor.Full(1, 3))
		opt := NewSGD([]ParamGroup{{Params: []nn.NamedParam{p}, LRScale: tt.scale, WeightDecay: tt.wd}}, SGDConfig{LR: 3})
		opt.SetLR(0.5)
		opt.Step()
		if got := p.Param.Value.At(1); got != float32(tt.want) {
			t.Errorf("scale %v, decay %v: weight %v, want %v", tt.scale, tt.wd, got, tt.want)
		}
	}
}

func TestOptimizerMisuse(t *testing.T) {
	p := named("w", 2)
	one := []ParamGroup{{Params: []nn.NamedParam{p}}}
	mustPanic(t, "sgd: parameter w is in the groups twice", func() { NewSGD([]ParamGroup{one[0], one[0]}, SGDConfig{}) })
	mustPanic(t, "adamw: parameter other is in the groups twice", func() {
		NewAdamW([]ParamGroup{{Params: []nn.NamedParam{p, {"other", p.Param}}}}, AdamConfig{})
	})
	mustPanic(t, "Nesterov needs momentum", func() { NewSGD(one, SGDConfig{Nesterov: true}) })
	mustPanic(t, "Nesterov needs momentum", func() { NewSGD(one, SGDConfig{Nesterov: true, Momentum: 0.9, Dampening: 0.1}) })
	mustPanic(t, "betas in [0, 1)", func() { NewAdam(one, AdamConfig{Beta1: 0.9, Beta2: 1}) })
	mustPanic(t, "positive eps", func() { NewAdam(one, AdamConfig{Eps: -1}) })
}

func TestPowInt(t *testing.T) {
	for _, n := range []int64{1, 2, 3, 10, 999, 1 << 20} {
		if got, want := powInt(0.999, n), math.Pow(0.999, float64(n)); math.Abs(got-want) > 1e-10*want {
			t.Errorf("powInt(0.999, %d) = %v, want %v", n, got, want)
		}
	}
	if got := powInt(0.5, 10); got != 0x1p-10 {
		t.Errorf("powInt(0.5, 10) = %v", got)
	}
}
