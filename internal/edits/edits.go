// Package edits tells how far two words are from each other, and which of several is
// nearest, for errors that propose what may have been meant.
package edits

// Distance is how many letters to insert, delete or replace, or neighbours to
// swap, to make b of a (the optimal string alignment). Capitals differ from small
// letters.
func Distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, row, next := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range row {
		row[j] = j
	}
	for i := range s {
		next[0] = i + 1
		for j := range t {
			d := row[j]
			if s[i] != t[j] {
				d++
			}
			d = min(d, next[j]+1, row[j+1]+1)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				d = min(d, before[j-1]+1)
			}
			next[j+1] = d
		}
		before, row, next = row, next, before
	}
	return row[len(t)]
}
