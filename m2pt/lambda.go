package m2pt

import "github.com/gopathway/pathway/nn"

// Lambda is the λ of a pathway through one layer.
type Lambda struct {
	Block int     // of the target
	Layer string  // such as "attn.qkv"
	Aux   int     // which auxiliary, from 0
	Value float32 // with λ per channel, their mean

	Channels []float32 // λ per channel; nil if there is one for the layer
}

// Lambdas lists the λ of every pathway of m, block by block.
func Lambdas(m nn.Transformer) []Lambda {
	var s []Lambda
	m.Trunk().Projectors(func(block int, name string, at *nn.Projector) {
		p, ok := (*at).(*PathwayLinear)
		if !ok {
			return
		}
		for _, a := range p.Aux {
			v := a.Lambda.Value.Data()
			l := Lambda{Block: block, Layer: name, Aux: a.Model, Value: v[0]}
			if len(v) > 1 {
				sum := 0.0
				for _, x := range v {
					sum += float64(x)
				}
				l.Value, l.Channels = float32(sum/float64(len(v))), append([]float32(nil), v...)
			}
			s = append(s, l)
		}
	})
	return s
}
