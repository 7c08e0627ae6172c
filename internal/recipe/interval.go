package recipe

import (
	"math"
	"strconv"
	"strings"
)

// interval is the values that a number may have, as in "[0, 1)" or "[0, inf)".
type interval struct {
	lo, hi         float64
	openLo, openHi bool
	text           string
}

// parseInterval reads a tag of Recipe; no tag is no limit. It panics on a
// malformed one.
func parseInterval(text string) interval {
	if text == "" {
		return interval{lo: math.Inf(-1), hi: math.Inf(1)}
	}
	inner := strings.Trim(text, "[]()")
	lo, hi, ok := strings.Cut(inner, ", ")
	v := interval{openLo: text[0] == '(', openHi: strings.HasSuffix(text, ")"), text: text}
	var errLo, errHi error
	v.lo, errLo = strconv.ParseFloat(lo, 64)
	v.hi, errHi = strconv.ParseFloat(hi, 64)
	if !ok || errLo != nil || errHi != nil || len(text) != len(inner)+2 {
		panic("recipe: " + text + " is no interval")
	}
	return v
}

// has reports whether x lies in the interval; NaN lies in none.
func (v interval) has(x float64) bool {
	return (x > v.lo || x == v.lo && !v.openLo) && (x < v.hi || x == v.hi && !v.openHi)
}

// String says it in words.
func (v interval) String() string {
	var lower, upper string
	switch lo := formatFloat(v.lo); {
	case v.openLo:
		lower = "more than " + lo
	default:
		lower = "at least " + lo
	}
	switch hi := formatFloat(v.hi); {
	case math.IsInf(v.hi, 1):
		upper = "finite"
	case v.openHi:
		upper = "less than " + hi
	default:
		upper = "at most " + hi
	}
	return lower + " and " + upper
}
