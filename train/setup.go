package train

import (
	"fmt"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// Setup describes a model to be trained: a new one, what its weights begin as, its
// pathways, and what is frozen.
type Setup struct {
	Config m2pt.Config // of the new model, without pathways
	Seed   uint64      // of its weights; that of the recipe is usual

	Init       *m2pt.Model // a model of the same modality whose weights to begin with (m2pt.Model.Init); nil: random ones
	InitBlocks *m2pt.Model // a model of any modality whose blocks to begin with (m2pt.CopyBlocks); nil: none

	Auxiliaries []*m2pt.Model // a pathway runs through each; see RandomAuxiliary and IdentityAuxiliary
	Pathway     m2pt.Options  // how they are connected

	FreezeBackbone    bool // train λ and the head only (m2pt.FreezeBackbone)
	GradCheckpointing bool // compute blocks again on the way back: less memory, more time, the same bits
}

// SetupError says which part of a Setup does not fit.
type SetupError struct {
	Part  string // the name of the field: "Config", "Init", "InitBlocks", "Auxiliaries"
	Index int    // of the auxiliary
	Err   error
}

// Error implements error.
func (e *SetupError) Error() string {
	if e.Part == "Auxiliaries" {
		return fmt.Sprintf("auxiliary %d: %v", e.Index+1, e.Err)
	}
	return fmt.Sprintf("%s: %v", e.Part, e.Err)
}

// Unwrap returns why the part does not fit.
func (e *SetupError) Unwrap() error { return e.Err }

// Build returns the model, and its part of the identity of a run that trains it.
// The error is a *SetupError.
func (s Setup) Build() (*m2pt.Model, Identity, error) {
	var id Identity
	fail := func(part string, index int, err error) (*m2pt.Model, Identity, error) {
		return nil, Identity{}, &SetupError{Part: part, Index: index, Err: err}
	}
	m, err := m2pt.NewModel(s.Config, tensor.NewRNG(s.Seed))
	if err != nil {
		return fail("Config", 0, err)
	}
	if s.Init != nil {
		if err := m.Init(s.Init); err != nil {
			return fail("Init", 0, err)
		}
		id.Init = weightsHash(s.Init.Net)
	}
	if s.InitBlocks != nil {
		if err := m2pt.CopyBlocks(m.Net, s.InitBlocks.Net); err != nil {
			return fail("InitBlocks", 0, err)
		}
		id.InitBlocks = weightsHash(s.InitBlocks.Net)
	}
	if s.Pathway.LambdaPer == m2pt.PerLayer {
		s.Pathway.LambdaPer = "" // the default, so that models say it in one way
	}
	for i, aux := range s.Auxiliaries {
		if err := m.Connect(aux, s.Pathway); err != nil {
			return fail("Auxiliaries", i, err)
		}
		id.Auxiliaries = append(id.Auxiliaries, weightsHash(aux.Net))
	}
	if s.FreezeBackbone {
		m2pt.FreezeBackbone(m.Net)
	}
	nn.SetGradCheckpointing(m.Net, s.GradCheckpointing)
	return m, id, nil
}

// What Config.Modality of an auxiliary that was never trained says.
const (
	RandomWeights   m2pt.Modality = "random"
	IdentityWeights m2pt.Modality = "identity"
)

// AuxiliarySeed offsets the seed of an auxiliary that was never trained from that
// of the model it is connected to: the two begin with different weights.
const AuxiliarySeed = 1 << 33

// RandomAuxiliary returns an auxiliary for a model of configuration c that was never
// trained: it has the weights of a new model of that configuration and of seed +
// AuxiliarySeed. Its modality is RandomWeights.
func RandomAuxiliary(c m2pt.Config, seed uint64) (*m2pt.Model, error) {
	c.Paths = nil
	m, err := m2pt.NewModel(c, tensor.NewRNG(seed+AuxiliarySeed))
	if err != nil {
		return nil, err
	}
	m.Config.Modality = RandomWeights
	return m, nil
}

// IdentityAuxiliary is RandomAuxiliary with linear layers that return their input,
// as far as their shapes allow (m2pt.SetIdentity). Its modality is IdentityWeights.
func IdentityAuxiliary(c m2pt.Config, seed uint64) (*m2pt.Model, error) {
	m, err := RandomAuxiliary(c, seed)
	if err != nil {
		return nil, err
	}
	m2pt.SetIdentity(m.Net)
	m.Config.Modality = IdentityWeights
	return m, nil
}
