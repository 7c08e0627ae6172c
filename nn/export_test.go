package nn

import "github.com/gopathway/pathway/autograd"

// IdleTapes gives tests the tapes of p that no call uses.
func (p *Predictor) IdleTapes() chan *autograd.Tape { return p.tapes }
