// Package checkpoint stores a training run: [Save] writes one safetensors file
// with all that the run needs to go on as if it had never stopped, [Load] reads
// it, [State.Restore] puts it into a model, an optimizer and an average.
//
//	model.<name>         weights, in the order of the model's walk
//	optim.<slot>.<name>  the optimizer's tensors, such as optim.exp_avg.head.weight
//	ema.<name>           the averaged weights, if the run keeps them
//
// Everything else is JSON under the key nn.CheckpointKey in the file's metadata: a
// [State] has the place in the run, the learning rate's course, the states of random
// numbers, and what else a program wants back.
//
// A file appears whole or not at all, so that a run that is killed while it saves still has
// the checkpoint before. A file that does not fit is an error that names every tensor that
// is missing, unknown or of another shape, and nothing is changed.
package checkpoint

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/gopathway/pathway/formats"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/tensor"
)

const (
	formatVersion = 1
	modelPrefix   = "model."
	optimPrefix   = "optim."
	emaPrefix     = "ema."
)

// State is the state of a training run. A run leaves fields zero that it has no
// use for.
type State struct {
	Step  int64 // optimizer steps done
	Epoch int   // epochs done

	Config   json.RawMessage     // the caller's configuration of model and run
	Schedule *optim.WarmupCosine // the learning rate's course
	RNG      map[string][]byte   // states of generators (tensor.RNG.MarshalBinary), by names that the caller chooses
	Extra    json.RawMessage     // whatever else the caller wants back

	Model     []tensor.Named // see nn.StateDict
	Optimizer *optim.State   // see optim.Optimizer.State
	EMA       []tensor.Named // see optim.EMA.State
}

// fileMeta is the JSON in the file's metadata.
type fileMeta struct {
	Version   int                 `json:"version"`
	Step      int64               `json:"step"`
	Epoch     int                 `json:"epoch"`
	Config    json.RawMessage     `json:"config,omitempty"`
	Schedule  *optim.WarmupCosine `json:"schedule,omitempty"`
	RNG       map[string]string   `json:"rng,omitempty"` // hexadecimal
	Optimizer *optim.State        `json:"optimizer,omitempty"`
	Extra     json.RawMessage     `json:"extra,omitempty"`
}

// Save writes c to path. The file appears whole or not at all: Save writes it
// under a temporary name, syncs and renames it. After an error, such as a full
// disk, an older file at path is as it was.
func Save(path string, c *State) error {
	meta := fileMeta{
		Version: formatVersion, Step: c.Step, Epoch: c.Epoch,
		Config: c.Config, Schedule: c.Schedule, Optimizer: c.Optimizer, Extra: c.Extra,
	}
	if len(c.RNG) > 0 {
		meta.RNG = make(map[string]string, len(c.RNG))
		for name, state := range c.RNG {
			meta.RNG[name] = hex.EncodeToString(state)
		}
	}
	text, err := json.Marshal(&meta)
	if err != nil {
		return fmt.Errorf("checkpoint: save %s: %w", path, err)
	}
	var all []tensor.Named
	all = appendPrefixed(all, modelPrefix, c.Model)
	if c.Optimizer != nil {
		all = appendPrefixed(all, optimPrefix, c.Optimizer.Tensors)
	}
	all = appendPrefixed(all, emaPrefix, c.EMA)
	if err := formats.SaveSafetensors(path, map[string]string{nn.CheckpointKey: string(text)}, all); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	return nil
}

func appendPrefixed(all []tensor.Named, prefix string, ts []tensor.Named) []tensor.Named {
	for _, t := range ts {
		all = append(all, tensor.Named{Name: prefix + t.Name, Tensor: t.Tensor})
	}
	return all
}

