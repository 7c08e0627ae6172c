package cell

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/astutil"
)

// What gomacro does not know of today's Go is rewritten before it sees the cell: a range
// over integers becomes one over a slice of that length and of no bytes, and what is
// printed goes through a builtin, which lets compiled code see methods String and Error of
// interpreted types.

// Names of builtins that no cell writes.
const (
	callBuiltin  = "_ꓸcall"
	constBuiltin = "_ꓸconst"
	copyBuiltin  = "_ꓸcopy"
	fieldBuiltin = "_ꓸfield"
	guardBuiltin = "_ꓸguard"
	guardName    = "_ꓸpanic"
	rangeBuiltin = "_ꓸrange"
	readBuiltin  = "_ꓸread"
	textBuiltin  = "_ꓸtext"
)

// rewrite changes the nodes of c, and refuses what the interpreter would misread.
func (s *Session) rewrite(c *parsed) (failed *Error) {
	s.convertConstants(c)
	c.goLiterals()
	apart := map[*ast.CallExpr]bool{} // calls of go and defer, which gomacro compiles rightly
	for _, n := range c.nodes {
		ast.Inspect(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				if n.TypeParams != nil {
					failed = c.errorAt(n.Pos(), "cells cannot declare generic types: name the type that %s is for", n.Name.Name)
				}
				if i, ok := n.Type.(*ast.InterfaceType); ok {
					for _, m := range i.Methods.List {
						if mentions(m.Type, n.Name.Name) {
							failed = c.errorAt(m.Pos(), "cells cannot declare an interface whose methods mention it: use any in place of %s", n.Name.Name)
						}
					}
				}
			case *ast.FuncDecl:
				if n.Type.TypeParams != nil {
					failed = c.errorAt(n.Pos(), "cells cannot declare generic functions: name the type that %s is for", n.Name.Name)
				}
			case *ast.RangeStmt:
				if _, literal := n.X.(*ast.CompositeLit); !literal && n.Value == nil {
					n.X = wrapIn(rangeBuiltin, n.X)
				}
				freshVars(n.Body, n.Tok, false, n.Key, n.Value)
			case *ast.IfStmt:
				n.Cond = single(n.Cond)
			case *ast.ForStmt:
				n.Cond = single(n.Cond)
				if init, ok := n.Init.(*ast.AssignStmt); ok {
					freshVars(n.Body, init.Tok, true, init.Lhs...)
				}
			case *ast.AssignStmt:
				blanks(n)
			case *ast.DeferStmt:
				apart[n.Call] = true
			case *ast.GoStmt:
				apart[n.Call] = true
				if f, ok := n.Call.Fun.(*ast.FuncLit); ok {
					guard(f)
				}
			case *ast.CallExpr:
				s.rewriteCall(n)
				if !apart[n] && c.callsVariable(n) {
					callVariable(n)
				}
			}
			return failed == nil
		})
		deferBuiltins(n)
	}
	c.copyReceivers()
	c.wrapReads()
	c.nodes = forwardFuncs(c.nodes)
	return failed
}

// wrapReads wraps what reads fields of recursive types and variables of type uint64: not
// what sets them, and not what takes their address.
func (c *parsed) wrapReads() {
	set := map[ast.Expr]bool{}
	root := &ast.CallExpr{Fun: ast.NewIdent("_")}
	for i, n := range c.nodes {
		x, isExpr := n.(ast.Expr)
		if isExpr { // a root cannot be replaced, so it gets a parent
			root.Args = []ast.Expr{x}
			n = root
		}
		astutil.Apply(n, func(at *astutil.Cursor) bool {
			switch n := at.Node().(type) {
			case *ast.AssignStmt:
				for _, x := range n.Lhs {
					set[ast.Unparen(x)] = true
				}
			case *ast.RangeStmt:
				set[n.Key], set[n.Value] = true, true
			case *ast.IncDecStmt:
				set[ast.Unparen(n.X)] = true
			case *ast.UnaryExpr:
				set[ast.Unparen(n.X)] = n.Op == token.AND
			}
			return true
		}, func(at *astutil.Cursor) bool {
			if x, ok := at.Node().(*ast.SelectorExpr); ok && !set[x] && c.readsRecursive(x) {
				at.Replace(wrapIn(fieldBuiltin, x))
			}
			if x, ok := at.Node().(*ast.Ident); ok && !set[x] && c.misreads(x) {
				at.Replace(wrapIn(readBuiltin, x))
			}
			return true
		})
		if isExpr {
			c.nodes[i] = root.Args[0]
		}
	}
}

