package m2pt

import "github.com/gopathway/pathway/nn"

// SetIdentity makes every linear layer of m's blocks return its input: ones on
// the diagonal of each weight [out, in], zeros elsewhere and in the biases.
// Such an auxiliary has learned nothing, so a study uses it as the control for
// what an auxiliary's training is worth. It panics if m has pathways, or if an
// nn.Predictor has taken it over.
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