// Load reads a file that Save wrote. A file that is cut short, damaged, of
// another kind or of another format version is an error that names it. Load
// restores nothing yet; see Restore.
func Load(path string) (*State, error) {
	f, err := formats.OpenSafetensors(path)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	defer f.Close()
	meta, err := decodeMeta(f.Metadata())
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %s: %w", path, err)
	}
	c := &State{
		Step: meta.Step, Epoch: meta.Epoch, Config: meta.Config,
		Schedule: meta.Schedule, Optimizer: meta.Optimizer, Extra: meta.Extra,
	}
	if c.RNG, err = decodeRNG(meta.RNG); err != nil {
		return nil, fmt.Errorf("checkpoint: %s: %w", path, err)
	}
	all, err := nn.ReadTensors(f)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	for _, t := range all {
		list, err := c.part(t.Name)
		if err != nil {
			return nil, fmt.Errorf("checkpoint: %s: %w", path, err)
		}
		_, t.Name, _ = strings.Cut(t.Name, ".")
		*list = append(*list, t)
	}
	return c, nil
}

// part returns the list of c that the tensor of a file belongs to.
func (c *State) part(name string) (*[]tensor.Named, error) {
	switch {
	case strings.HasPrefix(name, modelPrefix):
		return &c.Model, nil
	case strings.HasPrefix(name, emaPrefix):
		return &c.EMA, nil
	case !strings.HasPrefix(name, optimPrefix):
		return nil, fmt.Errorf("tensor %q is none of %s*, %s*, %s*", name, modelPrefix, optimPrefix, emaPrefix)
	case c.Optimizer == nil:
		return nil, fmt.Errorf("tensor %q, but the metadata have no optimizer", name)
	}
	return &c.Optimizer.Tensors, nil
}

// decodeMeta reads the version first, because the rest may have another form in
// another version.
func decodeMeta(all map[string]string) (*fileMeta, error) {
	text, ok := all[nn.CheckpointKey]
	if !ok {
		return nil, errors.New("the file holds tensors but no checkpoint (nn.LoadWeights reads bare weights)")
	}
	var version struct {
		Version *int `json:"version"`
	}
	if err := json.Unmarshal([]byte(text), &version); err != nil {
		return nil, fmt.Errorf("metadata %q: %w", nn.CheckpointKey, err)
	}
	if version.Version == nil {
		return nil, fmt.Errorf("metadata %q: no format version", nn.CheckpointKey)
	}
	if *version.Version != formatVersion {
		return nil, fmt.Errorf("format version %d, want %d", *version.Version, formatVersion)
	}
	meta := new(fileMeta)
	if err := json.Unmarshal([]byte(text), meta); err != nil {
		return nil, fmt.Errorf("metadata %q: %w", nn.CheckpointKey, err)
	}
	return meta, nil
}

func decodeRNG(states map[string]string) (map[string][]byte, error) {
	if len(states) == 0 {
		return nil, nil
	}
	rng := make(map[string][]byte, len(states))
	for name, text := range states {
		b, err := hex.DecodeString(text)
		if err != nil {
			return nil, fmt.Errorf("generator state %q: %w", name, err)
		}
		rng[name] = b
	}
	return rng, nil
}

// Restore copies the weights into m, the optimizer's state into opt and the
// average into ema. If opt or ema is nil, it ignores that part of c. It checks
// everything first: an error lists every missing, unexpected and mis-shaped
// tensor, and nothing has then changed. A model that a Predictor has taken over
// is an error, too.
func (c *State) Restore(m nn.Module, opt optim.Optimizer, ema *optim.EMA) error {
	if err := nn.TakenOver(m); err != nil {
		return fmt.Errorf("checkpoint: restore: %w", err)
	}
	params := nn.Params(m)
	errs := []error{nn.CompareParams(params, nn.Specs(c.Model)).Err("checkpoint's model")}
	if opt != nil {
		if c.Optimizer == nil {
			errs = append(errs, errors.New("checkpoint has no optimizer state"))
		} else {
			errs = append(errs, opt.CheckState(c.Optimizer))
		}
	}
	if ema != nil {
		errs = append(errs, ema.CheckState(c.EMA))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if _, err := nn.LoadParams(params, c.Model, true, "checkpoint's model"); err != nil {
		return err
	}
	if opt != nil {
		if err := opt.LoadState(c.Optimizer); err != nil {
			return err
		}
	}
	if ema != nil {
		return ema.LoadState(c.EMA)
	}
	return nil
}
