package point

import (
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/internal/golden"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: golden cases of point clouds (Point-MAE as M2PT has it): the
// search for groups, the tokenizer, the classifier and the masked
// autoencoder, with the gradients of all parameters.

func TestGolden(t *testing.T) {
	modeltest.RunGolden(t, "point", map[string]modeltest.Driver{
		"pc_normalize":      goldenNormalizePoints,
		"fps_knn_group":     goldenGroups,
		"pointnet_encoder":  goldenPointNet,
		"point_transformer": goldenTransformer,
		"point_mae_loss":    goldenMAE,
	})
}

func goldenNormalizePoints(t *testing.T, c *golden.Case) {
	c.CheckOutput(t, "points", datasets.NormalizePoints(nil, c.Input(t, "points")))
}

func goldenGroups(t *testing.T, c *golden.Case) {
	var a struct {
		Groups int `json:"num_group"`
		Size   int `json:"group_size"`
		Start  int `json:"start_index"`
	}
	c.DecodeAttrs(t, &a)
	if a.Start != 0 {
		c.NotSupported(t, "start_index %d", a.Start)
	}
	x := c.Input(t, "points")
	chosen := FarthestPoints(nil, x, a.Groups, false)
	centers, hoods := tensor.New(x.Dim(0), a.Groups, 3), tensor.New(x.Dim(0), a.Groups, a.Size, 3)
	Group(centers, hoods, x, false)
	modeltest.EqualInts(t, "fps_idx", chosen, c.OutputInts(t, "fps_idx"))
	modeltest.EqualInts(t, "fps_idx_skip_origin", FarthestPoints(nil, x, a.Groups, true), c.OutputInts(t, "fps_idx_skip_origin"))
	modeltest.EqualInts(t, "knn_idx", NearestNeighbors(nil, x, centers, a.Size), c.OutputInts(t, "knn_idx"))
	c.CheckOutput(t, "center", centers)
	c.CheckOutput(t, "neighborhood", hoods)
}

// pointAttrs is what a case says of a point transformer.
type pointAttrs struct {
	Dim          int      `json:"trans_dim"`
	EncoderDim   int      `json:"encoder_dims"`
	Depth        int      `json:"depth"`
	DropPath     float32  `json:"drop_path_rate"`
	Classes      int      `json:"cls_dim"`
	Heads        int      `json:"num_heads"`
	Groups       int      `json:"num_group"`
	Size         int      `json:"group_size"`
	Eps          float32  `json:"ln_eps"`
	QKVBias      bool     `json:"qkv_bias"`
	Mode         string   `json:"mode"`
	Loss         string   `json:"loss"`
	MaskRatio    float64  `json:"mask_ratio"`
	DecoderDepth int      `json:"decoder_depth"`
	DecoderHeads int      `json:"decoder_num_heads"`
	Omitted      []string `json:"grads_omitted"`
}

// decodePoint reads the attributes of a case, config over them and
// config.transformer_config over that.
func decodePoint(t *testing.T, c *golden.Case) pointAttrs {
	t.Helper()
	var a pointAttrs
	c.DecodeAttrs(t, &a)
	c.DecodeAttr(t, "config", &a)
	var inner struct {
		Config *pointAttrs `json:"transformer_config"`
	}
	inner.Config = &a
	c.DecodeAttr(t, "config", &inner)
	if a.EncoderDim != a.Dim {
		c.NotSupported(t, "tokens of width %d in a transformer of width %d", a.EncoderDim, a.Dim)
	}
	return a
}

func (a pointAttrs) config() Config {
	return Config{Groups: a.Groups, GroupSize: a.Size, Dim: a.Dim, Depth: a.Depth, Heads: a.Heads, Classes: a.Classes,
		Eps: a.Eps, QKVBias: a.QKVBias, DropPath: a.DropPath}
}

// pointTape returns a tape for the mode of a case; in these, nothing is
// dropped at random.
func pointTape(train bool) *autograd.Tape {
	if train {
		return autograd.NewTape().Train(1)
	}
	return autograd.NewTape()
}

func goldenPointNet(t *testing.T, c *golden.Case) {
	var a struct {
		Dim      int      `json:"encoder_channel"`
		Train    bool     `json:"training"`
		Momentum float32  `json:"momentum"`
		Eps      float32  `json:"bn_eps"`
		Hidden   [3]int   `json:"hidden"`
		Omitted  []string `json:"grads_omitted"`
	}
	c.DecodeAttrs(t, &a)
	m := NewPointNet(a.Hidden, a.Dim, tensor.NewRNG(1))
	for _, n := range []*nn.BatchNorm{m.Norm1, m.Norm2} {
		n.Momentum, n.Eps = a.Momentum, a.Eps
	}
	modeltest.Load(t, m, c.State(t, "state."))
	before := m.Norm2.NumBatches.Value.Item()
	tape := pointTape(a.Train)
	x := tape.Variable(c.Input(t, "x"))
	y := m.Forward(x)
	c.CheckOutput(t, "y", y.Value)
	c.CheckOutput(t, "bn1_running_mean", m.Norm1.RunningMean.Value)
	c.CheckOutput(t, "bn1_running_var", m.Norm1.RunningVar.Value)
	c.CheckOutput(t, "bn2_running_var", m.Norm2.RunningVar.Value)
	if got := m.Norm2.NumBatches.Value.Item() - before; got != 0 && !a.Train || got != 1 && a.Train {
		t.Errorf("%v batches were counted", got)
	}
	loss := autograd.Sum(autograd.Mul(y, tape.Input(c.Weight(t, "y"))), nil, false)
	c.CheckOutput(t, "loss", loss.Value)
	autograd.Backward(loss)
	c.CheckOutput(t, "grad_x", x.Grad)
	modeltest.CheckGrads(t, c, m, a.Omitted)
}

func goldenTransformer(t *testing.T, c *golden.Case) {
	a := decodePoint(t, c)
	m, err := NewTransformer(a.config(), tensor.NewRNG(1))
	if err != nil {
		t.Fatal(err)
	}
	if a.Mode != "eval" {
		c.NotSupported(t, "mode %q", a.Mode)
	}
	modeltest.Load(t, m, c.State(t, "state."))
	tape := pointTape(false)
	logits := m.Forward(tape.Input(c.Input(t, "points")))
	c.CheckOutput(t, "logits", logits.Value)
	modeltest.SameBits(t, "inference", m.Forward(autograd.Inference().Input(c.Input(t, "points"))).Value.Data(), logits.Value.Data())
	loss := autograd.CrossEntropy(logits, c.InputInts(t, "target"), autograd.LossOptions{})
	c.CheckOutput(t, "loss", loss.Value)
	autograd.Backward(loss)
	modeltest.CheckGrads(t, c, m, a.Omitted)
}

func goldenMAE(t *testing.T, c *golden.Case) {
	a := decodePoint(t, c)
	m, err := NewMAE(MAEConfig{Config: a.config(), DecoderDepth: a.DecoderDepth, DecoderHeads: a.DecoderHeads, MaskRatio: a.MaskRatio}, tensor.NewRNG(1))
	if err != nil {
		t.Fatal(err)
	}
	if a.Mode != "eval" || a.Loss != "cdl2" {
		c.NotSupported(t, "mode %q, loss %q", a.Mode, a.Loss)
	}
	modeltest.Load(t, m, c.State(t, "state."))
	var mask []bool
	for _, v := range c.InputInts(t, "mask") {
		mask = append(mask, v == 1)
	}
	loss := m.Loss(pointTape(false).Input(c.Input(t, "points")), mask)
	c.CheckOutput(t, "loss", loss.Value)
	autograd.Backward(loss)
	modeltest.CheckGrads(t, c, m, a.Omitted)
}
