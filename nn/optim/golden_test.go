package optim_test

import (
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/golden"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/tensor"
)

// optimDrivers runs the cases of the golden file "optim" by op. A driver
// takes all it needs from the case, so it serves other cases of its op.
var optimDrivers = map[string]func(t *testing.T, c *golden.Case){
	"sgd":               goldenTrajectory,
	"adam":              goldenTrajectory,
	"adamw":             goldenTrajectory,
	"adamw_lr_schedule": goldenTrajectory,
	"clip_grad_norm":    goldenClip,
	"train_mlp":         goldenMLP,
	"schedule_mae":      goldenScheduleMAE,
	"schedule_video":    goldenScheduleVideo,
	"schedule_point":    goldenSchedulePoint,
	"layer_decay":       goldenLayerDecay,
}

func TestGoldenOptim(t *testing.T) {
	golden.Run(t, "optim", func(t *testing.T, c *golden.Case) {
		run := optimDrivers[c.Op]
		if run == nil {
			c.NotSupported(t, "op %s", c.Op)
		}
		run(t, c)
	})
}

// hyperAttrs are the optimizers' constants in a case's attributes.
type hyperAttrs struct {
	LR          float64   `json:"lr"`
	Momentum    float64   `json:"momentum"`
	Dampening   float64   `json:"dampening"`
	Nesterov    bool      `json:"nesterov"`
	WeightDecay float64   `json:"weight_decay"`
	Betas       []float64 `json:"betas"`
	Eps         float64   `json:"eps"`
	AMSGrad     bool      `json:"amsgrad"`
}

func (a hyperAttrs) optimizer(t *testing.T, kind string, params []nn.NamedParam) optim.Optimizer {
	groups := []optim.ParamGroup{{Params: params, WeightDecay: a.WeightDecay}}
	if kind == "sgd" {
		return optim.NewSGD(groups, optim.SGDConfig{LR: a.LR, Momentum: a.Momentum, Dampening: a.Dampening, Nesterov: a.Nesterov})
	}
	c := optim.AdamConfig{LR: a.LR, Eps: a.Eps, AMSGrad: a.AMSGrad}
	if len(a.Betas) == 2 {
		c.Beta1, c.Beta2 = a.Betas[0], a.Betas[1]
	}
	switch kind {
	case "adam":
		return optim.NewAdam(groups, c)
	case "adamw":
		return optim.NewAdamW(groups, c)
	}
	t.Fatalf("optimizer %q", kind)
	return nil
}

// goldenTrajectory: parameters p0<s> with gradients grads<s>[step] follow
// traj<s>[step], for every suffix s; attrs.lrs are the rates of the steps, if
// they differ.
func goldenTrajectory(t *testing.T, c *golden.Case) {
	var a struct {
		hyperAttrs
		LRs []float64 `json:"lrs"`
	}
	c.DecodeAttrs(t, &a)
	var params []nn.NamedParam
	var grads, trajs []*tensor.Tensor
	for _, name := range slices.Sorted(maps.Keys(c.Inputs)) {
		suffix, ok := strings.CutPrefix(name, "p0")
		if !ok {
			continue
		}
		params = append(params, nn.NamedParam{Name: suffix, Param: autograd.Param(c.Input(t, name).Clone())})
		g := c.Input(t, "grads"+suffix)
		grads = append(grads, g)
		trajs = append(trajs, tensor.New(g.Shape()...))
	}
	kind, _, _ := strings.Cut(c.Op, "_")
	opt := a.optimizer(t, kind, params)
	for step := 0; step < grads[0].Dim(0); step++ {
		for i, p := range params {
			modeltest.SetGrad(p.Param, row(grads[i], step, p.Param.Shape()))
		}
		if len(a.LRs) > 0 {
			opt.SetLR(a.LRs[step])
		}
		opt.Step()
		opt.ZeroGrad()
		for i, p := range params {
			row(trajs[i], step, p.Param.Shape()).CopyFrom(p.Param.Value)
		}
	}
	for i, p := range params {
		c.CheckOutput(t, "traj"+p.Name, trajs[i])
	}
}

// row returns x[i], which has the given shape, sharing x's data.
func row(x *tensor.Tensor, i int, shape []int) *tensor.Tensor {
	n := x.Size() / x.Dim(0)
	return tensor.FromSlice(x.Data()[i*n:(i+1)*n], shape...)
}

func goldenClip(t *testing.T, c *golden.Case) {
	var a struct {
		MaxNorm  float64 `json:"max_norm"`
		NormType float64 `json:"norm_type"`
	}
	c.DecodeAttrs(t, &a)
	if a.NormType != 2 {
		c.NotSupported(t, "norm of type %v: only the Euclidean norm is offered", a.NormType)
	}
	var params []nn.NamedParam
	for _, name := range slices.Sorted(maps.Keys(c.Inputs)) {
		g := c.Input(t, name)
		p := nn.NamedParam{Name: name, Param: autograd.Param(tensor.New(g.Shape()...))}
		modeltest.SetGrad(p.Param, g)
		params = append(params, p)
	}
	c.CheckOutput(t, "total_norm", tensor.Scalar(float32(optim.ClipGradNorm(params, a.MaxNorm))))
	for _, p := range params {
		c.CheckOutput(t, p.Name, p.Param.Grad)
	}
}