// single has gomacro take one value of what may give two, as m[key]: it warns of a condition otherwise.
func single(cond ast.Expr) ast.Expr {
	switch x := ast.Unparen(cond).(type) {
	case *ast.IndexExpr, *ast.TypeAssertExpr:
	case *ast.UnaryExpr:
		if x.Op != token.ARROW {
			return cond
		}
	default:
		return cond
	}
	return &ast.BinaryExpr{X: cond, OpPos: cond.End(), Op: token.LAND, Y: &ast.Ident{NamePos: cond.End(), Name: "true"}}
}

// blanks makes a, _ = b, c an assignment of three values: one of two with a blank among them
// is compiled into a call of nil.
func blanks(n *ast.AssignStmt) {
	if n.Tok != token.ASSIGN || len(n.Lhs) != 2 || len(n.Rhs) != 2 {
		return
	}
	if !isBlank(n.Lhs[0]) && !isBlank(n.Lhs[1]) {
		return
	}
	n.Lhs = append(n.Lhs, &ast.Ident{NamePos: n.TokPos, Name: "_"})
	n.Rhs = append(n.Rhs, &ast.BasicLit{ValuePos: n.TokPos, Kind: token.INT, Value: "0"})
}

func isBlank(x ast.Expr) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == "_"
}

// forwardFuncs declares functions that call each other as variables first, because gomacro
// compiles one function after the other.
func forwardFuncs(nodes []ast.Node) []ast.Node {
	funcs := map[string]*ast.FuncDecl{}
	for _, n := range nodes {
		if f, ok := n.(*ast.FuncDecl); ok && f.Recv == nil && f.Body != nil {
			funcs[f.Name.Name] = f
		}
	}
	reaches := func(from, to string) bool { // through at least one other function
		seen := map[string]bool{}
		var walk func(name string) bool
		walk = func(name string) bool {
			for next, f := range funcs {
				if next != name && mentions(funcs[name].Body, next) && !seen[next] {
					seen[next] = true
					if f.Name.Name == to || walk(next) {
						return true
					}
				}
			}
			return false
		}
		return walk(from)
	}
	var vars, out []ast.Node
	for _, n := range nodes {
		f, ok := n.(*ast.FuncDecl)
		if !ok || f.Recv != nil || f.Body == nil || !reaches(f.Name.Name, f.Name.Name) {
			out = append(out, n)
			continue
		}
		vars = append(vars, &ast.GenDecl{TokPos: f.Pos(), Tok: token.VAR, Specs: []ast.Spec{&ast.ValueSpec{Names: []*ast.Ident{f.Name}, Type: f.Type}}})
		out = append(out, &ast.AssignStmt{Lhs: []ast.Expr{f.Name}, TokPos: f.Pos(), Tok: token.ASSIGN, Rhs: []ast.Expr{&ast.FuncLit{Type: f.Type, Body: f.Body}}})
	}
	// after the imports and types, which their parameters may need
	at := 0
	for at < len(out) {
		d, ok := out[at].(*ast.GenDecl)
		if !ok || d.Tok != token.IMPORT && d.Tok != token.TYPE {
			break
		}
		at++
	}
	return append(append(append([]ast.Node{}, out[:at]...), vars...), out[at:]...)
}

