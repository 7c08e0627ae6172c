package plot

import (
	"math"
	"strconv"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"github.com/gopathway/pathway/tensor"
)

// This file: axes, and the numbers along them.

// Values returns the numbers of x as plots take them, in row-major order.
func Values(x *tensor.Tensor) []float64 {
	v := make([]float64, x.Size())
	for i, f := range x.Data() {
		v[i] = float64(f)
	}
	return v
}

// finite reports whether v is neither NaN nor infinite.
func finite(v float64) bool { return v-v == 0 }

// drawable reports whether a number has a place on an axis.
func drawable(v float64, log bool) bool { return finite(v) && (!log || v > 0) }

// scale gives an axis its range and ticks, for numbers from a.Min to a.Max, which are
// infinite if there are none. Ends, if it has any, are the range.
func scale(a *gplot.Axis, log bool, ends [2]float64) {
	if ends[0] < ends[1] {
		a.Min, a.Max = ends[0], ends[1]
	} else {
		widen(a, log)
	}
	a.Tick.Marker = evenTicks{}
	if log {
		a.Scale, a.Tick.Marker = gplot.LogScale{}, logTicks{}
	}
}

// widen gives an axis a range where its numbers have none.
func widen(a *gplot.Axis, log bool) {
	if a.Min > a.Max { // there are no numbers
		a.Min, a.Max = 0, 1
		if log {
			a.Min = 0.1
		}
	}
	switch {
	case log && a.Max < 1.2*a.Min:
		a.Min, a.Max = a.Min/2, a.Max*2
	case !log && a.Min == a.Max:
		d := math.Abs(a.Min) * 0.1
		if d == 0 {
			d = 1
		}
		a.Min, a.Max = a.Min-d, a.Max+d
	}
}

// evenTicks are about six labelled ticks at multiples of 1, 2 or 5 times a power of ten.
type evenTicks struct{}

// Ticks implements gonum's Ticker.
func (evenTicks) Ticks(low, high float64) []gplot.Tick {
	rough := (high - low) / 6
	e := int(math.Floor(math.Log10(rough)))
	k := 1
	for _, next := range []int{2, 5, 10} {
		if float64(k)*math.Pow10(e) < rough {
			k = next
		}
	}
	var ticks []gplot.Tick
	step := float64(k) * math.Pow10(e)
	for i := math.Ceil(low/step-1e-9) + 0; i*step <= high+1e-9*step && len(ticks) < 20; i++ {
		// Written as k·10ᵉ and parsed, a tick has no digits of its own.
		v, err := strconv.ParseFloat(strconv.Itoa(int(i)*k)+"e"+strconv.Itoa(e), 64)
		if err != nil {
			break
		}
		ticks = append(ticks, gplot.Tick{Value: v, Label: strconv.FormatFloat(v, 'g', -1, 64)})
	}
	return ticks
}

// logTicks are ticks at 1 to 9 of each decade. All have labels if there are few, else
// those at 1, 2 and 5, or at 1 alone.
type logTicks struct{}

// Ticks implements gonum's Ticker.
func (logTicks) Ticks(low, high float64) []gplot.Tick {
	decades := math.Log10(high / low)
	var ticks []gplot.Tick
	first, last := int(math.Floor(math.Log10(low))), int(math.Ceil(math.Log10(high)))
	every := 1 + (last-first)/10
	for e := first; e <= last; e++ {
		for k := 1; k < 10; k++ {
			v, err := strconv.ParseFloat(strconv.Itoa(k)+"e"+strconv.Itoa(e), 64)
			if err != nil || v < low*(1-1e-9) || v > high*(1+1e-9) {
				continue
			}
			label := ""
			if k == 1 && (e-first)%every == 0 || decades < 2 && (k == 2 || k == 5) || decades < 0.7 {
				label = strconv.FormatFloat(v, 'g', -1, 64)
			}
			ticks = append(ticks, gplot.Tick{Value: v, Label: label})
		}
	}
	return ticks
}

// wholeTicks are labelled ticks at whole numbers, at most about ten.
type wholeTicks struct{}

// Ticks implements gonum's Ticker.
func (wholeTicks) Ticks(low, high float64) []gplot.Tick {
	step := 1
	for i := 0; (high-low)/float64(step) > 10; i++ {
		step = [...]int{2, 5, 10}[i%3] * int(math.Pow10(i/3))
	}
	var ticks []gplot.Tick
	for v := int(math.Ceil(low/float64(step))) * step; float64(v) <= high; v += step {
		ticks = append(ticks, gplot.Tick{Value: float64(v), Label: strconv.Itoa(v)})
	}
	return ticks
}

// names are ticks at 0, 1, 2 and so on with the given labels.
func names(labels []string) gplot.ConstantTicks {
	ticks := make(gplot.ConstantTicks, len(labels))
	for i, l := range labels {
		ticks[i] = gplot.Tick{Value: float64(i), Label: l}
	}
	return ticks
}

// slant turns the labels below an axis if one is wider than room.
func slant(a *gplot.Axis, labels []string, room vg.Length) {
	widest := vg.Length(0)
	for _, l := range labels {
		widest = max(widest, a.Tick.Label.Width(l))
	}
	if widest > room {
		a.Tick.Label.Rotation = math.Pi / 2
		a.Tick.Label.XAlign, a.Tick.Label.YAlign = -1, -0.5
		a.Padding = 8 * px // the letters begin a little above their place
	}
}

// grid adds faint lines behind the data.
func grid(p *gplot.Plot) {
	g := plotter.NewGrid()
	g.Horizontal.Color, g.Vertical.Color = gridColour, gridColour
	p.Add(g)
}