// goldenMLP trains gelu(x·w1ᵀ + b1)·w2ᵀ + b2 with cross entropy, label
// smoothing 0.1.
func goldenMLP(t *testing.T, c *golden.Case) {
	var a struct {
		Opt   string     `json:"opt"`
		Hyper hyperAttrs `json:"hyper"`
		Steps int        `json:"steps"`
	}
	c.DecodeAttrs(t, &a)
	v := make(map[string]*autograd.Var)
	var params []nn.NamedParam
	for _, name := range []string{"w1", "b1", "w2", "b2"} {
		v[name] = autograd.Param(c.Input(t, name).Clone())
		params = append(params, nn.NamedParam{Name: name, Param: v[name]})
	}
	x, labels := c.Input(t, "x"), c.InputInts(t, "y")
	opt := a.Hyper.optimizer(t, a.Opt, params)
	losses := tensor.New(a.Steps)
	tape := autograd.NewTape()
	for step := range losses.Data() {
		tape.Reset()
		hidden := autograd.LinearGELU(tape.Input(x), v["w1"], v["b1"])
		loss := autograd.CrossEntropy(autograd.Linear(hidden, v["w2"], v["b2"]), labels, autograd.LossOptions{LabelSmoothing: 0.1})
		losses.Data()[step] = loss.Value.Item()
		autograd.Backward(loss)
		opt.Step()
		opt.ZeroGrad()
	}
	c.CheckOutput(t, "losses", losses)
	for _, p := range params {
		c.CheckOutput(t, p.Name, p.Param.Value)
	}
}

// rates returns n rates of s at times first, first+1, ...
func rates(s optim.WarmupCosine, first, n int) *tensor.Tensor {
	r := tensor.New(n)
	for i := range r.Data() {
		r.Data()[i] = float32(s.LR(float64(first + i)))
	}
	return r
}

func goldenScheduleMAE(t *testing.T, c *golden.Case) {
	var a struct {
		LR      float64 `json:"lr"`
		MinLR   float64 `json:"min_lr"`
		Warmup  float64 `json:"warmup_epochs"`
		Epochs  float64 `json:"epochs"`
		LRScale float64 `json:"lr_scale"`
	}
	c.DecodeAttrs(t, &a)
	s := optim.WarmupCosine{Peak: a.LR, Floor: a.MinLR, Warmup: a.Warmup, Total: a.Epochs}
	epochs := c.Input(t, "epoch")
	lr, scaled := tensor.New(epochs.Shape()...), tensor.New(epochs.Shape()...)
	for i, e := range epochs.Data() {
		lr.Data()[i] = float32(s.LR(float64(e)))
		scaled.Data()[i] = float32(s.LR(float64(e)) * a.LRScale)
	}
	c.CheckOutput(t, "lr", lr)
	c.CheckOutput(t, "lr_scaled", scaled)
}

func goldenScheduleVideo(t *testing.T, c *golden.Case) {
	var a struct {
		Base   float64 `json:"base_value"`
		Final  float64 `json:"final_value"`
		Epochs float64 `json:"epochs"`
		Iters  float64 `json:"niter_per_ep"`
		Warmup float64 `json:"warmup_epochs"`
		Start  float64 `json:"start_warmup_value"`
	}
	c.DecodeAttrs(t, &a)
	s := optim.WarmupCosine{Peak: a.Base, Floor: a.Final, Start: a.Start, Warmup: a.Warmup * a.Iters, Total: a.Epochs * a.Iters, RampReachesPeak: true}
	c.CheckOutput(t, "value", rates(s, 0, int(s.Total)))
}

func goldenSchedulePoint(t *testing.T, c *golden.Case) {
	var a struct {
		LR     float64 `json:"lr"`
		Epochs float64 `json:"epochs"`
		Warmup float64 `json:"initial_epochs"`
		Min    float64 `json:"lr_min"`
		Start  float64 `json:"warmup_lr_init"`
	}
	c.DecodeAttrs(t, &a)
	s := optim.WarmupCosine{Peak: a.LR, Floor: a.Min, Start: a.Start, Warmup: a.Warmup, Total: a.Epochs, CosineFromZero: true}
	// The first rate is that of before the first step, the second of epoch 0.
	c.CheckOutput(t, "lr", rates(s, -1, int(a.Epochs)+4))
}

func goldenLayerDecay(t *testing.T, c *golden.Case) {
	type group struct {
		LRScale     float64 `json:"lr_scale"`
		WeightDecay float64 `json:"weight_decay"`
	}
	var a struct {
		LayerDecay  float64          `json:"layer_decay"`
		WeightDecay float64          `json:"weight_decay"`
		Depth       int              `json:"depth"`
		Groups      map[string]group `json:"groups"`
	}
	c.DecodeAttrs(t, &a)
	_, meanPool := a.Groups["fc_norm.weight"]
	m := modeltest.ViT(t, 1, func(c *nn.ViTConfig) { c.Depth, c.MeanPool = a.Depth, meanPool })
	seen := 0
	for _, g := range optim.LayerDecayGroups(nn.Params(m), a.Depth, a.LayerDecay, a.WeightDecay) {
		for _, p := range g.Params {
			want, ok := a.Groups[p.Name]
			if !ok {
				t.Errorf("%s is no parameter of the original", p.Name)
			} else if math.Abs(g.LRScale-want.LRScale) > 1e-15 || g.WeightDecay != want.WeightDecay {
				t.Errorf("%s: scale %v, decay %v, want %v", p.Name, g.LRScale, g.WeightDecay, want)
			}
			seen++
		}
	}
	if seen != len(a.Groups) {
		t.Errorf("%d parameters in groups, want %d", seen, len(a.Groups))
	}
}
