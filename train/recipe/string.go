package recipe

import "github.com/gopathway/pathway/internal/fieldtable"

// This file: recipes as text for people, as notebooks show them.

// String returns a line for each field that is not zero. Write writes all of them.
func (r Recipe) String() string { return fieldtable.Of("recipe.Recipe", r) }
