package m2pt

import (
	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
)

// Merge returns a plain model with the pathways of m folded into its linear
// layers, Ŵ = W + Σ λ·W' (M2PT, section 3.3). It shares no memory with m, has
// its type, and trains what m trains. Its logits equal those of m bit for bit:
// the effective weights come from the kernel that training uses, and
// everything after them is the same code. It panics if an nn.Predictor has
// taken m over.
func Merge(m nn.Transformer) nn.Transformer {
	refuseTakenOver("Merge", m)
	plain := m.Like()
	source := map[string]*autograd.Var{}
	for _, p := range nn.Params(m) {
		source[p.Name] = p.Param
	}
	for _, p := range nn.Params(plain) {
		from := source[p.Name]
		p.Param.Value.CopyFrom(from.Value)
		p.Param.SetRequiresGrad(from.RequiresGrad())
	}
	to, from := plain.Trunk(), m.Trunk()
	for i, b := range from.Blocks {
		mergeBlock(to.Blocks[i], b)
	}
	to.GradCheckpointing = from.GradCheckpointing
	if a, ok := m.(nn.Autoencoder); ok {
		plain.(nn.Autoencoder).Decoding().GradCheckpointing = a.Decoding().GradCheckpointing
	}
	return plain
}

// mergeBlock gives the plain block to the effective weights and biases of b's
// pathways; it has all else of b already.
func mergeBlock(to, b *nn.Block) {
	to.DropPath, to.Attn.Drop, to.MLP.Drop = b.DropPath, b.Attn.Drop, b.MLP.Drop
	plain := map[string]*nn.Projector{}
	to.Projectors(func(name string, at *nn.Projector) { plain[name] = at })
	b.Projectors(func(name string, at *nn.Projector) {
		if p, ok := (*at).(*PathwayLinear); ok {
			*plain[name] = p.Merge()
		}
	})
	if p, ok := b.Attn.QKV.(*PathwayLinear); ok && b.Attn.QBias != nil {
		t, dim := autograd.Inference(), b.Attn.QBias.Value.Size()
		to.Attn.QBias.Value.CopyFrom(p.AddBias(t, t.Attach(b.Attn.QBias), 0, dim).Value)
		to.Attn.VBias.Value.CopyFrom(p.AddBias(t, t.Attach(b.Attn.VBias), 2*dim, 3*dim).Value)
	}
}

// refuseTakenOver panics if an nn.Predictor has packed weights of m, for these
// cannot be copied.
func refuseTakenOver(op string, m nn.Module) {
	if err := nn.TakenOver(m); err != nil {
		panic("m2pt: " + op + ": " + err.Error())
	}
}

// cloneParam returns a copy of p, or nil if p is nil.
func cloneParam(p *autograd.Var) *autograd.Var {
	if p == nil {
		return nil
	}
	c := autograd.Param(p.Value.Clone())
	c.SetRequiresGrad(p.RequiresGrad())
	return c
}
