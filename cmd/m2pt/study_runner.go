package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/internal/picture"
	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train"
	"github.com/gopathway/pathway/train/recipe"
)

// studyRunner trains the cells of a study, several at a time. Data sets are read once.
type studyRunner struct {
	root      string // relative folders of data begin here
	firstSeed int    // cells of this seed show what their auxiliary rebuilds

	reading   sync.Mutex // of corpora
	corpora   map[string]*pipeline.Corpus
	naming    sync.Mutex          // of artefacts
	artefacts map[string]artefact // by key
}

// artefact is a pretrained model: its modality, what its data is labelled for, and
// how it is made.
type artefact struct {
	modality m2pt.Modality
	task     pipeline.Task
	settings *studySettings
}

func newStudyRunner(root string, firstSeed int) *studyRunner {
	return &studyRunner{root: root, firstSeed: firstSeed, corpora: map[string]*pipeline.Corpus{}, artefacts: map[string]artefact{}}
}

// Check implements study.Runner.
func (r *studyRunner) Check(c study.Cell) error {
	target, err := r.modality("target", c.Target)
	if err != nil {
		return err
	}
	s, err := settingsOf(c)
	if err != nil {
		return err
	}
	known := false
	for _, k := range studyKinds {
		known = known || c.Kind == k
	}
	switch {
	case !known:
		return study.UnknownValue("kind", c.Kind, studyKinds)
	case (c.Kind == kindPathway || c.Kind == kindInit) != (len(c.Aux) > 0):
		return &study.FieldError{Field: "aux", Message: fmt.Sprintf("found %d auxiliaries of an arm of kind %s", len(c.Aux), c.Kind)}
	case c.Kind == kindInit && len(c.Aux) != 1:
		return &study.FieldError{Field: "aux", Message: "an arm of kind init starts from one auxiliary"}
	case c.Kind == kindInit && s.Start == startOwn:
		return &study.FieldError{Field: "settings.start", Message: "an arm of kind init does not start from its own pretraining"}
	}
	if c.Kind == kindAutoencoder {
		if err := checkAutoencoder(c, s); err != nil {
			return err
		}
	}
	if err := checkTask(target, s); err != nil {
		return err
	}
	for _, m := range append([]string{c.Target}, c.Aux...) {
		modality, err := r.modality("aux", m)
		if err != nil {
			return err
		}
		if s.Data[modality] == "" {
			return &study.FieldError{Field: "settings.data." + m, Message: "missing: where the data lies, or synthetic"}
		}
		if where := r.where(s.Data[modality]); where != pipeline.SyntheticData && !isFolder(where) {
			return &study.FieldError{Field: "settings.data." + m, Message: fmt.Sprintf("found %s, which is not a folder (--root says where relative ones begin)", where)}
		}
		for _, load := range []func(m2pt.Modality) (*recipe.Recipe, error){s.recipe, s.pretrainRecipe} {
			if _, err := load(modality); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *studyRunner) modality(field, name string) (m2pt.Modality, error) {
	var known []string
	for _, m := range pipeline.Modalities() {
		if name == string(m) {
			return m, nil
		}
		known = append(known, string(m))
	}
	return "", study.UnknownValue(field, name, known)
}

// Needs implements study.Runner: pretrained models.
func (r *studyRunner) Needs(c study.Cell) []string {
	s, err := settingsOf(c)
	if err != nil {
		return nil // Check refuses the cell
	}
	var keys []string
	for _, aux := range c.Aux {
		if s.Weights == weightsPretrained {
			keys = append(keys, r.key(m2pt.Modality(aux), pipeline.Classify, s))
		}
	}
	if s.Start == startOwn || c.Kind == kindAutoencoder {
		keys = append(keys, r.key(m2pt.Modality(c.Target), s.Task, s))
	}
	return keys
}

// key names the pretrained model of a modality, on data labelled for a task, by all
// that makes it: the data, how much of a sample is taken, the model and its training.
// Check has accepted the settings.
func (r *studyRunner) key(m m2pt.Modality, t pipeline.Task, s *studySettings) string {
	made := struct {
		Data                                      string
		Dim, Depth, Heads, Patch, Groups, PerGrup int
		Channels, Validation                      int
		Objective                                 string
		Share                                     float64
		Recipe                                    map[string]any
		Task                                      pipeline.Task `json:",omitempty"`
		Points, Frames, Stride                    int           `json:",omitempty"`
	}{
		Data: s.Data[m], Dim: s.Dim, Depth: s.Depth, Heads: s.Heads, Patch: s.Patch, Groups: s.Groups, PerGrup: s.GroupSize,
		Channels: s.Channels[m], Validation: s.Validation, Objective: s.Objective, Share: s.Pretraining, Recipe: s.Pretrain[m],
	}
	if t != pipeline.Classify {
		made.Task = t
	}
	data, err := s.recipe(m) // the corpus is read by the target's recipe, see corpus
	if err != nil {
		panic(err)
	}
	switch m {
	case m2pt.Point:
		made.Points = data.Point.Points
	case m2pt.Video:
		made.Frames, made.Stride = data.Video.Frames, data.Video.Stride
	}
	text, err := json.Marshal(made)
	if err != nil {
		panic(err) // numbers and texts of a file that was read as JSON
	}
	sum := sha256.Sum256(text)
	key := fmt.Sprintf("%s-%s-%g-%s", m, s.Objective, s.Pretraining, hex.EncodeToString(sum[:4]))
	r.naming.Lock()
	defer r.naming.Unlock()
	r.artefacts[key] = artefact{m, t, s}
	return key
}

// where returns the folder that a setting of data names, or "synthetic".
func (r *studyRunner) where(data string) string {
	if data == pipeline.SyntheticData || filepath.IsAbs(data) {
		return data
	}
	return filepath.Join(r.root, data)
}

// corpus returns the data of a modality for a task.
func (r *studyRunner) corpus(m m2pt.Modality, t pipeline.Task, s *studySettings) (*pipeline.Corpus, error) {
	where := s.Data[m]
	plain, err := s.recipe(m)
	if err != nil {
		return nil, err
	}
	key := fmt.Sprint(m, " ", t, " ", where, " ", s.Channels[m], " ", s.Validation, " ", plain.Point.Points, " ", plain.Video.Frames, " ", plain.Video.Stride)
	r.reading.Lock()
	defer r.reading.Unlock()
	if c := r.corpora[key]; c != nil {
		return c, nil
	}
	var c *pipeline.Corpus
	o := pipeline.Options{Task: t, Validation: s.Validation, Channels: s.Channels[m], Points: plain.Point.Points, Frames: plain.Video.Frames, Stride: plain.Video.Stride}
	if where == pipeline.SyntheticData {
		c, err = pipeline.Synthetic(m, 0, 0, 1, o)
	} else {
		c, err = pipeline.Load(m, r.where(where), o)
	}
	if err == nil && c.Test == nil {
		err = fmt.Errorf("%s has no test part", where)
	}
	if err != nil {
		return nil, fmt.Errorf("data of %s: %w", m, err)
	}
	r.corpora[key] = c
	return c, nil
}

// reconstructed is the file, in a pretrained model's folder, that shows what the model
// rebuilds.
const reconstructed = "reconstruction.png"

// Build implements study.Runner: it pretrains a model on all training samples of
// a modality.
func (r *studyRunner) Build(ctx context.Context, key, dir string, progress study.Progress) error {
	r.naming.Lock()
	a, ok := r.artefacts[key]
	r.naming.Unlock()
	if !ok {
		return fmt.Errorf("no cell needs %s", key)
	}
	data, err := r.corpus(a.modality, a.task, a.settings)
	if err != nil {
		return err
	}
	base, err := a.settings.pretrainRecipe(a.modality)
	if err != nil {
		return err
	}
	masked := a.settings.Objective == objectiveMAE
	full := base.Complete(data.Train.Len(), data.Test.Len())
	full.Epochs = max(1, int(float64(full.Epochs)*a.settings.Pretraining+0.5))
	full.EvalEvery = full.Epochs
	full.WarmupEpochs = min(full.WarmupEpochs, float64(full.Epochs)/10)
	s := train.Setup{Config: a.settings.size(a.settings.Depth).config(data, &full, masked), Seed: full.Seed}
	m, _, err := s.Build()
	if err != nil {
		return err
	}
	t, err := r.train(ctx, m, data, full, progress)
	if err != nil {
		return err
	}
	if err := t.History().Write(dir); err != nil {
		return err
	}
	if masked {
		const shown = 6
		rng := tensor.NewRNG(1)
		idx := rng.Perm(data.Test.Len())[:min(shown, data.Test.Len())]
		x := datasets.NewBatch(data.Test, idx)
		net := m.Net.(nn.Autoencoder)
		seen, rebuilt := net.Reconstruct(x, net.Mask(len(idx), rng))
		if err := picture.WritePNG(filepath.Join(dir, reconstructed), pipeline.Reconstruction(m.Config, x, seen, rebuilt)); err != nil {
			return err
		}
	}
	return m.Save(filepath.Join(dir, m2pt.ModelFile))
}

// train trains m on data and tells of each epoch.
func (r *studyRunner) train(ctx context.Context, m *m2pt.Model, data *pipeline.Corpus, full recipe.Recipe, progress study.Progress) (*train.Trainer, error) {
	t, err := train.New(m, data.Augmented(full.Augment()), train.Options{
		Recipe: full, Test: data.Test, DataName: data.Name, HeldOut: data.HeldOut,
		Hooks: train.Hooks{Epoch: func(p train.Progress, e train.Record) {
			progress(float64(p.Epoch)/float64(p.Epochs), fmt.Sprintf("epoch %d/%d, loss %.4f", p.Epoch, p.Epochs, e.Loss))
		}},
	})
	if err != nil {
		return nil, err
	}
	return t, t.Run(ctx)
}

// Run implements study.Runner.
func (r *studyRunner) Run(ctx context.Context, c study.Cell, progress study.Progress) (study.Result, error) {
	var result study.Result
	s, err := settingsOf(c)
	if err != nil {
		return result, err
	}
	target := m2pt.Modality(c.Target)
	data, err := r.corpus(target, s.Task, s)
	if err != nil {
		return result, err
	}
	if c.Kind == kindAutoencoder {
		return r.rebuild(ctx, c, s, data, progress)
	}
	if c.Size > 0 {
		if data, err = data.Take(c.Size, uint64(c.Seed)); err != nil {
			return result, err
		}
	}
	base, err := s.recipe(target)
	if err != nil {
		return result, err
	}
	base.Seed = uint64(c.Seed)
	full := base.Complete(data.Train.Len(), data.Test.Len())
	depth := s.Depth
	if c.Kind == kindDeeper {
		depth *= 2
	}
	setup, err := r.setup(c, s)
	if err != nil {
		return result, err
	}
	setup.Config, setup.Seed = s.size(depth).config(data, &full, false), full.Seed
	m, _, err := setup.Build()
	if err != nil {
		return result, err
	}
	start := time.Now()
	t, err := r.train(ctx, m, data, full, progress)
	if err != nil {
		return result, err
	}
	final := t.History().Final()
	result = study.Result{
		Accuracy: final.Accuracy, Correct: final.Correct, Samples: final.Samples,
		Seconds: time.Since(start).Seconds(), Parameters: trainedParams(m), Curve: curveOf(t.History()),
	}
	if final.Segment != nil {
		if err := r.segments(ctx, &result, c, m, data, final); err != nil {
			return result, err
		}
	}
	for _, l := range m2pt.Scales(m.Net) {
		result.Lambdas = append(result.Lambdas, study.Lambda{Block: l.Block, Layer: l.Layer, Aux: l.Aux, Value: float64(l.Value)})
	}
	if err := r.show(&result, c); err != nil {
		return result, err
	}
	return result, nil
}

// setup returns what the model of a cell begins as, its pathways, and what is
// frozen.
func (r *studyRunner) setup(c study.Cell, s *studySettings) (train.Setup, error) {
	setup := train.Setup{Pathway: s.options(), FreezeBackbone: s.FreezeBlocks}
	var err error
	if s.Start == startOwn {
		if setup.Init, err = train.LoadModel(c.Artefacts[r.key(m2pt.Modality(c.Target), s.Task, s)]); err != nil {
			return setup, err
		}
	}
	for i, aux := range c.Aux {
		from, err := r.auxiliary(m2pt.Modality(aux), c, s, i)
		if err != nil {
			return setup, err
		}
		if c.Kind == kindInit {
			setup.InitBlocks = from
		} else {
			setup.Auxiliaries = append(setup.Auxiliaries, from)
		}
	}
	return setup, nil
}

// auxiliary returns the i-th auxiliary of a cell, of modality aux: pretrained, or
// with weights that a new model of the modality has, or of the identity.
func (r *studyRunner) auxiliary(aux m2pt.Modality, c study.Cell, s *studySettings, i int) (*m2pt.Model, error) {
	if s.Weights == weightsPretrained {
		return train.LoadModel(c.Artefacts[r.key(aux, pipeline.Classify, s)])
	}
	data, err := r.corpus(aux, pipeline.Classify, s)
	if err != nil {
		return nil, err
	}
	plain, err := s.recipe(aux)
	if err != nil {
		return nil, err
	}
	m, err := m2pt.NewModel(s.size(s.Depth).config(data, plain, false), tensor.NewRNG(uint64(c.Seed)+train.AuxiliarySeed, uint64(i)))
	if err != nil {
		return nil, err
	}
	if s.Weights == string(train.IdentityWeights) {
		m2pt.SetIdentity(m.Net)
	}
	return m, nil
}

// trainedParams counts the elements of what is trained.
func trainedParams(m *m2pt.Model) int {
	n := 0
	for _, p := range nn.Params(m.Net) {
		if p.Param.RequiresGrad() {
			n += p.Param.Value.Size()
		}
	}
	return n
}

// curveOf returns a history as a learning curve of a study.
func curveOf(h train.History) []study.Epoch {
	var curve []study.Epoch
	for _, r := range h {
		e := study.Epoch{Epoch: r.Epoch, TrainLoss: r.Loss, TrainAccuracy: r.Accuracy}
		if r.Test != nil {
			a := r.Test.Accuracy
			if r.Test.Segment != nil {
				a = r.Test.Segment.MeanIoU
			}
			e.TestAccuracy = &a
		}
		curve = append(curve, e)
	}
	return curve
}

// show adds the pictures of what the pretrained models of a cell rebuild, once for
// each in a study.
func (r *studyRunner) show(result *study.Result, c study.Cell) error {
	if c.Kind != kindPathway && c.Kind != kindAutoencoder || c.Seed != r.firstSeed {
		return nil
	}
	for key, dir := range c.Artefacts {
		name := key + ".png"
		if err := copyFile(filepath.Join(c.Dir, name), filepath.Join(dir, reconstructed)); err != nil {
			continue // a model that was trained by labels rebuilds nothing
		}
		result.Pictures = append(result.Pictures, study.Picture{File: name, Title: fmt.Sprintf("%s: samples, what is seen of them, what is rebuilt", key)})
	}
	return nil
}
