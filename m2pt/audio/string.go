package audio

import "github.com/gopathway/pathway/internal/fieldtable"

// This file: settings as text for people, as notebooks show them.

// String returns a line for each field that is set.
func (c FilterBankConfig) String() string { return fieldtable.Of("audio.FilterBankConfig", c) }
