package cell

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"reflect"
	"strconv"

	"github.com/cosmos72/gomacro/imports"
	"golang.org/x/tools/go/ast/astutil"
)

// gomacro converts an untyped string or boolean constant to a compiled named type into
// nonsense: a comparison with it is false without a word. Each such constant, as
// "image" where an m2pt.Modality is wanted, is converted here instead.

// convertConstants replaces such constants in c.
func (s *Session) convertConstants(c *parsed) {
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}, Scopes: map[ast.Node]*types.Scope{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
	c.info, s.checker.errors = info, nil
	for _, part := range c.parts() {
		c.scopes = append(c.scopes, maps.Clone(s.checker.scope))
		s.checker.check(c.fset, part, info)
	}
	for i, n := range c.nodes {
		if d, ok := n.(*ast.GenDecl); ok && d.Tok != token.VAR { // constants stay constants
			continue
		}
		// a root cannot be replaced, so it gets a parent
		root := &ast.ParenExpr{}
		if x, ok := n.(ast.Expr); ok {
			root.X = x
			n = root
		}
		astutil.Apply(n, func(at *astutil.Cursor) bool {
			if d, ok := at.Node().(*ast.GenDecl); ok && d.Tok == token.CONST {
				return false
			}
			x, ok := at.Node().(ast.Expr)
			if !ok || x == root {
				return true
			}
			v, ok := converted(x, info)
			if !ok {
				return true
			}
			s.consts = append(s.consts, v)
			at.Replace(&ast.CallExpr{
				Fun: &ast.Ident{NamePos: x.Pos(), Name: constBuiltin}, Lparen: x.Pos(), Rparen: x.End(),
				Args: []ast.Expr{&ast.BasicLit{ValuePos: x.Pos(), Kind: token.INT, Value: strconv.Itoa(len(s.consts) - 1)}},
			})
			return false
		}, nil)
		if root.X != nil {
			c.nodes[i] = root.X
		}
	}
}

// converted is the value of x where it is an untyped constant that becomes one of a
// compiled string or boolean type.
func converted(x ast.Expr, info *types.Info) (v reflect.Value, ok bool) {
	tv := info.Types[x]
	if tv.Value == nil || tv.Value.Kind() != constant.String && tv.Value.Kind() != constant.Bool {
		return v, false
	}
	named, isNamed := types.Unalias(tv.Type).(*types.Named)
	if !isNamed || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() == "main" {
		return v, false
	}
	var id *ast.Ident
	switch x := x.(type) {
	case *ast.Ident:
		id = x
	case *ast.SelectorExpr:
		id = x.Sel
	}
	if id != nil { // a typed constant is right as it is
		if c, isConst := info.Uses[id].(*types.Const); !isConst || types.Unalias(c.Type()) == types.Type(named) {
			return v, false
		}
	}
	rt, known := imports.Packages[named.Obj().Pkg().Path()].Types[named.Obj().Name()]
	if !known {
		return v, false
	}
	v = reflect.New(rt).Elem()
	switch {
	case rt.Kind() == reflect.String && tv.Value.Kind() == constant.String:
		v.SetString(constant.StringVal(tv.Value))
	case rt.Kind() == reflect.Bool && tv.Value.Kind() == constant.Bool:
		v.SetBool(constant.BoolVal(tv.Value))
	default:
		return v, false
	}
	return v, true
}
