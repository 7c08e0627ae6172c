package m2pt

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/gopathway/pathway/formats"
	"github.com/gopathway/pathway/nn"
)

// ModelFile is the name of the model in a folder that a run writes.
const ModelFile = "model.safetensors"

// configKey is where the configuration lies in a model file's metadata.
const configKey = "pathway.config"

// Save writes the model to a safetensors file: weights under timm's names,
// the configuration as JSON in the metadata. The file appears whole or not
// at all.
func (m *Model) Save(path string) error {
	c, err := json.Marshal(m.Config)
	if err != nil {
		return fmt.Errorf("m2pt: save %s: %w", path, err)
	}
	return nn.SaveWeights(path, m.Net, map[string]string{configKey: string(c)})
}

// Load reads a model that Save wrote; path is the file, or a folder that
// holds it under the name ModelFile. Weights that are not finite, and those whose
// checksum tells that the file is damaged, are an error that names them.
func Load(path string) (*Model, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, ModelFile)
	}
	f, err := nn.OpenWeights(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m, err := fromFile(f)
	if err != nil {
		return nil, fmt.Errorf("m2pt: load %s: %w", path, err)
	}
	return m, nil
}

// Read is [Load] for the first size bytes of r, such as a bytes.Reader of a file that go:embed
// has put into the program.
func Read(r io.ReaderAt, size int64) (*Model, error) {
	f, err := formats.ReadSafetensors(r, size)
	if err != nil {
		return nil, fmt.Errorf("m2pt: read: %w", err)
	}
	m, err := fromFile(f)
	if err != nil {
		return nil, fmt.Errorf("m2pt: read: %w", err)
	}
	return m, nil
}

func fromFile(f *formats.SafetensorsFile) (*Model, error) {
	text, ok := f.Metadata()[configKey]
	if !ok {
		return nil, fmt.Errorf("no %s in the metadata: not a model of this program", configKey)
	}
	var c Config
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return nil, fmt.Errorf("%s: %w", configKey, err)
	}
	if err := c.Validate(); err != nil {
		return nil, err
	}
	// A configuration must not make the program allocate more than its file holds.
	have := 0.0
	for _, name := range f.Names() {
		_, shape, _ := f.Info(name)
		size := 1.0
		for _, d := range shape {
			size *= float64(d)
		}
		have += size
	}
	if want := c.numParams() - c.looseBiases(); want > have {
		return nil, fmt.Errorf("the configuration describes %.0f parameters, the file holds %.0f", want, have)
	}
	m, err := rebuild(c)
	if err != nil {
		return nil, err
	}
	dropLooseBiases(m.Net, f.Names())
	if err := nn.FillWeights(f, m.Net); err != nil {
		return nil, err
	}
	if err := nn.CheckFinite(m.Net); err != nil {
		return nil, err
	}
	return m, nil
}

// rebuild returns a model of configuration c, pathways included, with weights
// that are still to be loaded.
func rebuild(c Config) (*Model, error) {
	paths := c.Paths
	c.Paths = nil
	m, err := NewModel(c, nil)
	if err != nil {
		return nil, err
	}
	for _, p := range paths {
		if err := reserve(m.Net, p.Options); err != nil {
			return nil, err
		}
		m.Config.Paths = append(m.Config.Paths, p)
	}
	return m, nil
}
