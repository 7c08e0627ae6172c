package cell

import (
	"go/ast"
	"go/types"

	"github.com/cosmos72/gomacro/fast"
	"github.com/cosmos72/gomacro/xreflect"
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

// copyReceivers has a method value, as f := p.Sum, keep the receiver that p is now, where the
// method has one that is a value: gomacro keeps the variable.
func (c *parsed) copyReceivers() {
	called := map[ast.Expr]bool{}
	for _, n := range c.nodes {
		ast.Inspect(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				called[ast.Unparen(n.Fun)] = true
			case *ast.SelectorExpr:
				selection := c.info.Selections[n]
				if called[n] || selection == nil || selection.Kind() != types.MethodVal {
					return true
				}
				recv := selection.Obj().(*types.Func).Signature().Recv().Type()
				switch recv.Underlying().(type) {
				case *types.Basic, *types.Pointer, *types.Interface: // those it gets right
					return true
				}
				t := selection.Recv()
				for _, at := range selection.Index()[:len(selection.Index())-1] { // of an embedded field
					if p, ok := t.Underlying().(*types.Pointer); ok {
						t = p.Elem()
					}
					f := t.Underlying().(*types.Struct).Field(at)
					n.X, t = &ast.SelectorExpr{X: n.X, Sel: &ast.Ident{NamePos: n.Sel.Pos(), Name: f.Name()}}, f.Type()
				}
				if _, isPointer := t.Underlying().(*types.Pointer); isPointer {
					n.X = &ast.StarExpr{Star: n.X.Pos(), X: n.X}
				}
				n.X = wrapIn(copyBuiltin, n.X)
			}
			return true
		})
	}
}

// compileCopy compiles the builtin that copies a value.
func compileCopy(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	x := c.Expr1(node.Args[0], nil)
	return unary(c, x, x.Type, func(v xreflect.Value) xreflect.Value {
		to := xreflect.NewR(v.Type()).Elem()
		to.Set(v)
		return to
	})
}

// unary is a call of f with x, both of type t.
func unary(c *fast.Comp, x *fast.Expr, t xreflect.Type, f func(xreflect.Value) xreflect.Value) *fast.Call {
	types := []xreflect.Type{t}
	fun := &fast.Expr{Lit: fast.Lit{Type: c.Universe.FuncOf(types, types, false), Value: f}, EFlags: fast.EFlag4Value(f)}
	return &fast.Call{Fun: fun, Args: []*fast.Expr{x}, OutTypes: types}
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
