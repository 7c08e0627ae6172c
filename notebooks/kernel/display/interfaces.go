package display

// The methods by which a type says how it is shown. A type that a cell declares may have
// them, too.

// SVGer is a value that draws itself.
type SVGer interface{ SVG() string }

// HTMLer is a value that is shown as HTML.
type HTMLer interface{ HTML() string }

// Markdowner is a value that is shown as Markdown.
type Markdowner interface{ Markdown() string }

// JSONer is a value that is shown as a tree: JSON returns its text.
type JSONer interface{ JSON() string }
