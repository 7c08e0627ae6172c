package optim_test

import (
	"bytes"
	"encoding/json"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/internal/race"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/checkpoint"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/tensor"
)

// testOptimizers makes one optimizer of every kind and switch.
var testOptimizers = []struct {
	name string
	make func(groups []optim.ParamGroup) optim.Optimizer
}{
	{"sgd", func(g []optim.ParamGroup) optim.Optimizer { return optim.NewSGD(g, optim.SGDConfig{LR: 0.1}) }},
	{"sgd momentum", func(g []optim.ParamGroup) optim.Optimizer {
		return optim.NewSGD(g, optim.SGDConfig{LR: 0.1, Momentum: 0.9, Dampening: 0.3})
	}},
	{"sgd nesterov", func(g []optim.ParamGroup) optim.Optimizer {
		return optim.NewSGD(g, optim.SGDConfig{LR: 0.1, Momentum: 0.9, Nesterov: true})
	}},
	{"adam", func(g []optim.ParamGroup) optim.Optimizer { return optim.NewAdam(g, optim.AdamConfig{LR: 0.01}) }},
	{"adam amsgrad", func(g []optim.ParamGroup) optim.Optimizer {
		return optim.NewAdam(g, optim.AdamConfig{LR: 0.01, AMSGrad: true})
	}},
	{"adamw", func(g []optim.ParamGroup) optim.Optimizer {
		return optim.NewAdamW(g, optim.AdamConfig{LR: 0.01, Beta1: 0.9, Beta2: 0.95})
	}},
	{"adamw amsgrad", func(g []optim.ParamGroup) optim.Optimizer {
		return optim.NewAdamW(g, optim.AdamConfig{LR: 0.01, AMSGrad: true})
	}},
}

// train does steps [from, to) as a trainer does.
func train(b modeltest.Bag, opt optim.Optimizer, ema *optim.EMA, from, to int) {
	lr := opt.LR()
	for step := from; step < to; step++ {
		b.SetGrads(step)
		optim.ClipGradNorm(b, 100)
		opt.SetLR(lr * (1 + 0.1*float64(step%3)))
		opt.Step()
		opt.ZeroGrad()
		ema.Update()
	}
	opt.SetLR(lr)
}

// bits returns all that training changes, as bits by name.
func bits(b modeltest.Bag, opt optim.Optimizer, ema *optim.EMA) map[string][]uint32 {
	return modeltest.Bits(map[string][]tensor.Named{"model.": nn.StateDict(b), "optim.": opt.State().Tensors, "ema.": ema.State()})
}

// TestResumeIsExact: ten steps are five steps, a checkpoint, a new process'
// objects, and five more, in every bit of weights, moments and average.
func TestResumeIsExact(t *testing.T) {
	for _, tt := range testOptimizers {
		t.Run(tt.name, func(t *testing.T) {
			path := t.TempDir() + "/run.ckpt"
			start := func() (modeltest.Bag, optim.Optimizer, *optim.EMA) {
				b := modeltest.NewBag(1)
				return b, tt.make(optim.WeightDecayGroups(b, 0.05)), optim.NewEMA(b, 0.9)
			}
			b, opt, ema := start()
			train(b, opt, ema, 0, 10)
			want := bits(b, opt, ema)

			b, opt, ema = start()
			train(b, opt, ema, 0, 5)
			rng := tensor.NewRNG(3)
			rng.Uint64()
			state, _ := rng.MarshalBinary()
			saved := &checkpoint.State{
				Step: 5, Epoch: 2, Config: json.RawMessage(`{"width":64}`), Extra: json.RawMessage(`[1,"two"]`),
				Schedule: &optim.WarmupCosine{Peak: 0.1, Warmup: 3, Total: 9, CosineFromZero: true},
				RNG:      map[string][]byte{"tape": state},
				Model:    nn.StateDict(b), Optimizer: opt.State(), EMA: ema.State(),
			}
			if err := checkpoint.Save(path, saved); err != nil {
				t.Fatal(err)
			}
			c, err := checkpoint.Load(path)
			if err != nil {
				t.Fatal(err)
			}
			if c.Step != 5 || c.Epoch != 2 || string(c.Config) != `{"width":64}` || string(c.Extra) != `[1,"two"]` || *c.Schedule != *saved.Schedule {
				t.Errorf("metadata came back as %+v", c)
			}
			if !bytes.Equal(c.RNG["tape"], state) {
				t.Errorf("generator state %x, want %x", c.RNG["tape"], state)
			}
			b = modeltest.NewBag(2)
			opt, ema = tt.make(optim.WeightDecayGroups(b, 0.05)), optim.NewEMA(b, 0.9)
			opt.SetLR(123)
			if err := c.Restore(b, opt, ema); err != nil {
				t.Fatal(err)
			}
			train(b, opt, ema, 5, 10)
			modeltest.SameTensors(t, "resumed", bits(b, opt, ema), want)
		})
	}
}

