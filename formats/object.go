package formats

// This file: what lies in a PyTorch file beside its weights, such as the epoch and the
// arguments of the program that wrote it. It is kept as data and looked at, never run.

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gopathway/pathway/formats/internal/pickle"
)

// Object is one Python object of a PyTorch file: [File.Object] returns the whole, which is a
// dict as a rule, and [Object.Get] what is in it. The zero Object is None.
type Object struct{ v any }

// Type returns the Python type: "None", "bool", "int", "float", "str", "bytes", "tuple",
// "list", "dict", "tensor", "storage", or the full name of a class, such as
// "argparse.Namespace".
func (v Object) Type() string {
	switch x := v.v.(type) {
	case nil:
		return "None"
	case bool:
		return "bool"
	case int64, *big.Int:
		return "int"
	case float64:
		return "float"
	case string:
		return "str"
	case pickle.Bytes:
		return "bytes"
	case *pickle.Tuple:
		return "tuple"
	case *pickle.List:
		return "list"
	case *pickle.Dict:
		if x.Class != nil {
			return x.Class.String()
		}
		return "dict"
	case *pickle.Global:
		return "type"
	case *pickle.Object:
		return x.Class.String()
	case *torchTensor:
		return "tensor"
	}
	return "storage"
}

// Keys returns the keys of a dict, or the names of an object's attributes, that are texts,
// in the file's order.
func (v Object) Keys() []string {
	d := attributes(v.v)
	if d == nil {
		return nil
	}
	var keys []string
	for _, k := range d.Keys {
		if s, ok := k.(string); ok {
			keys = append(keys, s)
		}
	}
	return keys
}

// Get returns the item of a dict, or the attribute of an object, of this name; ok is
// false if there is none.
func (v Object) Get(name string) (item Object, ok bool) {
	d := attributes(v.v)
	if d == nil {
		return Object{}, false
	}
	x, ok := d.Get(name)
	return Object{x}, ok
}

// attributes returns a dict, or the attributes of an object; nil if v has none.
func attributes(v any) *pickle.Dict {
	switch v := v.(type) {
	case *pickle.Dict:
		return v
	case *pickle.Object:
		d, _ := v.State.(*pickle.Dict)
		return d
	}
	return nil
}

// Items returns the items of a list, tuple or set, or what the constructor of another
// object was called with.
func (v Object) Items() []Object {
	all := items(v.v)
	if o, ok := v.v.(*pickle.Object); ok {
		if all = o.Items; all == nil {
			all = o.Args
		}
	}
	values := make([]Object, len(all))
	for i, x := range all {
		values[i] = Object{x}
	}
	return values
}

// Int returns a whole number or a bool; ok is false if it is none, or int does not hold it.
func (v Object) Int() (n int, ok bool) {
	switch x := v.v.(type) {
	case int64:
		return int(x), int64(int(x)) == x
	case bool:
		if x {
			n = 1
		}
		return n, true
	}
	return 0, false
}

// Float returns a number; ok is false if it is none.
func (v Object) Float() (x float64, ok bool) {
	switch n := v.v.(type) {
	case float64:
		return n, true
	case int64:
		return float64(n), true
	}
	return math.NaN(), false
}

// Text returns a text; ok is false if it is none.
func (v Object) Text() (s string, ok bool) {
	s, ok = v.v.(string)
	return s, ok
}

// String writes the value as Python does, in one line. Long and deep ones are cut.
func (v Object) String() string { return show(v.v) }

// Bounds of what show writes.
const (
	showDepth = 4
	showItems = 16
	showText  = 60
	showAll   = 400
)

// show is a value in one line, of about showAll bytes at most.
func show(v any) string {
	var b strings.Builder
	showIn(&b, v, 0)
	return b.String()
}

