package m2pt

import (
	"context"
	"math"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// spy is a projector that keeps what goes in and what comes out.
type spy struct {
	nn.Projector
	in, out *tensor.Tensor
}

func (s *spy) Forward(x *autograd.Var) *autograd.Var { return s.Project(x, nn.Epilogue{}) }

func (s *spy) Project(x *autograd.Var, e nn.Epilogue) *autograd.Var {
	y := s.Projector.Project(x, e)
	s.in, s.out = x.Value.Clone(), y.Value.Clone()
	return y
}

func (s *spy) AddBias(t *autograd.Tape, own *autograd.Var, lo, hi int) *autograd.Var {
	if a, ok := s.Projector.(nn.BiasAdder); ok {
		return a.AddBias(t, own, lo, hi)
	}
	return own
}

// For every net, plain, with a pathway, merged and packed: the attention maps times the
// values that the model computes are what its attention hands on.
func TestAttentionMapsOfEveryNet(t *testing.T) {
	eachNet(t, func(t *testing.T, c Config) {
		x := inputs(c, 2)
		m := newModel(t, c, 1)
		checkMaps(t, "plain", m.Net, x)
		if err := m.Connect(newModel(t, modalityConfigs()[Image], 2), Options{}); err != nil {
			t.Fatal(err)
		}
		setScales(m.Net)
		withPathway := checkMaps(t, "with a pathway", m.Net, x)
		merged := m.Merge()
		same := func(what string, maps []*tensor.Tensor) {
			t.Helper()
			for i := range withPathway {
				for k, v := range withPathway[i].Data() {
					if maps[i].Data()[k] != v {
						t.Fatalf("%s: map %d differs at %d: %v and %v", what, i, k, maps[i].Data()[k], v)
					}
				}
			}
		}
		same("merged", checkMaps(t, "merged", merged.Net, x))
		p, err := nn.NewPredictor(merged.Net, nn.PredictorOptions{Concurrency: 1})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Predict(context.Background(), x); err != nil {
			t.Fatal(err)
		}
		packed, err := nn.AttentionMaps(merged.Net, x)
		if err != nil {
			t.Fatal(err)
		}
		same("packed", packed)
	})
}

// checkMaps checks the maps of m for x and returns them.
func checkMaps(t *testing.T, what string, m nn.Transformer, x *tensor.Tensor) []*tensor.Tensor {
	t.Helper()
	maps, err := nn.AttentionMaps(m, x)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	var qkv, proj []*spy
	restore := func() {}
	m.Trunk().Projectors(func(_ int, name string, at *nn.Projector) {
		list := map[string]*[]*spy{"attn.qkv": &qkv, "attn.proj": &proj}[name]
		if list == nil {
			return
		}
		s, before, undo := &spy{Projector: *at}, *at, restore
		*at, *list = s, append(*list, s)
		restore = func() { *at = before; undo() }
	})
	nn.Predict(m, x)
	restore()
	if len(maps) == 0 || len(maps) > len(qkv) {
		t.Fatalf("%s: %d maps of %d blocks", what, len(maps), len(qkv))
	}
	for i, p := range maps {
		heads, n := p.Dim(1), p.Dim(2)
		d := proj[i].in.Dim(2) / heads
		for b := 0; b < p.Dim(0); b++ {
			for h := 0; h < heads; h++ {
				for q := 0; q < proj[i].in.Dim(1); q++ {
					for k := 0; k < d; k++ {
						y := 0.0
						for j := 0; j < n; j++ {
							y += float64(p.At(b, h, q, j)) * float64(qkv[i].out.At(b, j, 2*heads*d+h*d+k))
						}
						if want := float64(proj[i].in.At(b, q, h*d+k)); math.Abs(y-want) > 1e-5*(1+math.Abs(want)) {
							t.Fatalf("%s: block %d, head %d, token %d: P·V is %v, the model has %v", what, i, h, q, y, want)
						}
					}
				}
			}
		}
	}
	return maps
}
