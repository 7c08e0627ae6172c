// Package plaintext makes one form of the texts that people's editors and programs
// write: UTF-8 without a byte order mark. Notepad and PowerShell put a mark before
// UTF-8, and write UTF-16 as well.
package plaintext

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// UTF8 returns text without a byte order mark, as UTF-8. Text without a mark comes back
// as it is. The result shares the memory of text where it can.
func UTF8(text []byte) []byte {
	switch {
	case bytes.HasPrefix(text, []byte{0xEF, 0xBB, 0xBF}):
		return text[3:]
	case bytes.HasPrefix(text, []byte{0xFF, 0xFE}):
		return fromUTF16(text[2:], binary.LittleEndian)
	case bytes.HasPrefix(text, []byte{0xFE, 0xFF}):
		return fromUTF16(text[2:], binary.BigEndian)
	}
	return text
}

// fromUTF16 returns units of two bytes as UTF-8. Half a unit at the end, and halves of
// pairs, become the sign for what is no character, which readers then refuse.
func fromUTF16(text []byte, order binary.ByteOrder) []byte {
	out := make([]byte, 0, len(text)/2)
	for len(text) >= 2 {
		r := rune(order.Uint16(text))
		text = text[2:]
		if utf16.IsSurrogate(r) {
			low := rune(utf8.RuneError)
			if len(text) >= 2 {
				low = rune(order.Uint16(text))
			}
			if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
				text = text[2:]
			}
		}
		out = utf8.AppendRune(out, r)
	}
	if len(text) > 0 {
		out = utf8.AppendRune(out, utf8.RuneError)
	}
	return out
}

// Lines returns text with the line ends of Unix: "\r\n" and a lone "\r" become "\n".
func Lines(text []byte) []byte {
	if bytes.IndexByte(text, '\r') < 0 {
		return text
	}
	out := make([]byte, 0, len(text))
	for i, c := range text {
		if c == '\r' {
			if i+1 < len(text) && text[i+1] == '\n' {
				continue
			}
			c = '\n'
		}
		out = append(out, c)
	}
	return out
}
