// Package pickle reads the data of Python pickles without running anything. What a
// pickle would call, the reader looks up in a table of exact names; a table entry is Go
// code that makes data. Everything else is an error that names what was called and where.
package pickle

// This file: the values that a pickle is made of. Beside the types here they are nil,
// bool, int64, *big.Int for whole numbers beyond 64 bits, float64 and string.

// Bytes are Python's bytes, and texts of Python 2 that are not UTF-8.
type Bytes string

// Global is a class or function, by name.
type Global struct {
	Module, Name string
	Offset       int64 // where the pickle names it
}

// String returns the name as Python code has it.
func (g *Global) String() string { return g.Module + "." + g.Name }

// Tuple is a Python tuple.
type Tuple struct{ Items []any }

// List is a Python list.
type List struct{ Items []any }

// Dict is a Python dictionary, in the order in which the file sets its items. A key may
// occur more than once: Python keeps the last.
type Dict struct {
	Class        *Global // such as collections.OrderedDict; nil for a plain one
	Keys, Values []any
	State        any // attributes, if there are any
}

// Get returns the value of a key that is a string, the last one if there are several.
func (d *Dict) Get(key string) (v any, ok bool) {
	for i := len(d.Keys) - 1; i >= 0; i-- {
		if k, ok := d.Keys[i].(string); ok && k == key {
			return d.Values[i], true
		}
	}
	return nil, false
}

// Object is any other object: its class, and what it was made of.
type Object struct {
	Class *Global
	Args  []any // of its constructor
	Items []any // of a set
	State any   // its attributes, as a rule a Dict; nil if there are none
	built bool
}
