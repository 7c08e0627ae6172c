package formats

// This file: the parser of .npy headers: the part of Python's literals that NumPy
// writes there, which is a dictionary of strings, booleans and tuples of
// whole numbers.

import (
	"fmt"
	"strconv"
	"strings"
)

// pyReader steps through a literal.
type pyReader struct{ rest string }

// parseNPYHeader reads the dictionary and checks what it says.
func parseNPYHeader(text string) (*npyHeader, error) {
	h := new(npyHeader)
	p := pyReader{text}
	if err := p.expect("{"); err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for !p.accept("}") {
		key, err := p.quoted()
		if err != nil {
			return nil, err
		}
		if seen[key] {
			return nil, fmt.Errorf("%q appears twice", key)
		}
		seen[key] = true
		if err := p.expect(":"); err != nil {
			return nil, err
		}
		switch key {
		case "descr":
			if p.accept("[") || p.accept("(") {
				return nil, &notNumbersError{"a structure of several fields"}
			}
			h.descr, err = p.quoted()
		case "fortran_order":
			h.fortran, err = p.boolean()
		case "shape":
			h.shape, err = p.tuple()
		default:
			err = fmt.Errorf("unknown key")
		}
		if err != nil {
			return nil, fmt.Errorf("%q: %w", key, err)
		}
		if !p.accept(",") {
			if err := p.expect("}"); err != nil {
				return nil, err
			}
			break
		}
	}
	if rest := strings.TrimSpace(p.rest); rest != "" {
		return nil, fmt.Errorf("%.40q follows the closing brace", rest)
	}
	for _, key := range []string{"descr", "fortran_order", "shape"} {
		if !seen[key] {
			return nil, fmt.Errorf("no %q", key)
		}
	}
	if err := h.checkDescr(); err != nil {
		return nil, err
	}
	return h, h.checkShape()
}

// accept steps over token, after spaces, if it comes next.
func (p *pyReader) accept(token string) bool {
	p.rest = strings.TrimLeft(p.rest, " \t\r\n")
	if !strings.HasPrefix(p.rest, token) {
		return false
	}
	p.rest = p.rest[len(token):]
	return true
}

// expect is accept that fails if the token does not come next.
func (p *pyReader) expect(token string) error {
	if !p.accept(token) {
		return fmt.Errorf("%.40q where %q is wanted", p.rest, token)
	}
	return nil
}

// quoted reads a string without escapes.
func (p *pyReader) quoted() (string, error) {
	quote := "'"
	if !p.accept(quote) {
		quote = `"`
		if !p.accept(quote) {
			return "", fmt.Errorf("%.40q where a string is wanted", p.rest)
		}
	}
	s, rest, ok := strings.Cut(p.rest, quote)
	if !ok || strings.Contains(s, `\`) {
		return "", fmt.Errorf("string %.40q does not end or has escapes", p.rest)
	}
	p.rest = rest
	return s, nil
}

func (p *pyReader) boolean() (bool, error) {
	if p.accept("True") {
		return true, nil
	}
	return false, p.expect("False")
}

// tuple reads whole numbers, none negative: (), (3,) or (3, 4).
func (p *pyReader) tuple() ([]int, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	dims := []int{}
	for !p.accept(")") {
		p.accept("") // spaces
		n := 0
		for n < len(p.rest) && p.rest[n] >= '0' && p.rest[n] <= '9' {
			n++
		}
		d, err := strconv.Atoi(p.rest[:n])
		if err != nil {
			return nil, fmt.Errorf("%.40q where a size is wanted", p.rest)
		}
		p.rest = p.rest[n:]
		p.accept("L") // a long of Python 2
		dims = append(dims, d)
		if !p.accept(",") {
			return dims, p.expect(")")
		}
	}
	return dims, nil
}
