package plaintext

import "testing"

// The same words in every form that editors write.
func TestUTF8(t *testing.T) {
	for name, text := range map[string]string{
		"plain":                "a é 😀",
		"with a mark":          "\xEF\xBB\xBFa é 😀",
		"UTF-16 little-endian": "\xFF\xFEa\x00 \x00\xE9\x00 \x00\x3D\xD8\x00\xDE",
		"UTF-16 big-endian":    "\xFE\xFF\x00a\x00 \x00\xE9\x00 \xD8\x3D\xDE\x00",
	} {
		if got := string(UTF8([]byte(text))); got != "a é 😀" {
			t.Errorf("%s: %q", name, got)
		}
	}
	for text, want := range map[string]string{
		"\xFF\xFEa\x00b":        "a�",
		"\xFF\xFE\x3D\xD8":      "�",
		"\xFE\xFF\xDE\x00\x00a": "�a",
		"\xEF\xBB":              "\xEF\xBB",
		"":                      "",
	} {
		if got := string(UTF8([]byte(text))); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestLines(t *testing.T) {
	for text, want := range map[string]string{"a\nb": "a\nb", "a\r\nb\r\n": "a\nb\n", "a\rb\r\rc\r": "a\nb\n\nc\n", "": ""} {
		if got := string(Lines([]byte(text))); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
