package cell

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"reflect"
	"strings"

	"github.com/cosmos72/gomacro/base/untyped"
	"github.com/cosmos72/gomacro/imports"
)

// Go's own type checker knows the type of each expression of a cell before the interpreter
// sees it. It is told of compiled packages by reflection, and of earlier cells by what it
// found in them. What it says is used to rewrite cells, and to say why the interpreter
// refuses one; it never refuses one itself.

// checker holds the types of the packages and of what cells have declared.
type checker struct {
	pkgs   map[string]*types.Package
	filled map[string]bool
	named  map[reflect.Type]*types.Named
	queue  []reflect.Type
	scope  map[string]types.Object // what cells have declared
	errors []types.Error           // of the cell that is checked
}

func newChecker() *checker {
	return &checker{map[string]*types.Package{}, map[string]bool{}, map[reflect.Type]*types.Named{}, nil, map[string]types.Object{}, nil}
}

// importAs makes the package at path known by a name in cells.
func (k *checker) importAs(name, path string) {
	p := k.pkg(path)
	if !k.filled[path] {
		k.filled[path] = true
		k.fill(p)
	}
	k.scope[name] = types.NewPkgName(token.NoPos, nil, name, p)
}

func (k *checker) pkg(path string) *types.Package {
	p, ok := k.pkgs[path]
	if !ok {
		name := imports.Packages[path].Name
		if name == "" {
			name = path
		}
		p = types.NewPackage(path, name)
		k.pkgs[path] = p
	}
	return p
}

// fill describes the exported names of a package.
func (k *checker) fill(p *types.Package) {
	known := imports.Packages[p.Path()]
	for _, rt := range known.Types {
		k.typeOf(rt)
	}
	for name, v := range known.Binds {
		if !v.IsValid() {
			continue
		}
		var obj types.Object
		if lit, ok := known.Untypeds[name]; ok {
			kind, value := untyped.Unmarshal(lit)
			t := map[untyped.Kind]types.BasicKind{untyped.Bool: types.UntypedBool, untyped.Int: types.UntypedInt, untyped.Rune: types.UntypedRune,
				untyped.Float: types.UntypedFloat, untyped.Complex: types.UntypedComplex, untyped.String: types.UntypedString}[kind]
			obj = types.NewConst(token.NoPos, p, name, types.Typ[t], value)
		} else if t := k.typeOf(v.Type()); v.CanAddr() {
			obj = types.NewVar(token.NoPos, p, name, t)
		} else if sig, ok := t.(*types.Signature); ok {
			obj = types.NewFunc(token.NoPos, p, name, sig)
		} else if value := constantValue(v); value != nil {
			obj = types.NewConst(token.NoPos, p, name, t, value)
		} else {
			obj = types.NewVar(token.NoPos, p, name, t)
		}
		p.Scope().Insert(obj)
	}
	for len(k.queue) > 0 {
		rt := k.queue[0]
		k.queue = k.queue[1:]
		k.methods(rt)
	}
	p.MarkComplete()
}

