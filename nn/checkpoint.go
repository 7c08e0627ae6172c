package nn

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/gopathway/pathway/tensor"
)

// A checkpoint is one safetensors file with all that a run needs to go on as
// if it had never stopped:
//
//	model.<name>         weights, in the order of the model's walk
//	optim.<slot>.<name>  the optimizer's tensors, such as optim.exp_avg.head.weight
//	ema.<name>           the averaged weights, if the run keeps them
//
// and, as JSON under "checkpoint" in the file's metadata, everything else.

const (
	checkpointKey     = "checkpoint" // in the file's metadata
	checkpointVersion = 1
	modelPrefix       = "model."
	optimPrefix       = "optim."
	emaPrefix         = "ema."
)

// Checkpoint is the state of a training run. Fields that a run does not have
// are left zero.
type Checkpoint struct {
	Step  int64 // optimizer steps done
	Epoch int   // epochs done

	Config   json.RawMessage   // the caller's configuration of model and run
	Schedule *WarmupCosine     // the learning rate's course
	RNG      map[string][]byte // states of generators, by a name of the caller's (tensor.RNG.MarshalBinary)
	Extra    json.RawMessage   // whatever else the caller wants back

	Model     []tensor.Named  // see StateDict
	Optimizer *OptimizerState // see Optimizer.State
	EMA       []tensor.Named  // see EMA.State
}

// checkpointMeta is the JSON in the file's metadata.
type checkpointMeta struct {
	Version   int               `json:"version"`
	Step      int64             `json:"step"`
	Epoch     int               `json:"epoch"`
	Config    json.RawMessage   `json:"config,omitempty"`
	Schedule  *WarmupCosine     `json:"schedule,omitempty"`
	RNG       map[string]string `json:"rng,omitempty"` // hexadecimal
	Optimizer *OptimizerState   `json:"optimizer,omitempty"`
	Extra     json.RawMessage   `json:"extra,omitempty"`
}

// SaveCheckpoint writes c to path. The file appears whole or not at all: it
// is written under a temporary name, synced and renamed. After an error, such
// as a full disk, an older file at path is as it was.
func SaveCheckpoint(path string, c *Checkpoint) error {
	if err := saveCheckpoint(path, c); err != nil {
		return fmt.Errorf("save checkpoint %s: %w", path, err)
	}
	return nil
}

func saveCheckpoint(path string, c *Checkpoint) error {
	meta := checkpointMeta{
		Version: checkpointVersion, Step: c.Step, Epoch: c.Epoch,
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
		return err
	}
	var all []tensor.Named
	all = appendPrefixed(all, modelPrefix, c.Model)
	if c.Optimizer != nil {
		all = appendPrefixed(all, optimPrefix, c.Optimizer.Tensors)
	}
	all = appendPrefixed(all, emaPrefix, c.EMA)
	return writeAtomic(path, func(w io.Writer) error {
		return tensor.WriteSafetensors(w, all, map[string]string{checkpointKey: string(text)})
	})
}

func appendPrefixed(all []tensor.Named, prefix string, ts []tensor.Named) []tensor.Named {
	for _, t := range ts {
		all = append(all, tensor.Named{Name: prefix + t.Name, Tensor: t.Tensor})
	}
	return all
}

// LoadCheckpoint reads a file that SaveCheckpoint wrote. A file that is cut
// short, damaged, of another kind or of another format version is an error
// that names it. Nothing is restored yet: see Restore.
func LoadCheckpoint(path string) (*Checkpoint, error) {
	c, err := loadCheckpoint(path)
	if err != nil {
		return nil, fmt.Errorf("load checkpoint %s: %w", path, err)
	}
	return c, nil
}

func loadCheckpoint(path string) (*Checkpoint, error) {
	f, err := tensor.OpenSafetensors(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, ok := f.Metadata()[checkpointKey]
	if !ok {
		return nil, errors.New("the file holds tensors but no checkpoint; load weights with LoadWeights")
	}
	meta, err := decodeMeta(text)
	if err != nil {
		return nil, err
	}
	c := &Checkpoint{
		Step: meta.Step, Epoch: meta.Epoch, Config: meta.Config,
		Schedule: meta.Schedule, Optimizer: meta.Optimizer, Extra: meta.Extra,
	}
	if c.RNG, err = decodeRNG(meta.RNG); err != nil {
		return nil, err
	}
	for _, name := range f.Names() {
		t, err := f.Tensor(name)
		if err != nil {
			return nil, err
		}
		prefix, rest, _ := strings.Cut(name, ".")
		named := tensor.Named{Name: rest, Tensor: t}
		switch prefix + "." {
		case modelPrefix:
			c.Model = append(c.Model, named)
		case emaPrefix:
			c.EMA = append(c.EMA, named)
		case optimPrefix:
			if c.Optimizer == nil {
				return nil, fmt.Errorf("tensor %s in a checkpoint without an optimizer", name)
			}
			c.Optimizer.Tensors = append(c.Optimizer.Tensors, named)
		default:
			return nil, fmt.Errorf("tensor %s is none of %s*, %s*, %s*", name, modelPrefix, optimPrefix, emaPrefix)
		}
	}
	return c, nil
}

// decodeMeta reads the version first: the rest of another version may have
// another form.
func decodeMeta(text string) (*checkpointMeta, error) {
	var version struct {
		Version *int `json:"version"`
	}
	if err := json.Unmarshal([]byte(text), &version); err != nil {
		return nil, fmt.Errorf("metadata %q: %w", checkpointKey, err)
	}
	if version.Version == nil {
		return nil, fmt.Errorf("metadata %q: no format version", checkpointKey)
	}
	if *version.Version != checkpointVersion {
		return nil, fmt.Errorf("format version %d, want %d", *version.Version, checkpointVersion)
	}
	meta := new(checkpointMeta)
	if err := json.Unmarshal([]byte(text), meta); err != nil {
		return nil, fmt.Errorf("metadata %q: %w", checkpointKey, err)
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
// average into ema; opt and ema may be nil, and their part of c is then left
// aside. All is checked first: an error lists every missing, unexpected and
// mis-shaped tensor, and nothing has been changed.
func (c *Checkpoint) Restore(m Module, opt Optimizer, ema *EMA) error {
	params := Params(m)
	errs := []error{compareParams(params, specs(c.Model)).err("checkpoint, model")}
	if opt != nil {
		if c.Optimizer == nil {
			errs = append(errs, errors.New("nn: checkpoint, optimizer: it has none"))
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
	if _, err := loadInto(params, c.Model, true, "checkpoint, model"); err != nil {
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
