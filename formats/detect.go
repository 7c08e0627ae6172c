package formats

// This file: what a file is, by its first bytes. What is no file of weights is named, so
// that who has a download gone wrong, or weights of another program, knows it.

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/gopathway/pathway/internal/openfile"
)

// fileKind is a format that Open reads.
type fileKind struct {
	name  string
	torch *torchForm // of PyTorch's files
}

var (
	kindSafetensors = &fileKind{name: "safetensors"}
	kindNPZ         = &fileKind{name: "npz"}
	kindNPY         = &fileKind{name: "npy"}
	kindZip         = &fileKind{torchZip.name, &torchZip}
	kindLegacy      = &fileKind{torchLegacy.name, &torchLegacy}
	kindTar         = &fileKind{torchTar.name, &torchTar}
)

// detectBytes is how much of a file is looked at: a tar archive says what it is there.
const detectBytes = 512

// others are formats that are not read, by their first bytes.
var others = []struct{ begin, what string }{
	{"version https://git-lfs", "a Git LFS pointer, not the weights themselves: fetch them with git lfs pull"},
	{"\x1f\x8b", "a gzip archive: unpack it first (gunzip)"},
	{"\x28\xb5\x2f\xfd", "a zstd archive: unpack it first"},
	{"BZh", "a bzip2 archive: unpack it first"},
	{"\xfd7zXZ\x00", "an xz archive: unpack it first"},
	{"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it first"},
	{"Rar!", "a RAR archive: unpack it first"},
	{"\x89HDF\r\n\x1a\n", "an HDF5 file, as Keras writes it: save safetensors in the program that wrote it"},
	{"GGUF", "a GGUF file, of llama.cpp, whose weights are quantized: take the model's safetensors"},
	{"ggml", "a GGML file, of llama.cpp: take the model's safetensors"},
	{"lmgg", "a GGML file, of llama.cpp: take the model's safetensors"},
	{"\x89PNG", "a PNG picture"},
	{"\xff\xd8\xff", "a JPEG picture"},
	{"GIF8", "a GIF picture"},
	{"%PDF", "a PDF document"},
	{"\x7fELF", "a program (ELF)"},
	{"MZ", "a program of Windows"},
}

// detect says what the file at path is, or why it is not read.
func detect(path string) (*fileKind, error) {
	f, size, err := openfile.Open(path, openfile.Any)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	head := make([]byte, detectBytes)
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	kind, err := detectHead(head[:n], size, filepath.Base(path))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return kind, nil
}

// detectHead is detect for the first bytes of a file of this size and name.
func detectHead(head []byte, size int64, name string) (*fileKind, error) {
	ext := strings.ToLower(filepath.Ext(name))
	begins := func(s string) bool { return bytes.HasPrefix(head, []byte(s)) }
	for _, o := range others {
		if begins(o.begin) && !safetensorsHead(head) {
			return nil, errors.New("it is " + o.what)
		}
	}
	switch {
	case size == 0:
		return nil, errors.New("it is empty")
	case safetensorsHead(head):
		return kindSafetensors, nil
	case begins("PK\x03\x04") || begins("PK\x05\x06"):
		if ext == ".npz" {
			return kindNPZ, nil
		}
		return kindZip, nil
	case begins(npyMagic):
		if ext == ".npy" {
			return kindNPY, nil
		}
		return nil, errors.New("it is an array of NumPy (npy), one without the names of a model's tensors; a name that ends in .npy has it read as that")
	case len(head) >= 262 && string(head[257:262]) == "ustar":
		return kindTar, nil
	case ext == ".safetensors":
		return kindSafetensors, nil // which says what is wrong
	case len(head) > 1 && head[0] == 0x80 && head[1] <= 5 || begins("L"+legacyMagic.String()):
		return kindLegacy, nil
	case looksLikeONNX(head):
		return nil, errors.New("it is an ONNX file, which is not read: take the weights it was made from")
	}
	return nil, errors.New(unknown(head))
}

// safetensorsHead reports whether a file begins as safetensors do: a length, and JSON.
func safetensorsHead(head []byte) bool {
	return len(head) > 8 && head[8] == '{' && binary.LittleEndian.Uint64(head) <= MaxSafetensorsHeader
}

// looksLikeONNX reports whether a file begins with the fields of an ONNX model: its version
// (field 1, a number), and a producer's name (2), opsets (8) or a graph (7).
func looksLikeONNX(head []byte) bool {
	return len(head) > 3 && head[0] == 0x08 && head[1] > 0 && head[1] < 0x20 && (head[2] == 0x12 || head[2] == 0x3a || head[2] == 0x42)
}

// unknown describes a file that begins as no format does.
func unknown(head []byte) string {
	text := bytes.TrimLeft(head, " \t\r\n\ufeff")
	lower := bytes.ToLower(text)
	switch {
	case bytes.HasPrefix(lower, []byte("<!doctype html")) || bytes.HasPrefix(lower, []byte("<html")) || bytes.HasPrefix(lower, []byte("<head")):
		return "it is an HTML page, such as an error or a login page of the site it was to come from: download it again"
	case bytes.HasPrefix(lower, []byte("<?xml")):
		return "it is an XML document, such as an error of the site it was to come from: download it again"
	case len(bytes.Trim(head, "\x00")) == 0:
		return "it begins with zeros alone: the download is not whole"
	case len(text) > 0 && utf8.Valid(head[:min(len(head), 64)]) && !bytes.ContainsFunc(head[:min(len(head), 64)], func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' }):
		return fmt.Sprintf("it is a text, not weights: it begins with %.40q", text)
	}
	return fmt.Sprintf("it begins with %.16q: none of safetensors, PyTorch's files, npz and npy", head)
}
