package cell

import (
	"go/ast"
	"go/types"

	"github.com/cosmos72/gomacro/fast"
)

// gomacro calls a variable that holds a function by shortcuts, and two of them are wrong.
// One keeps the function of the first call and calls it for ever after, whatever the variable
// is set to. The other looks one scope too far where the variable is three scopes
// out, and calls what it finds there. Such calls go through a builtin, which hides from
// gomacro that the function is that of a variable.

// callsVariable says that n is a call that gomacro has a shortcut for.
func (c *parsed) callsVariable(n *ast.CallExpr) bool {
	id, ok := ast.Unparen(n.Fun).(*ast.Ident)
	if !ok || len(n.Args) > 2 {
		return false
	}
	v, ok := c.info.Uses[id].(*types.Var)
	if !ok {
		return false
	}
	f, ok := v.Type().Underlying().(*types.Signature)
	// as many arguments as parameters: not a single one of several values
	return ok && !f.Variadic() && f.Params().Len() == len(n.Args) && f.Results().Len() < 2
}

// callVariable makes the function the first argument of the builtin.
func callVariable(n *ast.CallExpr) {
	n.Args = append([]ast.Expr{n.Fun}, n.Args...)
	n.Fun = &ast.Ident{NamePos: n.Pos(), Name: callBuiltin}
}

// compileCall compiles the builtin.
func compileCall(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	f := c.Expr1(node.Args[0], nil)
	f.Sym = nil
	call := &fast.Call{Fun: f}
	for i, x := range node.Args[1:] {
		arg, want := c.Expr1(x, nil), f.Type.In(i)
		if arg.Const() {
			arg.ConstTo(want)
		} else if arg.Type == nil || !arg.Type.AssignableTo(want) {
			c.Errorf("cannot use <%v> as <%v> in argument to %v", arg.Type, want, node.Args[0])
		} else {
			arg.To(c, want)
		}
		call.Args = append(call.Args, arg)
	}
	for i := range f.Type.NumOut() {
		call.OutTypes = append(call.OutTypes, f.Type.Out(i))
	}
	return call
}
