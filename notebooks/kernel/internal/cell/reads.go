package cell

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"

	"github.com/cosmos72/gomacro/fast"
)

// gomacro reads a variable of type uint64 two scopes too far out where it is declared three
// scopes out or more: a panic, or another variable's number. Its address is right, so such
// variables are read through it.

// misreads says that id reads a variable that gomacro may read wrongly.
func (c *parsed) misreads(id *ast.Ident) bool {
	v, ok := c.info.Uses[id].(*types.Var)
	if !ok || v.IsField() {
		return false
	}
	basic, ok := v.Type().Underlying().(*types.Basic)
	return ok && basic.Kind() == types.Uint64
}

// compileRead compiles the builtin that reads a variable through its address.
func compileRead(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	at := c.AddressOf(&ast.UnaryExpr{OpPos: node.Pos(), Op: token.AND, X: node.Args[0]})
	return call(c, []*fast.Expr{at}, at.Type.Elem(), func(in []reflect.Value) []reflect.Value {
		v := reflect.New(in[0].Type().Elem()).Elem()
		v.Set(in[0].Elem())
		return []reflect.Value{v}
	})
}