func constantValue(v reflect.Value) constant.Value {
	switch v.Kind() {
	case reflect.Bool:
		return constant.MakeBool(v.Bool())
	case reflect.String:
		return constant.MakeString(v.String())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return constant.MakeInt64(v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return constant.MakeUint64(v.Uint())
	case reflect.Float32, reflect.Float64:
		return constant.MakeFloat64(v.Float())
	}
	return nil
}

// typeOf is the checker's type for rt.
func (k *checker) typeOf(rt reflect.Type) types.Type {
	if n, ok := k.named[rt]; ok {
		return n
	}
	if rt == reflect.TypeFor[error]() {
		return types.Universe.Lookup("error").Type()
	}
	if rt.Name() == "" || rt.PkgPath() == "" || rt.Kind() == reflect.UnsafePointer {
		return k.underlying(rt)
	}
	p := k.pkg(rt.PkgPath())
	name := types.NewTypeName(token.NoPos, p, rt.Name(), nil)
	n := types.NewNamed(name, nil, nil)
	k.named[rt] = n
	n.SetUnderlying(k.underlying(rt))
	p.Scope().Insert(name)
	k.queue = append(k.queue, rt)
	return n
}

func (k *checker) underlying(rt reflect.Type) types.Type {
	switch rt.Kind() {
	case reflect.Array:
		return types.NewArray(k.typeOf(rt.Elem()), int64(rt.Len()))
	case reflect.Slice:
		return types.NewSlice(k.typeOf(rt.Elem()))
	case reflect.Pointer:
		return types.NewPointer(k.typeOf(rt.Elem()))
	case reflect.Map:
		return types.NewMap(k.typeOf(rt.Key()), k.typeOf(rt.Elem()))
	case reflect.Chan:
		dir := map[reflect.ChanDir]types.ChanDir{reflect.BothDir: types.SendRecv, reflect.SendDir: types.SendOnly, reflect.RecvDir: types.RecvOnly}
		return types.NewChan(dir[rt.ChanDir()], k.typeOf(rt.Elem()))
	case reflect.Func:
		return k.signature(nil, rt, 0)
	case reflect.Struct:
		fields, tags := make([]*types.Var, rt.NumField()), make([]string, rt.NumField())
		for i := range fields {
			f := rt.Field(i)
			path := f.PkgPath
			if path == "" {
				path = rt.PkgPath()
			}
			var p *types.Package
			if path != "" {
				p = k.pkg(path)
			}
			fields[i], tags[i] = types.NewField(token.NoPos, p, f.Name, k.typeOf(f.Type), f.Anonymous), string(f.Tag)
		}
		return types.NewStruct(fields, tags)
	case reflect.Interface:
		methods := make([]*types.Func, rt.NumMethod())
		for i := range methods {
			m := rt.Method(i)
			var p *types.Package
			if m.PkgPath != "" {
				p = k.pkg(m.PkgPath)
			}
			methods[i] = types.NewFunc(token.NoPos, p, m.Name, k.signature(nil, m.Type, 0))
		}
		return types.NewInterfaceType(methods, nil).Complete()
	case reflect.UnsafePointer:
		return types.Typ[types.UnsafePointer]
	}
	return types.Universe.Lookup(rt.Kind().String()).Type()
}

func (k *checker) signature(recv *types.Var, rt reflect.Type, skip int) *types.Signature {
	var in, out []*types.Var
	for i := skip; i < rt.NumIn(); i++ {
		in = append(in, types.NewParam(token.NoPos, nil, "", k.typeOf(rt.In(i))))
	}
	for i := range rt.NumOut() {
		out = append(out, types.NewParam(token.NoPos, nil, "", k.typeOf(rt.Out(i))))
	}
	return types.NewSignatureType(recv, nil, nil, types.NewTuple(in...), types.NewTuple(out...), rt.IsVariadic())
}

func (k *checker) methods(rt reflect.Type) {
	if rt.Kind() == reflect.Interface || rt.Kind() == reflect.Pointer {
		return
	}
	promoted := map[string]bool{}
	for _, name := range imports.Packages[rt.PkgPath()].Wrappers[rt.Name()] {
		promoted[name] = true
	}
	n := k.named[rt]
	pointer := reflect.PointerTo(rt)
	for i := range pointer.NumMethod() {
		m := pointer.Method(i)
		if promoted[m.Name] {
			continue
		}
		var recv types.Type = types.NewPointer(n)
		if _, ok := rt.MethodByName(m.Name); ok {
			recv = n
		}
		sig := k.signature(types.NewParam(token.NoPos, nil, "", recv), m.Type, 1)
		n.AddMethod(types.NewFunc(token.NoPos, k.pkg(rt.PkgPath()), m.Name, sig))
	}
}

// check finds the types of one part of a cell, declarations or a statement, and keeps what
// it declares.
func (k *checker) check(fset *token.FileSet, nodes []ast.Node, info *types.Info) {
	defer func() { recover() }() // of the checker, which sees code that is no program: what it found stays
	file := &ast.File{Name: ast.NewIdent("main")}
	declared := map[string]bool{}
	var body []ast.Stmt
	for _, n := range nodes {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Recv == nil {
				declared[n.Name.Name] = true
			}
			file.Decls = append(file.Decls, n)
		case *ast.GenDecl:
			if n.Tok == token.IMPORT {
				continue
			}
			for _, s := range n.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					declared[s.Name.Name] = true
				case *ast.ValueSpec:
					for _, id := range s.Names {
						declared[id.Name] = true
					}
				}
			}
			file.Decls = append(file.Decls, n)
		case ast.Stmt:
			body = append(body, n)
		case ast.Expr:
			body = append(body, &ast.ExprStmt{X: n})
		}
	}
	in := &ast.FuncDecl{Name: ast.NewIdent("_"), Type: &ast.FuncType{Params: &ast.FieldList{}}, Body: &ast.BlockStmt{List: body}}
	if body != nil {
		file.Decls = append(file.Decls, in)
	}
	p := types.NewPackage("main", "main")
	for name, obj := range k.scope {
		if declared[name] {
			continue
		}
		if pn, ok := obj.(*types.PkgName); ok { // of the package that imports
			obj = types.NewPkgName(token.NoPos, p, name, pn.Imported())
		}
		p.Scope().Insert(obj)
	}
	config := types.Config{Error: func(err error) { // and go on
		if e, ok := err.(types.Error); ok && !e.Soft && !strings.HasSuffix(e.Msg, "is not used") {
			k.errors = append(k.errors, e)
		}
	}}
	types.NewChecker(&config, fset, p, info).Files([]*ast.File{file})
	for name := range declared {
		if obj := p.Scope().Lookup(name); obj != nil {
			k.scope[name] = obj
		}
	}
	if s := info.Scopes[in.Type]; s != nil {
		for _, name := range s.Names() {
			k.scope[name] = s.Lookup(name)
		}
	}
	for _, n := range nodes { // methods of types of earlier cells
		f, ok := n.(*ast.FuncDecl)
		if !ok || f.Recv == nil {
			continue
		}
		fn, ok := info.Defs[f.Name].(*types.Func)
		if !ok || fn.Signature().Recv() == nil {
			continue
		}
		t := types.Unalias(fn.Signature().Recv().Type())
		if ptr, ok := t.(*types.Pointer); ok {
			t = types.Unalias(ptr.Elem())
		}
		if named, ok := t.(*types.Named); ok && named.Obj().Pkg() != p {
			named.AddMethod(fn)
		}
	}
}
