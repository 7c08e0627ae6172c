package cell

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/cosmos72/gomacro/fast"
	"github.com/cosmos72/gomacro/imports"
	"github.com/cosmos72/gomacro/xreflect"

	"github.com/gopathway/pathway/notebooks/kernel/internal/bindings"
)

// What Tab and Shift-Tab offer: names of the session, members of packages, fields and
// methods of values, and the declarations of the library's names.

// Complete lists what may stand at byte pos of code, in place of code[start:end].
func (s *Session) Complete(code string, pos int) (matches []string, start, end int) {
	before := code[:pos]
	if start, end, prefix := importPrefix(before); end > 0 {
		for path := range imports.Packages {
			if strings.HasPrefix(path, prefix) && !strings.HasPrefix(path, "github.com/cosmos72/") && path != "plugin" {
				matches = append(matches, path)
			}
		}
		sort.Strings(matches)
		return matches, start, end
	}
	start = pos - len(tailName(before))
	prefix := before[start:]
	s.do(func() {
		if start > 0 && before[start-1] == '.' {
			matches = s.members(tailExpr(before[:start-1]))
		} else {
			matches = s.names()
		}
	})
	matches = slices.DeleteFunc(matches, func(m string) bool { return !strings.HasPrefix(m, prefix) })
	sort.Strings(matches)
	return slices.Compact(matches), start, pos
}

// importPrefix is the begun string of an import at the end of text.
func importPrefix(text string) (start, end int, prefix string) {
	line := text[strings.LastIndexByte(text, '\n')+1:]
	q := strings.LastIndexByte(line, '"')
	if q < 0 || strings.Count(line, `"`)%2 == 0 || !strings.Contains(text, "import") {
		return 0, 0, ""
	}
	head := strings.TrimSpace(line[:q])
	if head != "" && !strings.HasPrefix(head, "import") && !token.IsIdentifier(head) {
		return 0, 0, ""
	}
	start = len(text) - len(line) + q + 1
	return start, len(text), text[start:]
}

// tailName is the name that text ends with.
func tailName(text string) string {
	i := len(text)
	for i > 0 {
		r, size := utf8.DecodeLastRuneInString(text[:i])
		if r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			break
		}
		i -= size
	}
	return text[i:]
}

// tailExpr is the operand that text ends with: a chain of names, indices and calls.
func tailExpr(text string) string {
	i := len(text)
	for i > 0 {
		switch c := text[i-1]; c {
		case ')', ']':
			depth := 0
			for ; i > 0; i-- {
				if strings.IndexByte(")]}", text[i-1]) >= 0 {
					depth++
				} else if strings.IndexByte("([{", text[i-1]) >= 0 {
					if depth--; depth == 0 {
						i--
						break
					}
				}
			}
		case '.':
			i--
		default:
			name := tailName(text[:i])
			if name == "" {
				return text[i:]
			}
			i -= len(name)
			if i == 0 || text[i-1] != '.' {
				return text[i:]
			}
		}
	}
	return text[i:]
}

// names are all that a cell may mention.
func (s *Session) names() []string {
	names := []string{
		"break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "func", "go", "goto",
		"if", "import", "interface", "map", "package", "range", "return", "select", "struct", "switch", "type", "var",
	}
	for c := s.interp.Comp; c != nil; c = c.Outer {
		for name := range c.Binds {
			names = append(names, name)
		}
		for name := range c.Types {
			names = append(names, name)
		}
	}
	return slices.DeleteFunc(names, func(n string) bool { return strings.HasPrefix(n, "_") || n == "" || hidden[n] })
}

// hidden are gomacro's own builtins, which are no Go.
var hidden = map[string]bool{
	"Eval": true, "EvalKeepUntyped": true, "EvalType": true, "Interp": true, "MacroExpand": true, "MacroExpand1": true,
	"MacroExpandCodeWalk": true, "Parse": true, "Forward": true,
}

// members are what may follow expr and a dot.
func (s *Session) members(expr string) []string {
	if imp := s.imported(expr); imp != nil {
		var names []string
		for name := range imp.Binds {
			names = append(names, name)
		}
		for name := range imp.Types {
			names = append(names, name)
		}
		return names
	}
	t := s.typeOf(expr)
	if t == nil {
		return nil
	}
	return memberNames(t, 0)
}

