package nn

// This file: what the parameters of a model are and where they stand. Weight
// decay, layer decay, freezing and the learning rate of λ go by these roles, not
// by names.

// Kind says what a parameter is, wherever it stands.
type Kind uint8

const (
	Weight    Kind = iota // a matrix, a kernel, a bias, the gain of a norm
	Token                 // a learned token, such as the class token
	Position              // a table of position embeddings
	Scale                 // the λ of a pathway
	Statistic             // a running statistic: no gradient moves it
)

// Stage says where in a transformer a parameter stands.
type Stage uint8

const (
	Elsewhere Stage = iota // after the blocks, or in no transformer
	Embedding              // before the blocks: tokenizer, tokens, positions
	InBlock                // in a block of the encoder
	Head                   // what maps tokens to outputs
	Decoder                // what an autoencoder has for its pretraining alone
)

// Role says what a parameter is and where it stands. The zero Role means a weight
// outside of any transformer.
type Role struct {
	Kind  Kind
	Stage Stage
	Block int // which block, if Stage is InBlock

	// Summary marks what only some models of a modality have, since it turns the
	// tokens into one vector: the last norm, or a class token that the
	// modality's autoencoder does without. Transfer leaves it as it is where
	// only one of two models has it.
	Summary bool
}

// At returns a function for NamedParams that sets the stage of a parameter and
// passes it to yield. Kinds stay as the layers set them.
func At(s Stage, yield func(NamedParam)) func(NamedParam) {
	return func(p NamedParam) {
		p.Role.Stage = s
		yield(p)
	}
}

// Summary returns a function for NamedParams that marks a parameter as Summary
// and passes it to yield.
func Summary(yield func(NamedParam)) func(NamedParam) {
	return func(p NamedParam) {
		p.Role.Summary = true
		yield(p)
	}
}
