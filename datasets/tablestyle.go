package datasets

import (
	"bytes"
	"fmt"
	"math"
	"strings"
)

// This file: what separates the columns of a text of numbers, and what the decimal
// sign is. One comma does both in the texts of half the world, so that the text as a
// whole must say which: 1,5 in the midst of blanks or semicolons is a number, 1,5,2
// three of them. A text that leaves it open is refused.

// tableStyle is how the lines of a text are cut into numbers.
type tableStyle struct {
	separator byte // ';' or ','; 0: blanks
	decimal   bool // commas are decimal signs
}

// styleLines is the number of lines with numbers that the style is told from.
// All others must fit it.
const styleLines = 1000

// styleOf finds the style of a text.
func styleOf(text []byte) (s tableStyle, err error) {
	lines := textLines{rest: text}
	numbers, integers := 0, true
	var doubt error // about the first line whose commas may be either
	spaced, joined := false, false
	even, cut := true, false // pairs of words of which one is no number of its own
	semicolons, commas := false, false
	for numbers < styleLines {
		line, ok := lines.next()
		if !ok {
			break
		}
		line = strings.TrimRight(uncommented(line), " \t\v\f,;")
		if at := strings.TrimLeft(line, " \t\v\f\""); at == "" || !strings.ContainsRune("+-.0123456789", rune(at[0])) {
			continue // empty, or names
		}
		numbers++
		if strings.ContainsRune(line, ';') {
			semicolons, commas = true, commas || strings.ContainsRune(line, ',')
			continue
		}
		if !strings.ContainsRune(line, ',') || strings.ContainsRune(line, '"') {
			continue // between quotes a comma is no separator
		}
		switch words := strings.Fields(line); {
		case decimals(words):
			spaced = true
		case len(words) > 1 && betweenDigits(line) && !eachHasComma(line):
			if doubt == nil {
				doubt = lines.errorf("commas and blanks separate numbers in %s: are the commas decimal signs? expected one of the two between numbers", quote(line))
			}
		default:
			joined = true
			fields := strings.Split(line, ",")
			even = even && len(fields)%2 == 0 && len(fields) >= 6
			for i, f := range fields {
				spaced := i%2 == 0 && i > 0 && strings.HasPrefix(f, " ") && !strings.HasPrefix(fields[i-1], " ")
				f = strings.TrimSpace(f)
				integers = integers && !strings.ContainsAny(f, ".eE")
				cut = cut || spaced || i%2 == 0 && f == "-0" || i%2 == 1 && len(f) > 1 && f[0] == '0'
			}
		}
	}
	switch {
	case semicolons:
		return tableStyle{separator: ';', decimal: commas}, nil
	case doubt != nil:
		return s, doubt
	case spaced && joined:
		return s, fmt.Errorf("some lines have commas between numbers, others have them inside, as decimal signs; expected one of the two")
	case spaced:
		return tableStyle{decimal: true}, nil
	case joined && integers && even && cut:
		// 1,624,-0,612,-0,528 or 1,045, 2,500, 3,125: no program writes whole numbers
		// that are -0, begin with 0, or have a blank before every second one.
		return s, fmt.Errorf("commas seem to be decimal signs and separators at once; expected semicolons or blanks between numbers")
	case joined || bytesHave(text, ',') && numbers > 0:
		return tableStyle{separator: ','}, nil
	}
	return s, nil
}

func bytesHave(text []byte, c byte) bool { return bytes.IndexByte(text, c) >= 0 }

// decimals reports whether words are at least three numbers of which some have a
// comma as the decimal sign, and none a point.
func decimals(words []string) bool {
	if len(words) < 3 {
		return false
	}
	some := false
	for _, w := range words {
		at := strings.IndexByte(w, ',')
		if at != strings.LastIndexByte(w, ',') || strings.ContainsRune(w, '.') {
			return false
		}
		if at >= 0 {
			if !isDigit(w, at-1) || !isDigit(w, at+1) {
				return false
			}
			some = true
		}
	}
	return some
}

func isDigit(s string, i int) bool { return i >= 0 && i < len(s) && '0' <= s[i] && s[i] <= '9' }

// betweenDigits reports whether a comma stands between two digits, or a digit and a
// sign, without a blank.
func betweenDigits(line string) bool {
	for i := range line {
		if line[i] == ',' && i > 0 && i+1 < len(line) && !blank(line[i-1]) && !blank(line[i+1]) {
			return true
		}
	}
	return false
}

// eachHasComma reports whether every gap between numbers has a comma.
func eachHasComma(line string) bool {
	for _, f := range strings.Split(line, ",") {
		if len(strings.Fields(f)) > 1 {
			return false
		}
	}
	return true
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\v' || c == '\f' }

func isSeparator(r rune) bool { return strings.ContainsRune(" \t\v\f,;", r) }

// split cuts a line into the words of its columns. A column may be empty, unless
// blanks separate them.
func (s tableStyle) split(line string) ([]string, error) {
	if s.separator == 0 {
		return strings.Fields(strings.TrimRight(line, " \t,;")), nil
	}
	line = strings.TrimSpace(line)
	if line == "" {
		return nil, nil
	}
	if s.separator == ',' && !strings.ContainsRune(line, '"') && betweenDigits(line) && !eachHasComma(line) && strings.ContainsRune("+-.0123456789", rune(line[0])) {
		return nil, fmt.Errorf("commas and blanks separate numbers in %s: are the commas decimal signs? expected one of the two between numbers", quote(line))
	}
	var words []string
	for _, f := range cutOutsideQuotes(line, s.separator) {
		f = strings.TrimSpace(f)
		if parts := strings.Fields(f); s.separator == ',' && len(parts) > 1 {
			if _, err := coordinate(parts[0]); err == nil { // "1, 2, 3 255 0 0", but not "x [m]"
				words = append(words, parts...)
				continue
			}
		}
		words = append(words, f)
	}
	return words, nil
}

// cutOutsideQuotes splits a line at the separators outside of double quotes.
func cutOutsideQuotes(line string, separator byte) []string {
	if !strings.ContainsRune(line, '"') {
		return strings.Split(line, string(separator))
	}
	var words []string
	start, quoted := 0, false
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '"':
			quoted = !quoted
		case line[i] == separator && !quoted:
			words = append(words, line[start:i])
			start = i + 1
		}
	}
	return append(words, line[start:])
}

// missing are the words by which programs say that there is no value.
var missing = map[string]bool{"": true, "na": true, "n/a": true, "#n/a": true, "#na": true, "<na>": true, "null": true, "none": true, "nodata": true}

// number reads the word of a column. An empty one, or one of missing, has no value, as a
// NaN.
func (s tableStyle) number(word string) (float64, error) {
	decimal := s.decimal
	if len(word) >= 2 && word[0] == '"' && word[len(word)-1] == '"' {
		word = strings.TrimSpace(word[1 : len(word)-1])
		decimal = true
	}
	if missing[strings.ToLower(word)] {
		return math.NaN(), nil
	}
	if comma := strings.IndexByte(word, ','); decimal && comma >= 0 {
		if strings.ContainsRune(word, '.') || comma != strings.LastIndexByte(word, ',') {
			return 0, fmt.Errorf("found %s, expected one decimal sign", quote(word))
		}
		return coordinate(word[:comma] + "." + word[comma+1:])
	}
	if s.decimal && strings.ContainsRune(word, '.') && !strings.HasPrefix(word, "1.#") {
		// 1.234 beside 0,5 may be 1234.
		return 0, fmt.Errorf("found %s with a point where other numbers have decimal commas, expected one decimal sign in the text", quote(word))
	}
	return coordinate(word)
}
