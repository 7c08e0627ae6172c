package nn_test

import (
	"math"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// The probabilities that are handed out, times the values, are what the op itself
// computes, bit for bit where the sum has the op's order.
func TestAttentionProbabilitiesTimesValues(t *testing.T) {
	const batch, n, dim, heads = 2, 5, 12, 3
	qkv := tensor.New(batch, n, 3*dim).Normal(tensor.NewRNG(1), 0, 1)
	tape := autograd.Inference()
	want := autograd.SelfAttention(tape.Input(qkv), heads).Value
	p := autograd.AttentionProbabilities(qkv, heads)
	d := dim / heads
	for b := 0; b < batch; b++ {
		for h := 0; h < heads; h++ {
			for i := 0; i < n; i++ {
				sum := 0.0
				for j := 0; j < n; j++ {
					sum += float64(p.At(b, h, i, j))
				}
				if math.Abs(sum-1) > 1e-6 {
					t.Fatalf("probabilities of token %d sum to %v", i, sum)
				}
				for k := 0; k < d; k++ {
					y := float32(0)
					for j := 0; j < n; j++ {
						y = float32(math.FMA(float64(p.At(b, h, i, j)), float64(qkv.At(b, j, 2*dim+h*d+k)), float64(y)))
					}
					if w := want.At(b, i, h*d+k); math.Abs(float64(y-w)) > 1e-6 {
						t.Fatalf("token %d of head %d: %v, the op gives %v", i, h, y, w)
					}
				}
			}
		}
	}
}

// Every block has a map of all its tokens, the last one too, of which a forward pass
// computes the class token alone. The maps are the probabilities of the block's own
// projection, and the logits are as they were.
func TestAttentionMaps(t *testing.T) {
	for _, meanPool := range []bool{false, true} {
		c := nn.ViTMini(32, 10)
		c.MeanPool, c.Dropout, c.DropPath = meanPool, 0.5, 0.5
		m, err := nn.NewViT(c, tensor.NewRNG(1))
		if err != nil {
			t.Fatal(err)
		}
		x := tensor.New(2, 1, 28, 28).Normal(tensor.NewRNG(2), 0, 1)
		maps, err := nn.AttentionMaps(m, x)
		if err != nil || len(maps) != c.Depth {
			t.Fatalf("%d maps, %v", len(maps), err)
		}
		tape := autograd.Inference()
		tokens := m.Embed(tape.Input(x))
		for i, b := range m.Blocks {
			n := tokens.Value.Dim(1)
			want := autograd.AttentionProbabilities(b.Attn.QKV.Project(b.Norm1.Forward(tokens), nn.Epilogue{}).Value, c.Heads)
			if !tensor.SameShape(maps[i], want) || want.Dim(2) != n {
				t.Fatalf("map %d is %v, want %v", i, maps[i].Shape(), want.Shape())
			}
			for k, v := range want.Data() {
				if maps[i].Data()[k] != v {
					t.Fatalf("map %d, element %d: %v, want %v", i, k, maps[i].Data()[k], v)
				}
			}
			tokens = b.Forward(tokens)
		}
		// A packed model has the same maps.
		if _, err := nn.NewPredictor(m, nn.PredictorOptions{Concurrency: 1}); err != nil {
			t.Fatal(err)
		}
		packed, err := nn.AttentionMaps(m, x)
		if err != nil {
			t.Fatal(err)
		}
		for i := range maps {
			for k, v := range maps[i].Data() {
				if packed[i].Data()[k] != v {
					t.Fatalf("packed: map %d, element %d: %v, want %v", i, k, packed[i].Data()[k], v)
				}
			}
		}
	}
}

func TestAttentionMapsErrors(t *testing.T) {
	m, err := nn.NewViT(nn.ViTMini(32, 10), tensor.NewRNG(1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := nn.AttentionMaps(m, tensor.New(1, 28, 28)); err == nil || !strings.Contains(err.Error(), "want x [batch, 1, 28, 28]") {
		t.Errorf("an image without a batch: %v", err)
	}
	if _, err := nn.AttentionMaps(nn.NewLinear(2, 2, true, tensor.NewRNG(1)), tensor.New(1, 2)); err == nil || !strings.Contains(err.Error(), "*nn.Linear has no self-attention") {
		t.Errorf("a linear layer: %v", err)
	}
}

// With A₁ and A₂ of one head: rollout = ½(A₂+I)·½(A₁+I). With two heads it takes their
// mean.
func TestAttentionRollout(t *testing.T) {
	a1 := tensor.FromSlice([]float32{1, 0, 0.5, 0.5}, 1, 1, 2, 2)
	a2 := tensor.FromSlice([]float32{0, 1, 1, 0}, 1, 1, 2, 2)
	// ½(A₁+I) = [1 0; ¼ ¾], ½(A₂+I) = [½ ½; ½ ½]; the product is [⅝ ⅜; ⅝ ⅜].
	same := func(what string, got *tensor.Tensor, want ...float32) {
		t.Helper()
		for i, v := range want {
			if got.Size() != len(want) || got.Data()[i] != v {
				t.Fatalf("%s is %v, want %v", what, got.Data(), want)
			}
		}
	}
	same("the rollout", nn.AttentionRollout([]*tensor.Tensor{a1, a2}), 0.625, 0.375, 0.625, 0.375)
	two := tensor.Concat(nil, 1, a1, a2)
	same("the rollout of two heads", nn.AttentionRollout([]*tensor.Tensor{two}), 0.75, 0.25, 0.375, 0.625)
	same("the attention of token 1", nn.AttentionOf(two, 1), 0.75, 0.25)
	same("the attention of all tokens", nn.AttentionOf(two, -1), 0.625, 0.375)
	same("the attention of the patch alone", nn.PatchAttention(two, -1, 1, 1), 0.25)
	same("the attention of token 0 on a patch", nn.PatchAttention(two, 0, 1, 1), 0.5)
	if err := tensor.Catch(func() { nn.PatchAttention(two, 0, 2, 2) }); err == nil {
		t.Error("four patches of two tokens")
	}
	if err := tensor.Catch(func() { nn.AttentionOf(two, 2) }); err == nil {
		t.Error("token 2 of two")
	}
	if err := tensor.Catch(func() { nn.AttentionRollout(nil) }); err == nil {
		t.Error("a rollout of nothing")
	}
}