func wrapIn(name string, x ast.Expr) ast.Expr {
	return &ast.CallExpr{Fun: &ast.Ident{NamePos: x.Pos(), Name: name}, Lparen: x.Pos(), Args: []ast.Expr{x}, Rparen: x.End()}
}

// deferBuiltins rewrites defer close(c), which gomacro cannot compile, to a deferred
// function that closes what c is now.
func deferBuiltins(n ast.Node) {
	count := 0
	astutil.Apply(n, func(at *astutil.Cursor) bool {
		d, ok := at.Node().(*ast.DeferStmt)
		if !ok || at.Index() < 0 {
			return true
		}
		f, ok := d.Call.Fun.(*ast.Ident)
		if !ok || !slices.Contains([]string{"clear", "close", "copy", "delete", "panic", "print", "println"}, f.Name) {
			return true
		}
		for i, arg := range d.Call.Args {
			count++
			name := fmt.Sprintf("_ꓸdeferred%d", count)
			at.InsertBefore(&ast.AssignStmt{Lhs: []ast.Expr{&ast.Ident{NamePos: d.Pos(), Name: name}}, TokPos: d.Pos(), Tok: token.DEFINE, Rhs: []ast.Expr{arg}})
			d.Call.Args[i] = &ast.Ident{NamePos: arg.Pos(), Name: name}
		}
		body := &ast.BlockStmt{Lbrace: d.Pos(), List: []ast.Stmt{&ast.ExprStmt{X: d.Call}}, Rbrace: d.End()}
		d.Call = &ast.CallExpr{Fun: &ast.FuncLit{Type: &ast.FuncType{Func: d.Pos(), Params: &ast.FieldList{}}, Body: body}, Lparen: d.Pos(), Rparen: d.End()}
		return false
	}, nil)
}

// goLiterals makes go f(x) a goroutine of a literal, which can be guarded, that calls what f
// and x are now.
func (c *parsed) goLiterals() {
	count := 0
	keep := func(body *ast.BlockStmt, x ast.Expr) ast.Expr {
		count++
		name := fmt.Sprintf("_ꓸgo%d", count)
		body.List = append(body.List, &ast.AssignStmt{Lhs: []ast.Expr{&ast.Ident{NamePos: x.Pos(), Name: name}}, TokPos: x.Pos(), Tok: token.DEFINE, Rhs: []ast.Expr{x}})
		return &ast.Ident{NamePos: x.Pos(), Name: name}
	}
	literal := func(n *ast.GoStmt) (ast.Stmt, bool) {
		_, isLiteral := n.Call.Fun.(*ast.FuncLit)
		f, known := c.info.Types[n.Call.Fun]
		if isLiteral || !known || !f.IsValue() {
			return n, false
		}
		for _, arg := range n.Call.Args {
			if _, several := c.info.TypeOf(arg).(*types.Tuple); several || c.info.TypeOf(arg) == nil {
				return n, false
			}
		}
		body := &ast.BlockStmt{Lbrace: n.Pos(), Rbrace: n.End()}
		n.Call.Fun = keep(body, n.Call.Fun)
		for i, arg := range n.Call.Args {
			if tv := c.info.Types[arg]; tv.Value == nil && !tv.IsNil() {
				n.Call.Args[i] = keep(body, arg)
			}
		}
		run := &ast.BlockStmt{Lbrace: n.Pos(), List: []ast.Stmt{&ast.ExprStmt{X: n.Call}}, Rbrace: n.End()}
		f2 := &ast.FuncLit{Type: &ast.FuncType{Func: n.Pos(), Params: &ast.FieldList{}}, Body: run}
		body.List = append(body.List, &ast.GoStmt{Go: n.Go, Call: &ast.CallExpr{Fun: f2, Lparen: n.Pos(), Rparen: n.End()}})
		return body, true
	}
	for i, n := range c.nodes {
		if g, ok := n.(*ast.GoStmt); ok {
			c.nodes[i], _ = literal(g)
			continue
		}
		if x, ok := n.(ast.Expr); ok {
			n = &ast.ExprStmt{X: x}
		}
		astutil.Apply(n, func(at *astutil.Cursor) bool {
			if g, ok := at.Node().(*ast.GoStmt); ok {
				if to, changed := literal(g); changed {
					at.Replace(to)
				}
			}
			return true
		}, nil)
	}
}

