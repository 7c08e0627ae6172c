package cell

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"unsafe"

	"github.com/cosmos72/gomacro/ast2"
	"github.com/cosmos72/gomacro/fast"
	"github.com/cosmos72/gomacro/xreflect"
)

// A type that mentions itself, as type Node struct{ next *Node }, cannot be made by
// reflection, so gomacro gives the field the type of an interface. But while it reads the
// type it takes all that is made of it for such an interface too, for ever: functions of
// *Node do not convert their arguments, and *Node has no methods. Here gomacro reads such a type
// apart, forgets what it has made of it, and is then given the finished type.

// recursive returns the types of a part that mention themselves, through others of the part
// or not.
func recursive(part []ast.Node) map[string]*ast.TypeSpec {
	specs := map[string]*ast.TypeSpec{}
	for _, n := range part {
		if d, ok := n.(*ast.GenDecl); ok && d.Tok == token.TYPE {
			for _, s := range d.Specs {
				if s := s.(*ast.TypeSpec); !s.Assign.IsValid() {
					specs[s.Name.Name] = s
				}
			}
		}
	}
	found := map[string]*ast.TypeSpec{}
	for name, spec := range specs {
		seen := map[string]bool{}
		var walk func(s *ast.TypeSpec)
		walk = func(s *ast.TypeSpec) {
			for next := range specs {
				if !seen[next] && mentions(s.Type, next) {
					seen[next] = true
					walk(specs[next])
				}
			}
		}
		walk(spec)
		_, isInterface := spec.Type.(*ast.InterfaceType)
		if seen[name] && !isInterface {
			found[name] = spec
		}
	}
	return found
}

// declareRecursive compiles the types and constants of a part that has recursive types, and
// returns the rest of it.
func (s *Session) declareRecursive(part []ast.Node, specs map[string]*ast.TypeSpec) (rest []ast.Node) {
	comp := s.interp.Comp
	u := comp.Universe
	var first []ast.Node
	for _, n := range part {
		if d, ok := n.(*ast.GenDecl); ok && d.Tok != token.VAR {
			first = append(first, n)
		} else {
			rest = append(rest, n)
		}
	}
	known := u.Types
	u.Types = xreflect.Types{}
	defer func() { u.Types = known }()
	for name := range specs {
		delete(comp.Types, name) // an earlier type of that name stays what it is
	}
	comp.Compile(ast2.NodeSlice{X: first})
	u.Types = known
	finished := map[reflect.Type]reflect.Type{}
	for name := range specs {
		t := comp.Types[name]
		finished[t.ReflectType()] = opaque(t.ReflectType())
	}
	for name := range specs {
		t := comp.Types[name]
		t = u.MakeType(t.GoType(), within(finished, t.ReflectType()), xreflect.OptDefault)
		comp.Types[name] = t
		s.recursive = append(s.recursive, t)
	}
	for _, spec := range specs { // what is made of them, before a field shows it as an interface
		ast.Inspect(spec.Type, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.StarExpr:
				comp.Type(n)
			case *ast.ArrayType:
				comp.Type(n)
			case *ast.MapType:
				comp.Type(n)
			case *ast.ChanType:
				comp.Type(n)
			case *ast.FuncType:
				comp.Type(n)
			}
			return true
		})
	}
	return rest
}

var forward = reflect.TypeFor[xreflect.Forward]()

// opaque is a struct as gomacro makes it, but for maps and channels of interfaces, which
// become interfaces too: as such they can hold what has the true type.
func opaque(rt reflect.Type) reflect.Type {
	if rt.Kind() != reflect.Struct {
		return rt
	}
	fields := make([]reflect.StructField, rt.NumField())
	for i := range fields {
		fields[i] = rt.Field(i)
		switch t := fields[i].Type; t.Kind() {
		case reflect.Map:
			if t.Elem() == forward || t.Key() == forward {
				fields[i].Type = forward
			}
		case reflect.Chan:
			if t.Elem() == forward {
				fields[i].Type = forward
			}
		}
	}
	return reflect.StructOf(fields)
}

// within is rt with the structs in it finished.
func within(finished map[reflect.Type]reflect.Type, rt reflect.Type) reflect.Type {
	if rt.Kind() != reflect.Struct {
		return rt
	}
	if done, ok := finished[rt]; ok {
		rt = done
	}
	fields := make([]reflect.StructField, rt.NumField())
	for i := range fields {
		fields[i] = rt.Field(i)
		if _, ok := finished[fields[i].Type]; ok {
			fields[i].Type = within(finished, fields[i].Type)
		}
	}
	return reflect.StructOf(fields)
}

// fillRecursive says whether gomacro gives the fields of new values of recursive types a nil of
// their type, which it does for types that it takes for unfinished. While cells are compiled they
// are finished, while cells run they are not: there is no other way to say this to gomacro.
func (s *Session) fillRecursive(yes bool) {
	option := xreflect.OptDefault
	if yes {
		option = xreflect.OptRecursive
	}
	for _, t := range s.recursive {
		f := reflect.ValueOf(t)
		x := f.Call([]reflect.Value{reflect.Zero(f.Type().In(0))})[0].Elem().FieldByName("option")
		*(*xreflect.Option)(unsafe.Pointer(x.UnsafeAddr())) = option
	}
}

// readsRecursive says that x reads a field whose type is made of a recursive type of cells.
func (c *parsed) readsRecursive(x *ast.SelectorExpr) bool {
	selection := c.info.Selections[x]
	if selection == nil || selection.Kind() != types.FieldVal {
		return false
	}
	t := types.Unalias(selection.Type())
	if _, named := t.(*types.Named); named {
		return false
	}
	return mentionsRecursive(t)
}

// mentionsRecursive says that a type that is not named is made of a recursive type of cells.
func mentionsRecursive(t types.Type) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Pointer:
		return mentionsRecursive(t.Elem())
	case *types.Slice:
		return mentionsRecursive(t.Elem())
	case *types.Map:
		return mentionsRecursive(t.Key()) || mentionsRecursive(t.Elem())
	case *types.Chan:
		return mentionsRecursive(t.Elem())
	case *types.Signature:
		for v := range t.Params().Variables() {
			if mentionsRecursive(v.Type()) {
				return true
			}
		}
		for v := range t.Results().Variables() {
			if mentionsRecursive(v.Type()) {
				return true
			}
		}
	case *types.Named:
		return t.Obj().Pkg() != nil && t.Obj().Pkg().Path() == "main"
	}
	return false
}

// compileField compiles the builtin that reads such a field: as a value of its own type.
func compileField(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	x := c.Expr1(node.Args[0], nil)
	t := x.Type.Resolve()
	zero := xreflect.Zero(t)
	return unary(c, x, t, func(v xreflect.Value) xreflect.Value {
		if rv := v.ReflectValue(); rv.IsValid() {
			return xreflect.MakeValue(rv)
		}
		return zero
	})
}
