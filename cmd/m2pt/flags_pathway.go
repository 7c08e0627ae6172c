package main

import (
	"errors"
	"fmt"

	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/train"
)

// This file: flags of what a model begins as, of its pathways, and of what is frozen.

// pathwayFlags say what the weights of a new model begin as, and which auxiliaries
// it is connected to.
type pathwayFlags struct {
	init           string   // folder or file of a model
	posResize      string   // how its positions are fitted to another size of images
	initBlocks     string   // folder or file of a model of any modality
	freezeBackbone bool     // train λ and the head only
	aux            []string // folders or files of models, "random" or "identity"
	options        m2pt.Options
	lambda         float64 // options.Lambda, as pflag parses it
}

func (p *pathwayFlags) register(fs *pflag.FlagSet) {
	groupStart.common(fs, func(fs *pflag.FlagSet) {
		fs.StringVar(&p.init, "init", "", "begin with the weights of this `model` of the same modality and shape; without its head if the classes differ, with interpolated positions if the sizes do")
	})
	groupStart.more(fs, func(fs *pflag.FlagSet) {
		fs.StringVar(&p.posResize, "pos-resize", "", "how positions are fitted to another size of images: bicubic, as MAE and Hugging Face do, or bicubic-antialias, as timm does (default what the model of --init says, else bicubic)")
		fs.StringVar(&p.initBlocks, "init-blocks", "", "begin with the weights of the blocks of this `model`, whatever its modality")
		fs.BoolVar(&p.freezeBackbone, "freeze-backbone", false, "train the λs and the head only")
	})
	o := &p.options
	groupPathway.common(fs, func(fs *pflag.FlagSet) {
		fs.StringArrayVar(&p.aux, "aux", nil, "auxiliary `model` through whose blocks a pathway runs; random or identity: one that was never trained; give it several times for several")
		fs.Float64Var(&p.lambda, "lambda", 0, "λ at the start")
	})
	groupPathway.more(fs, func(fs *pflag.FlagSet) {
		fs.StringVar(&o.LambdaPer, "lambda-per", m2pt.PerLayer, "what has a λ of its own: layer, model or channel")
		fs.BoolVar(&o.FreezeLambda, "freeze-lambda", false, "do not train λ")
		fs.StringSliceVar(&o.AuxLayers, "aux-layers", nil, "layers of a block that get a pathway (default all: attn.qkv,attn.proj,mlp.fc1,mlp.fc2)")
		fs.IntVar(&o.AuxBlocks, "aux-blocks", 0, "connect only the first so many blocks; 0: all")
		fs.BoolVar(&o.AuxReversed, "aux-reversed", false, "pair the first block with the auxiliary's last")
		fs.BoolVar(&o.AuxBias, "aux-bias", false, "add λ times the auxiliary's biases, too")
		fs.BoolVar(&o.FreezeAux, "freeze-aux", false, "do not train the auxiliary's weights")
	})
}

// validate reports what is wrong with the options of positions and of pathways, which
// it completes.
func (p *pathwayFlags) validate() error {
	if err := nn.PosResize(p.posResize).Validate(); err != nil {
		return usagef("--pos-resize is %q, want %s or %s", p.posResize, nn.PosBicubic, nn.PosBicubicAntialias)
	}
	p.options.Lambda = float32(p.lambda)
	if err := p.options.Validate(); err != nil {
		return usageError{err}
	}
	return nil
}

// models returns the models that the flags name.
func (p *pathwayFlags) models() []string { return append([]string{p.init, p.initBlocks}, p.aux...) }

// apply reads the models and gives them to a setup.
func (p *pathwayFlags) apply(s *train.Setup) error {
	s.Config.PosResize = nn.PosResize(p.posResize)
	s.Pathway, s.FreezeBackbone = p.options, p.freezeBackbone
	var err error
	if p.init != "" {
		if s.Init, err = loadModel(p.init); err != nil {
			return err
		}
	}
	if p.initBlocks != "" {
		if s.InitBlocks, err = loadModel(p.initBlocks); err != nil {
			return err
		}
	}
	for _, path := range p.aux {
		aux, err := auxiliary(path, s.Config, s.Seed)
		if err != nil {
			return err
		}
		s.Auxiliaries = append(s.Auxiliaries, aux)
	}
	return nil
}

// auxiliary returns the model that --aux names, for a model of configuration c.
func auxiliary(path string, c m2pt.Config, seed uint64) (*m2pt.Model, error) {
	var m *m2pt.Model
	var err error
	switch m2pt.Modality(path) {
	case train.RandomWeights:
		m, err = train.RandomAuxiliary(c, seed)
	case train.IdentityWeights:
		m, err = train.IdentityAuxiliary(c, seed)
	default:
		return loadModel(path)
	}
	if err != nil {
		return nil, usageError{err} // flags make the configuration
	}
	return m, nil
}

// inFlags names the flags that the wrong part of a setup comes from.
func (p *pathwayFlags) inFlags(err error) error {
	var part *train.SetupError
	if !errors.As(err, &part) {
		return err
	}
	switch part.Part {
	case "Init":
		return fmt.Errorf("--init %s: %w", p.init, part.Err)
	case "InitBlocks":
		return fmt.Errorf("--init-blocks %s: %w", p.initBlocks, part.Err)
	case "Auxiliaries":
		return fmt.Errorf("--aux %s: %w", p.aux[part.Index], inFlags(part.Err))
	}
	return usageError{part.Err}
}