// guard has a goroutine that panics say so, where it would end the kernel otherwise.
func guard(f *ast.FuncLit) {
	x, err := parser.ParseExpr("func() { if " + guardName + " := recover(); " + guardName + " != nil { " + guardBuiltin + "(" + guardName + ") } }")
	if err != nil {
		panic(err)
	}
	deferred := &ast.DeferStmt{Defer: f.Body.Lbrace, Call: &ast.CallExpr{Fun: x, Lparen: f.Body.Lbrace, Rparen: f.Body.Lbrace}}
	f.Body.List = append([]ast.Stmt{deferred}, f.Body.List...)
}

// rewriteCall wraps the arguments of functions that print.
func (s *Session) rewriteCall(n *ast.CallExpr) {
	f, ok := n.Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	p, ok := f.X.(*ast.Ident)
	if !ok || s.paths[p.Name] != "fmt" && s.paths[p.Name] != "log" || !strings.Contains(f.Sel.Name, "rint") && f.Sel.Name != "Errorf" && !strings.HasPrefix(f.Sel.Name, "Fatal") {
		return
	}
	for i, arg := range n.Args {
		if n.Ellipsis.IsValid() && i == len(n.Args)-1 || i == 0 && strings.HasPrefix(f.Sel.Name, "F") {
			continue // a slice, and the writer
		}
		switch arg.(type) {
		case *ast.BasicLit:
			continue
		case *ast.CallExpr:
			if len(n.Args) == 1 { // it may return several values
				continue
			}
		}
		n.Args[i] = wrapIn(textBuiltin, arg)
	}
}

// freshVars gives each round of a loop variables of its own, as Go does since 1.22, where
// that can be told: where the body keeps one, and, in a loop that goes on from what it is
// (counts), does not change it.
func freshVars(body *ast.BlockStmt, tok token.Token, counts bool, vars ...ast.Expr) {
	if tok != token.DEFINE {
		return
	}
	for _, v := range vars {
		id, ok := v.(*ast.Ident)
		if !ok || id.Name == "_" || !keeps(body, id.Name) || counts && changes(body, id.Name) {
			continue
		}
		fresh := &ast.AssignStmt{
			Lhs: []ast.Expr{&ast.Ident{NamePos: body.Lbrace, Name: id.Name}}, TokPos: body.Lbrace, Tok: token.DEFINE,
			Rhs: []ast.Expr{&ast.Ident{NamePos: body.Lbrace, Name: id.Name}},
		}
		body.List = append([]ast.Stmt{fresh}, body.List...)
	}
}

// keeps says that a variable is mentioned in a function literal, or that its address is taken.
func keeps(body ast.Node, name string) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			found = found || mentions(n, name)
		case *ast.UnaryExpr:
			found = found || n.Op == token.AND && mentions(n.X, name)
		}
		return !found
	})
	return found
}

func mentions(n ast.Node, name string) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && id.Name == name
		return !found
	})
	return found
}

// changes says that a variable is assigned to, or may be through a pointer.
func changes(body ast.Node, name string) bool {
	found := false
	is := func(x ast.Expr) {
		id, ok := x.(*ast.Ident)
		_, through := x.(*ast.StarExpr)
		found = found || ok && id.Name == name || through
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok != token.DEFINE {
				for _, x := range n.Lhs {
					is(x)
				}
			}
		case *ast.IncDecStmt:
			is(n.X)
		}
		return !found
	})
	return found
}
