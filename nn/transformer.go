package nn

// Transformer is a model of blocks, whatever its inputs are and whatever comes
// before and after the blocks.
type Transformer interface {
	Module

	// BlockList returns the blocks in their order; it is the model's own.
	BlockList() []*Block
}

// BlockList implements Transformer.
func (m *ViT) BlockList() []*Block { return m.Blocks }
