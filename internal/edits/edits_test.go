package edits

import "testing"

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"lambda", "lambda", 0}, {"lamda", "lambda", 1}, {"frist", "first", 1}, {"shfit", "shift", 1}, {"ca", "abc", 3},
		{"kitten", "sitting", 3}, {"saturday", "sunday", 3}, {"λ", "l", 1}, {"Epochs", "epochs", 1}, {"abc", "xyz", 3},
	} {
		if got := Distance(c.a, c.b); got != c.want {
			t.Errorf("%q to %q: %d, want %d", c.a, c.b, got, c.want)
		}
		if got := Distance(c.b, c.a); got != c.want {
			t.Errorf("%q to %q: %d, want %d", c.b, c.a, got, c.want)
		}
	}
}
