package nn

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
)

// Module is a layer or a model: a function of a Var, and an explicit walk
// over its parameters.
type Module interface {
	// Forward computes the module's output on the tape that x is on.
	Forward(x *autograd.Var) *autograd.Var

	// NamedParams calls yield for every parameter, always in the same order,
	// with its dotted name after prefix. The order is that of state dicts,
	// optimizers and checkpoints.
	NamedParams(prefix string, yield func(p NamedParam))
}

// NamedParam is a parameter with its name in the state dict and its role.
type NamedParam struct {
	Name  string
	Param *autograd.Var
	Role  Role
}

// Params returns all parameters of m in the order of its walk. It panics if a
// Predictor has taken m over.
func Params(m Module) []NamedParam {
	if err := TakenOver(m); err != nil {
		panic(err.Error())
	}
	var ps []NamedParam
	m.NamedParams("", func(p NamedParam) { ps = append(ps, p) })
	return ps
}

// TakenOver returns an error that names the first packed weight of m if a
// Predictor has taken m over, else nil. Code that reads weights without Params
// asks it first.
func TakenOver(m Module) (err error) {
	m.NamedParams("", func(p NamedParam) {
		if err == nil && p.Param.Packed() {
			err = fmt.Errorf("nn: %s is packed: a Predictor took the model over; load it again", p.Name)
		}
	})
	return err
}

// refuseTakenOver panics if parameters that are to be read or written in order
// are packed.
func refuseTakenOver(op string, ps []NamedParam) {
	for _, p := range ps {
		refusePacked(op, p)
	}
}

func refusePacked(op string, p NamedParam) {
	if p.Param.Packed() {
		panic(fmt.Sprintf("nn: %s: %s is packed: a Predictor took the model over; load it again", op, p.Name))
	}
}

// CountParams returns the number of elements of all parameters of m.
func CountParams(m Module) int {
	n := 0
	m.NamedParams("", func(p NamedParam) { n += p.Param.Value.Size() })
	return n
}