// imported is the package that a name in cells stands for.
func (s *Session) imported(name string) *fast.Import {
	if bind, ok := s.interp.Comp.Binds[name]; ok {
		imp, _ := bind.Value.(*fast.Import)
		return imp
	}
	return nil
}

// typeOf is the type of an expression, which is compiled, not run; nil if there is none.
func (s *Session) typeOf(expr string) (t xreflect.Type) {
	if expr == "" {
		return nil
	}
	x, err := parser.ParseExpr(expr)
	if err != nil {
		return nil
	}
	c := &parsed{fset: token.NewFileSet(), source: expr}
	if s.catch(c, true, func() {
		var e *fast.Expr
		if e, t = s.interp.Comp.Expr1OrType(x); e != nil {
			t = e.Type
			if e.Untyped() {
				t = e.DefaultType()
			}
		}
	}) != nil {
		t = nil
	}
	s.interp.Comp.Code.Clear()
	return t
}

// memberNames lists fields and methods, with those of embedded fields.
func memberNames(t xreflect.Type, depth int) []string {
	if depth > 4 {
		return nil
	}
	var names []string
	rt := t.ReflectType()
	for i := range rt.NumMethod() {
		if m := rt.Method(i); m.IsExported() {
			names = append(names, m.Name)
		}
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Named() || t.Kind() == reflect.Interface {
		for i := range t.NumMethod() {
			names = append(names, t.Method(i).Name)
		}
	}
	if t.Kind() == reflect.Struct {
		for i := range t.NumField() {
			f := t.Field(i)
			if ast.IsExported(f.Name) || t.PkgPath() == "main" {
				names = append(names, f.Name)
			}
			if f.Anonymous {
				names = append(names, memberNames(f.Type, depth+1)...)
			}
		}
	}
	return names
}

// Inspect describes the name at byte pos of code as Markdown and text; "" for none.
func (s *Session) Inspect(code string, pos int) string {
	end := pos
	for end < len(code) {
		r, size := utf8.DecodeRuneInString(code[end:])
		if r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			break
		}
		end += size
	}
	// inside a call's parentheses the function is meant
	if tailName(code[:end]) == "" {
		open, depth := end, 0
		for ; open > 0; open-- {
			if code[open-1] == ')' {
				depth++
			} else if code[open-1] == '(' {
				if depth--; depth < 0 {
					break
				}
			}
		}
		if open == 0 {
			return ""
		}
		end = open - 1
	}
	expr := tailExpr(code[:end])
	var text string
	s.do(func() { text = s.describe(expr) })
	return text
}

// describe is the declaration of expr, and what its comment says.
func (s *Session) describe(expr string) string {
	dot := strings.LastIndexByte(expr, '.')
	if dot < 0 {
		if path, ok := s.paths[expr]; ok {
			if d := documented(path); d != "" {
				return d
			}
			return fmt.Sprintf("package %s // import %q", expr, path)
		}
	} else if path, ok := s.paths[expr[:dot]]; ok {
		if d := documented(path + "." + expr[dot+1:]); d != "" {
			return d
		}
	} else if t := s.typeOf(expr[:dot]); t != nil {
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if d := documented(t.PkgPath() + "." + t.Name() + "." + expr[dot+1:]); d != "" {
			return d
		}
	}
	t := s.typeOf(expr)
	if t == nil {
		return ""
	}
	text := expr + " " + t.String()
	named := t
	if t.Kind() == reflect.Pointer {
		named = t.Elem()
	}
	if d := documented(named.PkgPath() + "." + named.Name()); named.Name() != "" && d != "" {
		text += "\n\n" + d
	}
	return text
}

// docs is bindings.Docs by name.
var docs = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, line := range strings.Split(bindings.Docs, "\n") {
		if f := strings.SplitN(line, "\t", 3); len(f) == 3 {
			m[f[0]] = strings.TrimSpace(f[1] + "\n\n" + f[2])
		}
	}
	return m
})

func documented(name string) string { return docs()[name] }
