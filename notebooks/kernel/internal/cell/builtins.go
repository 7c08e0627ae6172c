package cell

import (
	"cmp"
	"fmt"
	"go/ast"
	"math"
	"os"
	"reflect"
	"strconv"

	"github.com/cosmos72/gomacro/fast"
	"github.com/cosmos72/gomacro/xreflect"
)

// Builtins of Go that gomacro does not know (min, max, clear) or gets wrong (copy), and those that cells are
// rewritten to. Each looks at the types of its arguments while the cell is compiled, and
// becomes a call of a compiled function of just these types.

func (s *Session) declareBuiltins() {
	declare := func(name string, least, most uint16, compile func(c *fast.Comp, args []*fast.Expr, node *ast.CallExpr) *fast.Call) {
		s.interp.DeclBuiltin(name, fast.Builtin{ArgMin: least, ArgMax: most, Compile: func(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
			args := make([]*fast.Expr, len(node.Args))
			for i, a := range node.Args {
				args[i] = c.Expr1(a, nil)
			}
			return compile(c, args, node)
		}})
	}
	declare("min", 1, math.MaxUint16, func(c *fast.Comp, args []*fast.Expr, node *ast.CallExpr) *fast.Call {
		return least(c, args, node, -1)
	})
	declare("max", 1, math.MaxUint16, func(c *fast.Comp, args []*fast.Expr, node *ast.CallExpr) *fast.Call {
		return least(c, args, node, 1)
	})
	declare("clear", 1, 1, func(c *fast.Comp, args []*fast.Expr, node *ast.CallExpr) *fast.Call {
		if k := args[0].Type.Kind(); k != reflect.Map && k != reflect.Slice {
			c.Errorf("clear of %v: want a map or a slice", args[0].Type)
		}
		return call(c, args, nil, func(in []reflect.Value) []reflect.Value {
			in[0].Clear()
			return nil
		})
	})
	declare("copy", 2, 2, func(c *fast.Comp, args []*fast.Expr, node *ast.CallExpr) *fast.Call { // gomacro's returns no number
		typed(args[1], nil)
		to, from := args[0].Type, args[1].Type
		if to == nil || from == nil || to.Kind() != reflect.Slice || from.Kind() != reflect.Slice && from.Kind() != reflect.String {
			c.Errorf("copy of %v to %v: want slices", from, to)
		}
		return call(c, args, c.TypeOfInt(), func(in []reflect.Value) []reflect.Value {
			return []reflect.Value{reflect.ValueOf(reflect.Copy(in[0], in[1]))}
		})
	})
	s.interp.DeclFunc(guardBuiltin, func(p any) {
		fmt.Fprintf(os.Stderr, "panic in a goroutine: %s\n", describePanic(p))
	})
	s.interp.DeclBuiltin(callBuiltin, fast.Builtin{ArgMin: 1, ArgMax: 3, Compile: compileCall})
	s.interp.DeclBuiltin(copyBuiltin, fast.Builtin{ArgMin: 1, ArgMax: 1, Compile: compileCopy})
	s.interp.DeclBuiltin(readBuiltin, fast.Builtin{ArgMin: 1, ArgMax: 1, Compile: compileRead})
	s.interp.DeclBuiltin(fieldBuiltin, fast.Builtin{ArgMin: 1, ArgMax: 1, Compile: compileField})
	declare(constBuiltin, 1, 1, func(c *fast.Comp, args []*fast.Expr, node *ast.CallExpr) *fast.Call {
		at, err := strconv.Atoi(node.Args[0].(*ast.BasicLit).Value)
		if err != nil {
			c.Errorf("%v", err)
		}
		v := []reflect.Value{s.consts[at]}
		return call(c, nil, c.Universe.FromReflectType(v[0].Type()), func([]reflect.Value) []reflect.Value { return v })
	})
	declare(rangeBuiltin, 1, 1, func(c *fast.Comp, args []*fast.Expr, node *ast.CallExpr) *fast.Call {
		typed(args[0], nil)
		t := args[0].Type
		switch t.Kind() {
		case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
			reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
			if t.ReflectType() != reflect.TypeFor[int]() {
				c.Errorf("range over a number in a cell wants an int, not %v: write range int(…)", t)
			}
			return call(c, args, c.TypeOf([]struct{}{}), func(in []reflect.Value) []reflect.Value {
				return []reflect.Value{reflect.ValueOf(make([]struct{}, max(0, in[0].Int())))}
			})
		}
		if t.Kind() == reflect.Func {
			c.Errorf("cells cannot range over functions: call this one with the loop's body, as a func that returns true to go on")
		}
		return call(c, args, t, func(in []reflect.Value) []reflect.Value { return in })
	})
	declare(textBuiltin, 1, 1, func(c *fast.Comp, args []*fast.Expr, node *ast.CallExpr) *fast.Call {
		typed(args[0], nil)
		t := args[0].Type
		if t == nil { // nil itself
			args[0].Type = c.TypeOfInterface()
			t = args[0].Type
		}
		if t.Kind() == reflect.Interface {
			return call(c, args, c.TypeOfInterface(), func(in []reflect.Value) []reflect.Value {
				v := reflect.New(reflect.TypeFor[any]()).Elem()
				if x := s.unwrap(in[0]); x != nil {
					v.Set(reflect.ValueOf(x))
				}
				return []reflect.Value{v}
			})
		}
		to := s.texter(t)
		if to == nil {
			return call(c, args, t, func(in []reflect.Value) []reflect.Value { return in })
		}
		return call(c, args, c.TypeOfInterface(), func(in []reflect.Value) []reflect.Value {
			v := reflect.New(reflect.TypeFor[any]()).Elem()
			v.Set(reflect.ValueOf(to(xreflect.MakeValue(in[0]))))
			return []reflect.Value{v}
		})
	})
}

