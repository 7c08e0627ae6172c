package train

import (
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: running statistics, which a forward pass moves. A step that is left
// before its end must not have moved them.

// statistics are the running statistics of a model, and what they were.
type statistics struct{ now, before []*tensor.Tensor }

// statisticsOf returns those of the given parameters.
func statisticsOf(params []nn.NamedParam) statistics {
	var s statistics
	for _, p := range params {
		if p.Role.Kind == nn.Statistic {
			s.now, s.before = append(s.now, p.Param.Value), append(s.before, p.Param.Value.Clone())
		}
	}
	return s
}

// keep notes what the statistics are.
func (s statistics) keep() {
	for i, x := range s.now {
		copy(s.before[i].Data(), x.Data())
	}
}

// restore makes the statistics what keep noted.
func (s statistics) restore() {
	for i, x := range s.now {
		copy(x.Data(), s.before[i].Data())
	}
}
