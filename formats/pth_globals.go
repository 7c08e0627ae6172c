package formats

// This file: what pickles of PyTorch may name and call, by exact names. Nothing here
// runs: a call makes a tensor's view of a storage, or an object that is kept as data.

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/gopathway/pathway/formats/internal/pickle"
)

// torchGlobals is the table.
var torchGlobals = func() map[pickle.Name]pickle.Rule {
	rules := map[pickle.Name]pickle.Rule{
		{Module: "collections", Name: "OrderedDict"}: {Call: makeDict, Build: true},
		{Module: "collections", Name: "Counter"}:     {Call: makeDict},
		{Module: "collections", Name: "defaultdict"}: {Call: makeDict},
		{Module: "argparse", Name: "Namespace"}:      {Call: makeObject, New: true, Build: true},
		{Module: "_codecs", Name: "encode"}:          {Call: encodeBytes},
	}
	call := func(r pickle.Rule, module string, names ...string) {
		for _, n := range names {
			rules[pickle.Name{Module: module, Name: n}] = r
		}
	}
	object, named := pickle.Rule{Call: makeObject}, pickle.Rule{}
	call(pickle.Rule{Call: rebuildTensor}, "torch._utils", "_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_tensor_v3")
	call(pickle.Rule{Call: rebuildParameter}, "torch.nn.parameter", "Parameter") // before PyTorch 1.1
	call(pickle.Rule{Call: reconstruct}, "copyreg", "_reconstructor")            // protocol 1 makes objects by it
	call(pickle.Rule{Call: reconstruct}, "copy_reg", "_reconstructor")
	call(pickle.Rule{Call: rebuildParameter}, "torch._utils", "_rebuild_parameter", "_rebuild_parameter_with_state")
	for name, what := range map[string]string{"_rebuild_sparse_tensor": "a sparse tensor", "_rebuild_qtensor": "a quantized tensor",
		"_rebuild_nested_tensor": "a nested tensor", "_rebuild_meta_tensor_no_storage": "a meta tensor, which has no numbers"} {
		call(pickle.Rule{Call: otherTensor(what)}, "torch._utils", name)
	}
	for name := range torchStorages {
		call(named, "torch", name, strings.Replace(name, "Storage", "Tensor", 1)) // tensors of PyTorch 0.1 have such classes
	}
	for name := range torchTypes {
		call(named, "torch", name)
	}
	call(named, "torch.storage", "UntypedStorage")
	call(named, "torch", "Tensor", "per_tensor_affine", "per_channel_affine", "strided", "contiguous_format", "channels_last", "preserve_format")
	call(object, "torch", "Size", "device")
	call(object, "torch.serialization", "_get_layout")
	call(object, "timm.layers.format", "Format")
	for _, builtins := range []string{"builtins", "__builtin__"} {
		call(object, builtins, "set", "frozenset", "bytearray", "complex", "slice", "range", "xrange", "bytes")
		call(named, builtins, "list", "dict", "int", "float", "str", "tuple", "bool", "object")
	}
	for _, numpy := range []string{"numpy.core.multiarray", "numpy._core.multiarray"} {
		call(object, numpy, "scalar")
		call(pickle.Rule{Call: makeObject, Build: true}, numpy, "_reconstruct")
	}
	call(pickle.Rule{Call: makeObject, Build: true}, "numpy", "dtype")
	call(named, "numpy", "ndarray", "float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "bool_")
	call(object, "pathlib", "PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath", "Path", "PurePath")
	call(object, "datetime", "datetime", "date", "timedelta")
	call(pickle.Rule{Call: makeObject, Build: true}, "functools", "partial")
	// Classes that modules name as attributes, such as the kind of a norm.
	call(pickle.Rule{New: true, Build: true}, "torch.nn.modules.normalization", "LayerNorm", "GroupNorm")
	call(pickle.Rule{New: true, Build: true}, "torch.nn.modules.batchnorm", "BatchNorm1d", "BatchNorm2d")
	call(pickle.Rule{New: true, Build: true}, "torch.nn.modules.activation", "GELU", "ReLU", "SiLU", "Tanh", "Sigmoid")
	call(pickle.Rule{New: true, Build: true}, "torch.nn.modules.linear", "Linear", "Identity")
	call(named, "torch._C._nn", "gelu")
	call(named, "torch.nn.functional", "gelu", "relu", "silu")
	return rules
}()

// makeObject keeps a call as data.
func makeObject(g *pickle.Global, args []any) (any, error) {
	return &pickle.Object{Class: g, Args: args}, nil
}

// reconstruct keeps an object of a class as data, as NEWOBJ does in newer protocols.
func reconstruct(_ *pickle.Global, args []any) (any, error) {
	if len(args) == 3 && args[2] == nil {
		class, ok1 := args[0].(*pickle.Global)
		base, ok2 := args[1].(*pickle.Global)
		if ok1 && ok2 && base.Name == "object" {
			return &pickle.Object{Class: class}, nil
		}
	}
	return nil, errors.New("its arguments are no class, object and None")
}

// makeDict makes a dictionary: an empty one, or of another, or of pairs as Python 2 has them.
func makeDict(g *pickle.Global, args []any) (any, error) {
	d := &pickle.Dict{Class: g}
	if g.Name == "defaultdict" {
		if len(args) > 1 {
			return nil, errors.New("it has more than one argument")
		}
		return d, nil // the argument makes values that are missing; none is
	}
	if len(args) == 0 {
		return d, nil
	}
	if len(args) > 1 {
		return nil, errors.New("it has more than one argument")
	}
	switch of := args[0].(type) {
	case *pickle.Dict:
		d.Keys, d.Values = append(d.Keys, of.Keys...), append(d.Values, of.Values...)
		return d, nil
	case *pickle.List:
		for _, it := range of.Items {
			pair := items(it)
			if len(pair) != 2 {
				return nil, errors.New("its argument is no list of pairs")
			}
			d.Keys, d.Values = append(d.Keys, pair[0]), append(d.Values, pair[1])
		}
		return d, nil
	}
	return nil, fmt.Errorf("its argument is %s", pickle.Kind(args[0]))
}

// items returns what a tuple or list has.
func items(v any) []any {
	switch v := v.(type) {
	case *pickle.Tuple:
		return v.Items
	case *pickle.List:
		return v.Items
	}
	return nil
}

// encodeBytes is how protocol 2 stores bytes: as text with a character for each.
func encodeBytes(_ *pickle.Global, args []any) (any, error) {
	if len(args) == 2 {
		text, ok := args[0].(string)
		codec, _ := args[1].(string)
		if ok && (codec == "latin1" || codec == "latin-1") {
			b := make([]byte, 0, utf8.RuneCountInString(text))
			for _, c := range text {
				if c > 255 {
					return nil, fmt.Errorf("character %q is no byte", c)
				}
				b = append(b, byte(c))
			}
			return pickle.Bytes(b), nil
		}
	}
	return nil, errors.New(`its arguments are not a text and "latin1"`)
}

// rebuildTensor makes a tensor: storage, offset, sizes, strides; version 2 adds
// requires_grad, hooks and, later, a dict of what changes values; version 3 has the type
// before that dict.
func rebuildTensor(g *pickle.Global, args []any) (any, error) {
	v3 := g.Name == "_rebuild_tensor_v3"
	least := map[string]int{"_rebuild_tensor": 4, "_rebuild_tensor_v2": 6, "_rebuild_tensor_v3": 7}[g.Name]
	if len(args) < least || len(args) > least+1 || g.Name == "_rebuild_tensor" && len(args) > least {
		return nil, fmt.Errorf("%d arguments, want %d", len(args), least)
	}
	s, ok := args[0].(*torchStorage)
	if !ok {
		return nil, fmt.Errorf("its storage is %s", pickle.Kind(args[0]))
	}
	begin, ok := args[1].(int64)
	if !ok {
		return nil, fmt.Errorf("its offset %s is no whole number of 64 bits", show(args[1]))
	}
	shape, err := wholeNumbers("sizes", args[2])
	if err != nil {
		return nil, err
	}
	strides, err := wholeNumbers("strides", args[3])
	if err != nil {
		return nil, err
	}
	typ := s.typ
	if v3 {
		d, ok := args[6].(*pickle.Global)
		if ok && d.Module == "torch" {
			typ, ok = torchTypes[d.Name]
		}
		if !ok {
			return nil, fmt.Errorf("its type is %s", show(args[6]))
		}
		if s.typ.name != untyped.name {
			return nil, fmt.Errorf("its storage has a type, %s", s.typ.name)
		}
		if s.numel%int64(typ.size) != 0 {
			return nil, fmt.Errorf("a storage of %d bytes for numbers of %d", s.numel, typ.size)
		}
	} else if s.typ.name == untyped.name {
		return nil, errors.New("its storage has no type")
	}
	t := newTorchTensor(s, typ, begin, shape, strides)
	if len(args) == least+1 && args[least] != nil {
		if d, ok := args[least].(*pickle.Dict); !ok || len(d.Keys) > 0 {
			t.err = fmt.Errorf("its values are changed by %s when they are used (a lazy conjugate or negation): save x.resolve_conj().resolve_neg()", show(args[least]))
		}
	}
	return t, nil
}

// wholeNumbers returns the numbers of a tuple.
func wholeNumbers(what string, v any) ([]int64, error) {
	tuple, ok := v.(*pickle.Tuple)
	if !ok {
		return nil, fmt.Errorf("its %s are %s, want a tuple", what, pickle.Kind(v))
	}
	n := make([]int64, len(tuple.Items))
	for i, it := range tuple.Items {
		if n[i], ok = it.(int64); !ok {
			return nil, fmt.Errorf("its %s have %s, want whole numbers of 64 bits", what, show(it))
		}
	}
	return n, nil
}

// rebuildParameter returns the tensor that a Parameter wraps.
func rebuildParameter(_ *pickle.Global, args []any) (any, error) {
	if len(args) > 0 {
		if t, ok := args[0].(*torchTensor); ok {
			return t, nil
		}
	}
	return nil, errors.New("its first argument is no tensor")
}

// otherTensor makes a tensor that is not read.
func otherTensor(what string) func(g *pickle.Global, args []any) (any, error) {
	return func(g *pickle.Global, args []any) (any, error) {
		return &torchTensor{err: fmt.Errorf("%s (%s) is not read: save a dense one, such as x.to_dense() or x.dequantize()", what, g)}, nil
	}
}