// typed makes a constant one of type t, or of its own type where t is nil.
func typed(e *fast.Expr, t xreflect.Type) {
	if e.Const() {
		if t == nil {
			t = e.DefaultType()
		}
		if t != nil {
			e.ConstTo(t)
		}
	}
}

// least compiles min (sign -1) or max (sign 1).
func least(c *fast.Comp, args []*fast.Expr, node *ast.CallExpr, sign int) *fast.Call {
	var t xreflect.Type
	for _, a := range args {
		if !a.Untyped() {
			t = a.Type
			break
		}
	}
	if t == nil { // constants alone: one that is a float makes the result one
		t = args[0].DefaultType()
		for _, a := range args {
			if d := a.DefaultType(); d.Kind() == reflect.Float64 {
				t = d
			}
		}
	}
	for i, a := range args {
		if a.Const() {
			a.ConstTo(t)
		} else if !a.Type.IdenticalTo(t) {
			c.Errorf("mismatched types %v and %v in %v", t, args[i].Type, node)
		}
	}
	var less func(a, b reflect.Value) int
	switch t.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		less = func(a, b reflect.Value) int { return cmp.Compare(a.Int(), b.Int()) }
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		less = func(a, b reflect.Value) int { return cmp.Compare(a.Uint(), b.Uint()) }
	case reflect.Float32, reflect.Float64:
		less = func(a, b reflect.Value) int {
			x, y := a.Float(), b.Float()
			if math.IsNaN(x) || math.IsNaN(y) { // NaN is both least and greatest
				return sign * cmp.Compare(b2i(math.IsNaN(x)), b2i(math.IsNaN(y)))
			}
			if x == 0 && y == 0 { // -0 is below 0
				return cmp.Compare(b2i(!math.Signbit(x)), b2i(!math.Signbit(y)))
			}
			return cmp.Compare(x, y)
		}
	case reflect.String:
		less = func(a, b reflect.Value) int { return cmp.Compare(a.String(), b.String()) }
	default:
		c.Errorf("%v of %v: want numbers or strings", node.Fun, t)
	}
	return call(c, args, t, func(in []reflect.Value) []reflect.Value {
		best := in[0]
		for _, v := range in[1:] {
			if sign*less(v, best) > 0 {
				best = v
			}
		}
		return []reflect.Value{best}
	})
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// call is a call of f with args; out is nil for no result.
func call(c *fast.Comp, args []*fast.Expr, out xreflect.Type, f func([]reflect.Value) []reflect.Value) *fast.Call {
	in := make([]xreflect.Type, len(args))
	for i, a := range args {
		in[i] = a.Type
	}
	var outs []xreflect.Type
	if out != nil {
		outs = []xreflect.Type{out}
	}
	t := c.Universe.FuncOf(in, outs, false)
	fv := xreflect.MakeValue(reflect.MakeFunc(t.ReflectType(), f))
	fun := &fast.Expr{Lit: fast.Lit{Type: t}, Fun: func(*fast.Env) xreflect.Value { return fv }}
	return &fast.Call{Fun: fun, Args: args, OutTypes: outs}
}
