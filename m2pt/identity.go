package m2pt

import "github.com/gopathway/pathway/nn"

// SetIdentity makes the linear layers of m's blocks pass on what they are
// given: ones on the diagonal of every weight [out, in], zeros elsewhere and in
// the biases. As an auxiliary such a model knows nothing, and λ only scales:
// a control for what an auxiliary's training is worth. It panics if m has pathways
// or an nn.Predictor has taken it over.
func SetIdentity(m nn.Transformer) {
	refuseTakenOver("SetIdentity", m)
	m.Trunk().Projectors(func(_ int, _ string, at *nn.Projector) {
		l := (*at).(*nn.Linear)
		w := l.Weight.Value
		w.Fill(0)
		for i := 0; i < min(w.Dim(0), w.Dim(1)); i++ {
			w.Set(1, i, i)
		}
		if l.Bias != nil {
			l.Bias.Value.Fill(0)
		}
	})
}