func showIn(b *strings.Builder, v any, depth int) {
	if b.Len() > showAll {
		b.WriteString("…")
		return
	}
	switch x := v.(type) {
	case nil:
		b.WriteString("None")
	case bool:
		b.WriteString(map[bool]string{true: "True", false: "False"}[x])
	case int64:
		b.WriteString(strconv.FormatInt(x, 10))
	case *big.Int:
		if x.BitLen() > 256 {
			fmt.Fprintf(b, "a number of %d bits", x.BitLen())
			return
		}
		b.WriteString(x.String())
	case float64:
		text := strconv.FormatFloat(x, 'g', -1, 64)
		if !strings.ContainsAny(text, ".eIN") {
			text += ".0"
		}
		b.WriteString(text)
	case string:
		b.WriteString(quoted(x))
	case pickle.Bytes:
		b.WriteString("b" + quoted(string(x)))
	case *pickle.Tuple:
		showItemsOf(b, "(", x.Items, ")", depth)
	case *pickle.List:
		showItemsOf(b, "[", x.Items, "]", depth)
	case *pickle.Dict:
		showDict(b, x, depth)
	case *pickle.Global:
		b.WriteString("<" + strings.Trim(quoted(x.String()), `"`) + ">")
	case *pickle.Object:
		showObject(b, x, depth)
	case *torchTensor:
		if x.err != nil {
			b.WriteString("a tensor that is not read")
			return
		}
		fmt.Fprintf(b, "a tensor %s%v", x.typ.name, x.shape[:min(len(x.shape), showItems)])
	case *torchStorage:
		fmt.Fprintf(b, "a storage of %d numbers %s", x.numel, x.typ.name)
	default:
		b.WriteString("something else")
	}
}

// quoted is a text between quotes, cut after showText bytes.
func quoted(s string) string {
	if len(s) <= showText {
		return strconv.Quote(s)
	}
	s = s[:showText]
	for i := 0; i < utf8.UTFMax-1 && !utf8.ValidString(s); i++ {
		s = s[:len(s)-1]
	}
	return strconv.Quote(s) + "…"
}

func showItemsOf(b *strings.Builder, open string, list []any, end string, depth int) {
	b.WriteString(open)
	switch {
	case depth == showDepth && len(list) > 0:
		b.WriteString("…")
	default:
		for i, x := range list[:min(len(list), showItems)] {
			if b.Len() > showAll {
				break
			}
			if i > 0 {
				b.WriteString(", ")
			}
			showIn(b, x, depth+1)
		}
		if len(list) > showItems {
			fmt.Fprintf(b, ", … %d more", len(list)-showItems)
		}
	}
	b.WriteString(end)
}

func showDict(b *strings.Builder, d *pickle.Dict, depth int) {
	if d.Class != nil {
		b.WriteString(d.Class.Name)
	}
	b.WriteString("{")
	if depth == showDepth && len(d.Keys) > 0 {
		b.WriteString("…}")
		return
	}
	for i := range d.Keys[:min(len(d.Keys), showItems)] {
		if b.Len() > showAll {
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		showIn(b, d.Keys[i], depth+1)
		b.WriteString(": ")
		showIn(b, d.Values[i], depth+1)
	}
	if len(d.Keys) > showItems {
		fmt.Fprintf(b, ", … %d more", len(d.Keys)-showItems)
	}
	b.WriteString("}")
}

func showObject(b *strings.Builder, o *pickle.Object, depth int) {
	b.WriteString(strings.Trim(quoted(o.Class.String()), `"`))
	args := o.Args
	if o.Items != nil {
		args = o.Items
	}
	if d, ok := o.State.(*pickle.Dict); ok && len(args) == 0 && depth < showDepth {
		b.WriteString("(")
		for i := range d.Keys[:min(len(d.Keys), showItems)] {
			if b.Len() > showAll {
				break
			}
			if i > 0 {
				b.WriteString(", ")
			}
			if k, ok := d.Keys[i].(string); ok {
				b.WriteString(strings.Trim(quoted(k), `"`) + "=")
			}
			showIn(b, d.Values[i], depth+1)
		}
		if len(d.Keys) > showItems {
			fmt.Fprintf(b, ", … %d more", len(d.Keys)-showItems)
		}
		b.WriteString(")")
		return
	}
	showItemsOf(b, "(", args, ")", depth)
}
