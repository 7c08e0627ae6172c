package formats

// This file: where the weights lie in the object of a PyTorch file. Programs save a state
// dict as it is, in a dict beside the epoch and the optimizer, or the whole module.

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gopathway/pathway/formats/internal/pickle"
)

// stateKeys are the keys under which programs save weights. Averaged ones come first, as
// in timm: they are what the authors of such a file evaluate.
var stateKeys = []string{"state_dict_ema", "model_ema", "state_dict", "model", "model_state_dict", "module", "base_model"}

// Bounds of the search for tensors.
const (
	maxWrapped = 4       // dicts around a state dict
	maxModules = 100     // modules in modules
	maxNames   = 1 << 17 // tensors of a state dict
	maxChars   = 1 << 24 // bytes of their names, and attributes of modules that are looked at
)

// namedTensor is a tensor with its name in the file.
type namedTensor struct {
	name string
	t    *torchTensor
}

// torchState is the state dict of an object and how it is reached.
type torchState struct {
	tensors []namedTensor
	keys    []string // of the dicts around it
	chars   int      // of maxChars
}

// findState finds the weights in v: under key if that is not "", else under one of
// stateKeys, else in v itself.
func findState(v any, key string) (*torchState, error) {
	s := &torchState{}
	if key != "" {
		inner, ok := Object{v}.Get(key)
		if !ok {
			return nil, fmt.Errorf("it has no key %q: it is %s", key, whatIs(v))
		}
		s.keys, v = append(s.keys, key), inner.v
	}
	for range maxWrapped {
		d, ok := v.(*pickle.Dict)
		if !ok {
			break
		}
		inner := ""
		for _, k := range stateKeys {
			if w, ok := d.Get(k); ok && holdsTensors(w, maxWrapped, map[any]bool{}) {
				inner, v = k, w
				break
			}
		}
		if inner == "" {
			break
		}
		s.keys = append(s.keys, inner)
	}
	var err error
	switch v := v.(type) {
	case *pickle.Dict:
		err = s.addDict(v)
	case *pickle.Object:
		err = s.addModule(v, "", 0)
	case *torchTensor:
		err = errors.New("it is one tensor without a name, want a dict of tensors")
	case *torchStorage:
		err = errors.New("it is a storage, the numbers of a tensor without its shape: want a dict of tensors")
	default:
		err = errors.New("it is " + whatIs(v) + ", want a dict of tensors")
	}
	if err == nil && len(s.tensors) == 0 {
		err = fmt.Errorf("there is no tensor with a name in it: it is %s", whatIs(v))
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// whatIs says in some words what an object is that is not what is wanted.
func whatIs(v any) string {
	d, ok := v.(*pickle.Dict)
	if !ok {
		return pickle.Kind(v)
	}
	if len(d.Keys) == 0 {
		return "an empty dict"
	}
	var keys []string
	for i, k := range d.Keys[:min(len(d.Keys), 8)] {
		keys = append(keys, quoteKey(k)+": "+Object{d.Values[i]}.Type())
	}
	if len(d.Keys) > 8 {
		keys = append(keys, "…")
	}
	return "a dict with " + strings.Join(keys, ", ")
}

func quoteKey(k any) string {
	if s, ok := k.(string); ok {
		return quoted(s)
	}
	return show(k)
}

// holdsTensors reports whether v is a module, or a dict that has a tensor, itself or under
// one of stateKeys. What was looked at before counts as having none: a dict may occur in
// itself, or very often.
func holdsTensors(v any, depth int, seen map[any]bool) bool {
	if seen[v] {
		return false
	}
	switch v := v.(type) {
	case *pickle.Object:
		seen[v] = true
		return moduleState(v) != nil
	case *pickle.Dict:
		seen[v] = true
		for _, x := range v.Values {
			if _, ok := x.(*torchTensor); ok {
				return true
			}
		}
		if depth > 0 {
			for _, k := range stateKeys {
				if w, ok := v.Get(k); ok && holdsTensors(w, depth-1, seen) {
					return true
				}
			}
		}
	}
	return false
}

// add adds one tensor.
func (s *torchState) add(name string, t *torchTensor) error {
	s.tensors = append(s.tensors, namedTensor{name, t})
	s.chars += len(name)
	if len(s.tensors) > maxNames || s.chars > maxChars {
		return fmt.Errorf("more than %d tensors or %d bytes of names", maxNames, maxChars)
	}
	return nil
}

// addDict adds the tensors of a state dict. Values beside them that are no tensors are
// what modules save as extra state.
func (s *torchState) addDict(d *pickle.Dict) error {
	var others []string // keys of other weights
	var other any       // the last of them
	array := ""
	seen := map[any]bool{}
	for i, v := range d.Values {
		t, ok := v.(*torchTensor)
		if !ok {
			if o, ok := v.(*pickle.Object); ok && o.Class.Name == "_reconstruct" {
				array = quoteKey(d.Keys[i])
			}
			if k, ok := d.Keys[i].(string); ok && len(others) < 8 && holdsTensors(v, 0, seen) {
				others, other = append(others, k), v
			}
			continue
		}
		name, ok := d.Keys[i].(string)
		if !ok {
			return fmt.Errorf("the key of a tensor is %s, want a name", show(d.Keys[i]))
		}
		if err := s.add(name, t); err != nil {
			return err
		}
	}
	if len(others) == 0 {
		if array != "" {
			return fmt.Errorf("%s is an array of NumPy, not a tensor: save torch.from_numpy(x)", array)
		}
		return nil
	}
	at := "no tensors at the top of it, but"
	if inner, ok := other.(*pickle.Dict); ok && len(others) == 1 && len(s.tensors) == 0 && len(s.keys) < maxWrapped {
		s.keys = append(s.keys, others[0])
		return s.addDict(inner) // under a key that nobody else uses
	}
	for i, k := range others {
		others[i] = quoted(k)
	}
	if len(s.tensors) > 0 {
		at = fmt.Sprintf("tensors at the top of it, such as %s, and", quoted(s.tensors[0].name))
	}
	return fmt.Errorf("there are %s weights under %s: choose one of these keys (OpenKey)", at, strings.Join(others, ", "))
}

// isModule reports whether a state is that of a torch.nn.Module.
func isModule(state *pickle.Dict) bool {
	for _, key := range []string{"_parameters", "_buffers", "_modules"} {
		v, _ := state.Get(key)
		if _, ok := v.(*pickle.Dict); !ok {
			return false
		}
	}
	return true
}

// moduleState returns the attributes of a module; nil for other objects.
func moduleState(o *pickle.Object) *pickle.Dict {
	if d, ok := o.State.(*pickle.Dict); ok && isModule(d) {
		return d
	}
	return nil
}

// addModule adds the parameters and buffers of a module and of those in it, as its
// state_dict method does.
func (s *torchState) addModule(o *pickle.Object, prefix string, depth int) error {
	d := moduleState(o)
	if d == nil {
		return fmt.Errorf("it is %s, want a dict of tensors or a module", pickle.Kind(o))
	}
	if depth > maxModules {
		return fmt.Errorf("modules in modules, more than %d deep", maxModules)
	}
	// A module may occur very often, by its own name each time.
	if s.chars += len(prefix) + len(d.Keys); s.chars > maxChars {
		return fmt.Errorf("modules with more than %d bytes of names and attributes", maxChars)
	}
	unsaved := map[string]bool{}
	if set, ok := d.Get("_non_persistent_buffers_set"); ok {
		for _, k := range setItems(set) {
			if name, ok := k.(string); ok {
				unsaved[name] = true
			}
		}
	}
	for _, key := range []string{"_parameters", "_buffers", "_modules"} {
		v, _ := d.Get(key)
		inner := v.(*pickle.Dict)
		s.chars += len(inner.Keys)
		for i, k := range inner.Keys {
			name, ok := k.(string)
			if !ok {
				return fmt.Errorf("%sa key of %s is %s, want a name", prefix, key, show(k))
			}
			var err error
			switch x := inner.Values[i].(type) {
			case nil:
			case *torchTensor:
				if key == "_modules" {
					return fmt.Errorf("module %q is a tensor", prefix+name)
				}
				if key == "_parameters" || !unsaved[name] {
					err = s.add(prefix+name, x)
				}
			case *pickle.Object:
				if key != "_modules" {
					return fmt.Errorf("tensor %q is %s", prefix+name, pickle.Kind(x))
				}
				err = s.addModule(x, prefix+name+".", depth+1)
			default:
				err = fmt.Errorf("%q is %s, want a tensor or module", prefix+name, pickle.Kind(x))
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// setItems returns the items of a set, however it was made.
func setItems(v any) []any {
	o, ok := v.(*pickle.Object)
	if !ok {
		return nil
	}
	if o.Items == nil && len(o.Args) == 1 {
		return items(o.Args[0])
	}
	return o.Items
}

// check returns an error for a tensor that cannot be, for a name that occurs twice, and
// for tensors that together are far larger than a file of size bytes, which views make
// possible that use the same numbers again and again.
func (s *torchState) check(size int64) error {
	seen := make(map[string]bool, len(s.tensors))
	limit := spareMemory + 8*size
	left := limit
	for _, n := range s.tensors {
		if n.t.err != nil {
			return fmt.Errorf("tensor %.100q: %w", n.name, n.t.err)
		}
		if seen[n.name] {
			return fmt.Errorf("two tensors named %.100q", n.name)
		}
		seen[n.name] = true
		if int64(n.t.size) > left/int64(n.t.typ.size) {
			return fmt.Errorf("tensor %.100q: shape %v uses the same numbers again and again: the tensors up to it take more than %d bytes, in a file of %d",
				n.name, n.t.shape, limit, size)
		}
		left -= int64(n.t.size) * int64(n.t.typ.size)
	}
	return nil
}
