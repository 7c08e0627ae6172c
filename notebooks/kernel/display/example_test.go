package display_test

import "github.com/gopathway/pathway/notebooks/kernel/display"

// In a notebook each value appears below the cell; a program prints its text.
func ExampleShow() {
	display.Show(display.Markdown("a *picture*"), 42)
	// Output:
	// a *picture*
	// 42
}
