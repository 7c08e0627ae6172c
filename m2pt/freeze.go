package m2pt

import "github.com/gopathway/pathway/nn"

// FreezeBackbone leaves only the λs and the head of m to be trained, the
// paper's counterpart of linear probing ("fixed"; section 4.2). What is not
// trained already, such as a fixed λ or a running statistic, stays so. A batch
// norm that is frozen keeps its running statistics (see nn.BatchNorm).
func FreezeBackbone(m nn.Transformer) {
	for _, p := range nn.Params(m) {
		if p.Role.Stage != nn.Head && p.Role.Kind != nn.Scale {
			p.Param.SetRequiresGrad(false)
		}
	}
}
