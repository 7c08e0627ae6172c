package cell

import (
	"go/token"
	"reflect"

	"github.com/cosmos72/gomacro/go/types"
	"github.com/cosmos72/gomacro/imports"
	"github.com/cosmos72/gomacro/xreflect"
)

// gomacro learns the compiled types by reflection, and while it reads a named type it
// takes every other type that mentions the unfinished one for an opaque stand-in: a
// function of []*Var, met in a method of Var, can then not be called. Types that it
// finds described in a package are complete from the start, so the packages are
// described to it before they are imported.

// teacher describes compiled types to an interpreter.
type teacher struct {
	universe *xreflect.Universe
	named    map[reflect.Type]*types.Named
	pkgs     map[string]*types.Package
	imported map[string]bool
	queue    []reflect.Type // named types whose methods are not described yet
}

func newTeacher(u *xreflect.Universe) *teacher {
	// never ask the go command, which need not be there
	u.Importer = &xreflect.Importer{}
	return &teacher{u, map[reflect.Type]*types.Named{}, map[string]*types.Package{}, map[string]bool{}, nil}
}

// teach describes the package at path, and all that its exported names mention.
func (t *teacher) teach(path string) {
	p, ok := imports.Packages[path]
	if !ok || t.imported[path] {
		return
	}
	t.imported[path] = true
	for _, rt := range p.Types {
		t.typeOf(rt)
	}
	for _, v := range p.Binds {
		if v.IsValid() {
			t.typeOf(v.Type())
		}
	}
	for len(t.queue) > 0 {
		rt := t.queue[0]
		t.queue = t.queue[1:]
		t.methods(rt)
	}
}

// pkg is the description that types of the package at path are put into.
func (t *teacher) pkg(path string) *types.Package {
	if p, ok := t.pkgs[path]; ok {
		return p
	}
	p := (*types.Package)(t.universe.LoadPackage(path))
	t.pkgs[path] = p
	return p
}

// typeOf describes rt.
func (t *teacher) typeOf(rt reflect.Type) types.Type {
	if n, ok := t.named[rt]; ok {
		return n
	}
	if known := t.universe.ReflectTypes[rt]; known != nil && rt.Name() != "" {
		return known.GoType()
	}
	if rt.Name() == "" || rt.PkgPath() == "" || rt.Kind() == reflect.UnsafePointer {
		return t.underlying(rt)
	}
	p := t.pkg(rt.PkgPath())
	name := types.NewTypeName(token.NoPos, p, rt.Name(), nil)
	n := types.NewNamed(name, nil, nil)
	t.named[rt] = n // before its parts, which may mention it
	n.SetUnderlying(t.underlying(rt))
	p.Scope().Insert(name)
	t.queue = append(t.queue, rt)
	return n
}

// underlying describes what rt is made of.
func (t *teacher) underlying(rt reflect.Type) types.Type {
	switch rt.Kind() {
	case reflect.Array:
		return types.NewArray(t.typeOf(rt.Elem()), int64(rt.Len()))
	case reflect.Slice:
		return types.NewSlice(t.typeOf(rt.Elem()))
	case reflect.Pointer:
		return types.NewPointer(t.typeOf(rt.Elem()))
	case reflect.Map:
		return types.NewMap(t.typeOf(rt.Key()), t.typeOf(rt.Elem()))
	case reflect.Chan:
		dir := map[reflect.ChanDir]types.ChanDir{reflect.BothDir: types.SendRecv, reflect.SendDir: types.SendOnly, reflect.RecvDir: types.RecvOnly}
		return types.NewChan(dir[rt.ChanDir()], t.typeOf(rt.Elem()))
	case reflect.Func:
		return t.signature(nil, rt, 0)
	case reflect.Struct:
		fields, tags := make([]*types.Var, rt.NumField()), make([]string, rt.NumField())
		for i := range fields {
			f := rt.Field(i)
			var p *types.Package
			if path := f.PkgPath; path != "" {
				p = t.pkg(path)
			} else if path = rt.PkgPath(); path != "" {
				p = t.pkg(path)
			}
			fields[i], tags[i] = types.NewField(token.NoPos, p, f.Name, t.typeOf(f.Type), f.Anonymous), string(f.Tag)
		}
		return types.NewStruct(fields, tags)
	case reflect.Interface:
		methods := make([]*types.Func, rt.NumMethod())
		for i := range methods {
			m := rt.Method(i)
			var p *types.Package
			if m.PkgPath != "" {
				p = t.pkg(m.PkgPath)
			}
			methods[i] = types.NewFunc(token.NoPos, p, m.Name, t.signature(nil, m.Type, 0))
		}
		if rt == t.universe.TypeOfInterface.ReflectType() {
			return t.universe.TypeOfInterface.GoType()
		}
		return types.NewInterfaceType(methods, nil).Complete()
	default:
		return t.universe.BasicTypes[rt.Kind()].GoType()
	}
}

// signature describes a function without its first skip parameters.
func (t *teacher) signature(recv *types.Var, rt reflect.Type, skip int) *types.Signature {
	var in, out []*types.Var
	for i := skip; i < rt.NumIn(); i++ {
		in = append(in, types.NewParam(token.NoPos, nil, "", t.typeOf(rt.In(i))))
	}
	for i := range rt.NumOut() {
		out = append(out, types.NewParam(token.NoPos, nil, "", t.typeOf(rt.Out(i))))
	}
	return types.NewSignature(recv, types.NewTuple(in...), types.NewTuple(out...), rt.IsVariadic())
}

// methods describes the methods of a named type, but for those of embedded fields,
// which the interpreter finds there.
func (t *teacher) methods(rt reflect.Type) {
	if rt.Kind() == reflect.Interface || rt.Kind() == reflect.Pointer {
		return
	}
	promoted := map[string]bool{}
	for _, name := range imports.Packages[rt.PkgPath()].Wrappers[rt.Name()] {
		promoted[name] = true
	}
	n := t.named[rt]
	pointer := reflect.PointerTo(rt)
	for i := range pointer.NumMethod() { // in the order of names, as the interpreter wants them
		m := pointer.Method(i)
		if promoted[m.Name] {
			continue
		}
		var recv types.Type = types.NewPointer(n)
		if _, ok := rt.MethodByName(m.Name); ok {
			recv = n
		}
		sig := t.signature(types.NewParam(token.NoPos, nil, "", recv), m.Type, 1)
		n.AddMethod(types.NewFunc(token.NoPos, t.pkg(rt.PkgPath()), m.Name, sig))
	}
}
