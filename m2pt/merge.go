package m2pt

import (
	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
)

// Merge returns a plain model with the pathways of m folded into its linear
// layers, Ŵ = W + Σ λ·W' (M2PT, section 3.3). It shares no memory with m. Its
// logits equal those of m bit for bit: the effective weights come from the
// kernel that training uses, and everything after them is the same code. It
// panics if an nn.Predictor has taken m over.
func Merge(m *nn.ViT) *nn.ViT {
	refuseTakenOver("Merge", m)
	return &nn.ViT{
		Config:     m.Config,
		ClsToken:   cloneParam(m.ClsToken),
		PosEmbed:   cloneParam(m.PosEmbed),
		PatchEmbed: &nn.PatchEmbed{Weight: cloneParam(m.PatchEmbed.Weight), Bias: cloneParam(m.PatchEmbed.Bias), Stride: m.PatchEmbed.Stride},
		Blocks:     mergeBlocks(m.Blocks),
		Norm:       cloneNorm(m.Norm),
		Head:       cloneLinear(m.Head),
	}
}

// refuseTakenOver panics if the weights of m are packed: what they hold then is
// not to be copied.
func refuseTakenOver(op string, m nn.Module) {
	if err := nn.TakenOver(m); err != nil {
		panic("m2pt: " + op + ": " + err.Error())
	}
}

// mergeBlocks returns copies of blocks with plain linear layers.
func mergeBlocks(blocks []*nn.Block) []*nn.Block {
	merged := make([]*nn.Block, len(blocks))
	for i, b := range blocks {
		attn, mlp := *b.Attn, *b.MLP
		attn.QBias, attn.VBias = cloneParam(attn.QBias), cloneParam(attn.VBias)
		merged[i] = &nn.Block{Norm1: cloneNorm(b.Norm1), Attn: &attn, Norm2: cloneNorm(b.Norm2), MLP: &mlp, DropPath: b.DropPath,
			Gamma1: cloneParam(b.Gamma1), Gamma2: cloneParam(b.Gamma2)}
		merged[i].Projectors(func(_ string, at *nn.Projector) {
			switch l := (*at).(type) {
			case *PathwayLinear:
				*at = l.Merge()
			case *nn.Linear:
				*at = cloneLinear(l)
			}
		})
	}
	return merged
}

// cloneParam returns a copy of p, nil of nil.
func cloneParam(p *autograd.Var) *autograd.Var {
	if p == nil {
		return nil
	}
	c := autograd.Param(p.Value.Clone())
	c.SetRequiresGrad(p.RequiresGrad())
	return c
}

func cloneNorm(l *nn.LayerNorm) *nn.LayerNorm {
	return &nn.LayerNorm{Weight: cloneParam(l.Weight), Bias: cloneParam(l.Bias), Eps: l.Eps}
}

func cloneLinear(l *nn.Linear) *nn.Linear {
	c := &nn.Linear{Weight: cloneParam(l.Weight)}
	if l.Bias != nil {
		c.Bias = cloneParam(l.Bias)
	}
	return c
}

// copyParams gives every parameter of to the value that from has under the same
// name, and whether it is trained. It panics if an nn.Predictor has taken from
// over.
func copyParams(to, from nn.Module) {
	source := map[string]*autograd.Var{}
	for _, p := range nn.Params(from) {
		source[p.Name] = p.Param
	}
	for _, p := range nn.Params(to) {
		p.Param.Value.CopyFrom(source[p.Name].Value)
		p.Param.SetRequiresGrad(source[p.Name].RequiresGrad())
	}
}
