package cell

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"strings"
)

// A cell is parsed by Go's own parser: its declarations and statements are told apart,
// and put into a file of their own each, at the lines and columns that they have.

// parsed is a cell, ready to be compiled.
type parsed struct {
	fset          *token.FileSet
	source        string
	nodes         []ast.Node
	importSpecs   []*ast.ImportSpec
	endsWithValue bool                      // its last statement is an expression
	commaOK       bool                      // one that gives a second value, too, where it is asked for
	scopes        []map[string]types.Object // what the checker knew before each part
	info          *types.Info               // what it knows of the cell
}

// piece is one declaration, or some statements: its place in the source.
type piece struct {
	from, to int
	decl     bool
}

// parse reads a cell.
func parse(code string, fset *token.FileSet) (*parsed, *Error) {
	c := &parsed{fset: fset, source: code}
	pieces, last := split(code)
	for _, p := range pieces {
		var text string
		pad := blank(code[:p.from])
		if p.decl {
			text = "package p;" + pad + code[p.from:p.to] + "\n"
		} else {
			text = "package p;func _(){" + pad + code[p.from:p.to] + "\n}"
		}
		shift := strings.Index(text, pad+code[p.from:p.to])
		f, err := parser.ParseFile(c.fset, code, text, parser.SkipObjectResolution)
		if err != nil {
			return nil, syntaxError(code, err, shift)
		}
		if p.decl {
			for _, d := range f.Decls {
				if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
					for _, s := range g.Specs {
						c.importSpecs = append(c.importSpecs, s.(*ast.ImportSpec))
					}
				}
				c.nodes = append(c.nodes, d)
			}
			c.endsWithValue = false
			continue
		}
		for _, stmt := range f.Decls[0].(*ast.FuncDecl).Body.List {
			c.endsWithValue = false
			switch stmt := stmt.(type) {
			case *ast.EmptyStmt:
			case *ast.ReturnStmt:
				return nil, c.errorAt(stmt.Pos(), "return is outside of a function")
			case *ast.DeferStmt:
				return nil, c.errorAt(stmt.Pos(), "defer is outside of a function: a cell does not end as a function does; put both into func() { … }()")
			case *ast.ExprStmt:
				c.nodes = append(c.nodes, stmt.X)
				c.endsWithValue, c.commaOK = true, false
				switch x := ast.Unparen(stmt.X).(type) {
				case *ast.IndexExpr, *ast.TypeAssertExpr:
					c.commaOK = true
				case *ast.UnaryExpr:
					c.commaOK = x.Op == token.ARROW
				}
			default:
				c.nodes = append(c.nodes, stmt)
			}
		}
	}
	if last == token.SEMICOLON { // a semicolon at the end hides the value, as in other notebooks
		c.endsWithValue = false
	}
	return c, nil
}

// parts are the steps of a cell: each statement, and declarations side by side, which may
// mention later ones.
func (c *parsed) parts() [][]ast.Node {
	var parts [][]ast.Node
	after := false // a declaration
	for _, n := range c.nodes {
		_, decl := n.(ast.Decl)
		if decl && after {
			parts[len(parts)-1] = append(parts[len(parts)-1], n)
		} else {
			parts = append(parts, []ast.Node{n})
		}
		after = decl
	}
	return parts
}

// blank is text with all but its line ends made spaces, so that what follows it keeps
// its line and its column.
func blank(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		return ' '
	}, text)
}

// split finds the declarations of a cell and the statements between them. It returns the last token, too,
// which is a semicolon only where one is written.
func split(code string) (pieces []piece, last token.Token) {
	var sc scanner.Scanner
	fset := token.NewFileSet()
	file := fset.AddFile("", -1, len(code))
	sc.Init(file, []byte(code), nil, 0)
	depth, start := 0, -1
	var head []token.Token // the first tokens of the piece, at depth 0
	end := func(at int) {
		if start >= 0 {
			p := piece{start, at, isDecl(head)}
			// the head of a for has semicolons, too: statements stay together
			if n := len(pieces); n > 0 && !p.decl && !pieces[n-1].decl {
				pieces[n-1].to = at
			} else {
				pieces = append(pieces, p)
			}
		}
		start, head = -1, nil
	}
	for {
		pos, tok, lit := sc.Scan()
		at := file.Offset(pos)
		if tok == token.EOF {
			end(len(code))
			return pieces, last
		}
		if tok == token.SEMICOLON {
			if lit == ";" {
				last = tok
			}
			if depth == 0 {
				end(min(at+1, len(code)))
			}
			continue
		}
		last = tok
		if start < 0 {
			start = at
		}
		if depth == 0 && len(head) < 5 {
			head = append(head, tok)
		}
		switch tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth = max(0, depth-1)
			if depth == 0 && len(head) < 5 {
				head = append(head, tok)
			}
		}
	}
}

// isDecl says whether a piece that begins so is a declaration: a func may be a literal
// that is called.
func isDecl(head []token.Token) bool {
	if len(head) == 0 {
		return false
	}
	switch head[0] {
	case token.IMPORT, token.CONST, token.TYPE, token.VAR:
		return true
	case token.FUNC:
		if len(head) > 1 && head[1] == token.IDENT { // func name
			return true
		}
		// func (receiver) name(, but not func(parameters) result {
		return len(head) > 4 && head[1] == token.LPAREN && head[2] == token.RPAREN && head[3] == token.IDENT && head[4] == token.LPAREN
	}
	return false
}

// IsComplete says whether Enter should run a cell: "complete", "incomplete" or "invalid",
// and how the next line is indented.
func IsComplete(code string) (status, indent string) {
	_, err := parse(code, token.NewFileSet())
	if err == nil {
		return "complete", ""
	}
	open := 0
	var sc scanner.Scanner
	fset := token.NewFileSet()
	file := fset.AddFile("", -1, len(code))
	unclosed := false
	sc.Init(file, []byte(code), func(_ token.Position, msg string) {
		unclosed = unclosed || strings.Contains(msg, "not terminated") && (strings.Contains(msg, "raw") || strings.Contains(msg, "comment"))
	}, 0)
	tail := token.ILLEGAL
	for {
		_, tok, lit := sc.Scan()
		if tok == token.EOF {
			break
		}
		switch tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			open++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			open--
		}
		if tok != token.SEMICOLON || lit == ";" {
			tail = tok
		}
	}
	switch {
	case unclosed:
		return "incomplete", ""
	case open > 0:
		return "incomplete", strings.Repeat("\t", open)
	case tail.IsOperator() && tail != token.RPAREN && tail != token.RBRACE && tail != token.RBRACK && tail != token.INC && tail != token.DEC && tail != token.SEMICOLON:
		return "incomplete", "\t"
	}
	return "invalid", ""
}

// syntaxError is a parser's error in the cell's own coordinates.
func syntaxError(code string, err error, shift int) *Error {
	list, ok := err.(scanner.ErrorList)
	if !ok || len(list) == 0 {
		return &Error{Name: "syntax error", Value: err.Error()}
	}
	e := list[0]
	line, column := e.Pos.Line, e.Pos.Column
	if line == 1 {
		column -= shift
	}
	return newError("syntax error", code, line, max(1, column), e.Msg)
}

// position is the line and column in the cell.
func (c *parsed) position(pos token.Pos) (line, column int) {
	f := c.fset.File(pos)
	if f == nil {
		return 0, 0
	}
	p := f.Position(pos)
	return p.Line, p.Column
}

func (c *parsed) errorAt(pos token.Pos, format string, args ...any) *Error {
	line, column := c.position(pos)
	return newError("compile error", c.source, line, column, fmt.Sprintf(format, args...))
}
