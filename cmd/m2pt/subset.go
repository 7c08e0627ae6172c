package main

// set is what the parts of a data set of any modality can do; T is the type
// itself.
type set[T any] interface {
	Len() int
	Subset(n int, seed uint64) (T, error)
	Split(n int, seed uint64) (rest, held T, err error)
}

// parts applies the sizes that are asked for: it takes samples of train for
// validation, which then are the test part, and keeps so many of the others.
func parts[T set[T]](train, test T, o corpusOptions) (T, T, error) {
	if o.validation != 0 {
		rest, held, err := train.Split(o.validation, validationSeed)
		if err != nil {
			return train, test, usagef("--validation: %w", err)
		}
		train, test = rest, held
	}
	if o.trainSize != 0 {
		some, err := train.Subset(o.trainSize, o.seed)
		if err != nil {
			return train, test, usagef("--train-size: %w", err)
		}
		train = some
	}
	return train, test, nil
}

// validationSeed chooses the samples for validation: the same in every run, so
// that no run trains on what another chose its settings by.
const validationSeed = 0x5a11
