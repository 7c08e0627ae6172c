package recipe

import (
	"math"
	"strconv"
	"strings"
)

// interval is a range of numbers, written as in "[0, 1)" or "[0, inf)".
type interval struct {
	lo, hi         float64
	openLo, openHi bool
}

// anything is the interval of all numbers.
var anything = interval{lo: math.Inf(-1), hi: math.Inf(1)}

// parseInterval reads a tag of Recipe. It panics on a malformed one.
func parseInterval(text string) interval {
	inner := strings.Trim(text, "[]()")
	lo, hi, ok := strings.Cut(inner, ", ")
	v := interval{openLo: text[0] == '(', openHi: strings.HasSuffix(text, ")")}
	var errLo, errHi error
	v.lo, errLo = strconv.ParseFloat(lo, 64)
	v.hi, errHi = strconv.ParseFloat(hi, 64)
	if !ok || errLo != nil || errHi != nil || len(text) != len(inner)+2 {
		panic("recipe: " + text + " is no interval")
	}
	return v
}

// has reports whether x lies in the interval. NaN lies in none.
func (v interval) has(x float64) bool {
	return (x > v.lo || x == v.lo && !v.openLo) && (x < v.hi || x == v.hi && !v.openHi)
}

// String describes the interval in words.
func (v interval) String() string {
	lower := "at least " + formatFloat(v.lo)
	if v.openLo {
		lower = "more than " + formatFloat(v.lo)
	}
	upper := "at most " + formatFloat(v.hi)
	switch {
	case math.IsInf(v.hi, 1):
		upper = "finite"
	case v.openHi:
		upper = "less than " + formatFloat(v.hi)
	}
	return lower + " and " + upper
}