func TestThreadsDoNotChangeBits(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, tt := range testOptimizers {
		var want map[string][]uint32
		for _, threads := range []int{1, 2, 8} {
			runtime.GOMAXPROCS(threads)
			b := modeltest.NewBag(1)
			opt, ema := tt.make(optim.WeightDecayGroups(b, 0.05)), optim.NewEMA(b, 0.9)
			train(b, opt, ema, 0, 4)
			got := bits(b, opt, ema)
			if threads == 1 {
				want = got
				continue
			}
			modeltest.SameTensors(t, tt.name, got, want)
		}
	}
}

func TestStepAllocatesNothing(t *testing.T) {
	if race.Enabled {
		t.Skip("allocations cannot be counted under the race detector")
	}
	for _, tt := range testOptimizers {
		b := modeltest.NewBag(1)
		opt, ema := tt.make(optim.WeightDecayGroups(b, 0.05)), optim.NewEMA(b, 0.9)
		b.SetGrads(0)
		step := func() {
			optim.ClipGradNorm(b, 1)
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
		b := modeltest.NewBag(1)
		opt := tt.make(optim.WeightDecayGroups(b, 0.05))
		b.SetGrads(0)
		opt.Step()
		opt.ZeroGrad()
		b.SetGrads(1)
		idle, frozen := b[0], b[2]
		idle.Param.ZeroGrad()
		frozen.Param.SetRequiresGrad(false)
		before := bits(b, opt, optim.NewEMA(b, 0))
		opt.Step()
		after := bits(b, opt, optim.NewEMA(b, 0))
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
		p := nn.NamedParam{Name: "w", Param: autograd.Param(tensor.Full(1, 3))}
		modeltest.SetGrad(p.Param, tensor.Full(1, 3))
		opt := optim.NewSGD([]optim.ParamGroup{{Params: []nn.NamedParam{p}, LRScale: tt.scale, WeightDecay: tt.wd}}, optim.SGDConfig{LR: 3})
		opt.SetLR(0.5)
		opt.Step()
		if got := p.Param.Value.At(1); got != float32(tt.want) {
			t.Errorf("scale %v, decay %v: weight %v, want %v", tt.scale, tt.wd, got, tt.want)
		}
	}
}

func TestOptimizerMisuse(t *testing.T) {
	p := modeltest.Named("w", 2)
	one := []optim.ParamGroup{{Params: []nn.NamedParam{p}}}
	modeltest.MustPanic(t, "sgd: parameter w is in the groups twice", func() { optim.NewSGD([]optim.ParamGroup{one[0], one[0]}, optim.SGDConfig{}) })
	modeltest.MustPanic(t, "adamw: parameter other is in the groups twice", func() {
		optim.NewAdamW([]optim.ParamGroup{{Params: []nn.NamedParam{p, {Name: "other", Param: p.Param}}}}, optim.AdamConfig{})
	})
	modeltest.MustPanic(t, "Nesterov needs momentum", func() { optim.NewSGD(one, optim.SGDConfig{Nesterov: true}) })
	modeltest.MustPanic(t, "Nesterov needs momentum", func() { optim.NewSGD(one, optim.SGDConfig{Nesterov: true, Momentum: 0.9, Dampening: 0.1}) })
	modeltest.MustPanic(t, "betas in [0, 1)", func() { optim.NewAdam(one, optim.AdamConfig{Beta1: 0.9, Beta2: 1}) })
	modeltest.MustPanic(t, "positive eps", func() { optim.NewAdam(one, optim.AdamConfig{Eps: -1}) })
}

func TestPowInt(t *testing.T) {
	for _, n := range []int64{1, 2, 3, 10, 999, 1 << 20} {
		if got, want := optim.PowInt(0.999, n), math.Pow(0.999, float64(n)); math.Abs(got-want) > 1e-10*want {
			t.Errorf("powInt(0.999, %d) = %v, want %v", n, got, want)
		}
	}
	if got := optim.PowInt(0.5, 10); got != 0x1p-10 {
		t.Errorf("powInt(0.5, 10) = %v", got)
	}
}
