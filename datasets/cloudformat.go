package datasets

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gopathway/pathway/internal/plaintext"
)

// This file: which format a point cloud has: its content tells where it can, else the
// extension of its name.

// cloudFormat is a format of point clouds or of meshes. One of cloud and mesh is set.
type cloudFormat struct {
	name  string
	exts  []string
	is    func(raw []byte) bool // nil: the content does not tell
	cloud func(raw []byte, limit int) (*PointCloud, error)
	mesh  func(raw []byte, limit int) (*Mesh, error)
}

var cloudFormats = []cloudFormat{
	{name: "PCD", exts: []string{".pcd"}, is: isPCD, cloud: decodePCD},
	{name: "PLY", exts: []string{".ply"}, is: isPLY, mesh: decodePLYMesh},
	{name: "OFF", exts: []string{".off"}, is: isOFF, mesh: decodeOFF},
	{name: "npy", exts: []string{".npy"}, is: startsWith("\x93NUMPY"), cloud: decodeNPY},
	{name: "npz", exts: []string{".npz"}, is: startsWith("PK\x03\x04"), cloud: decodeNPZ},
	{name: "text", exts: []string{".xyz", ".txt", ".asc", ".csv", ".pts"}, cloud: decodeXYZ},
}

// foreignClouds are formats of scanners, which people have, too: by their names alone.
var foreignClouds = []struct {
	name string
	is   func(raw []byte) bool
}{
	{"LAZ", func(raw []byte) bool { return startsWith("LASF")(raw) && len(raw) > 104 && raw[104]&0x80 != 0 }},
	{"LAS", startsWith("LASF")},
	{"E57", startsWith("ASTM-E57")},
}

// convertCloud is what helps with clouds that are not read.
const convertCloud = "convert it to PLY, as with pdal translate FILE FILE.ply, or save it so in CloudCompare"

// cloudFormatOf returns the format of a file that bears a name.
func cloudFormatOf(raw []byte, name string) (cloudFormat, error) {
	for _, f := range cloudFormats {
		if f.is != nil && f.is(raw) {
			return f, nil
		}
	}
	for _, f := range foreignClouds {
		if f.is(raw) {
			return cloudFormat{}, fmt.Errorf("%s is not read: %s", f.name, convertCloud)
		}
	}
	ext := strings.ToLower(filepath.Ext(name))
	for _, f := range cloudFormats {
		if slices.Contains(f.exts, ext) {
			return f, nil
		}
	}
	return cloudFormat{}, fmt.Errorf("the extension is %q, expected .txt or %s", filepath.Ext(name), strings.Join(cloudExts, ", "))
}

// firstWords returns the words of the first line that has any, without comments, and
// whether a comment before it begins with mark.
func firstWords(raw []byte, mark string) (words []string, marked bool) {
	lines := textLines{rest: plaintext.Lines(plaintext.UTF8(raw[:min(len(raw), longestHeaderLine)]))}
	for {
		line, ok := lines.next()
		if !ok {
			return nil, marked
		}
		line = strings.TrimSpace(line)
		marked = marked || mark != "" && strings.HasPrefix(line, mark)
		if words = strings.Fields(cutComment(line, "#")); len(words) > 0 {
			return words, marked
		}
	}
}

// isPCD reports whether a file begins as the Point Cloud Library writes PCD: with the
// comment "# .PCD", or with the first or second entry of the header.
func isPCD(raw []byte) bool {
	words, marked := firstWords(raw, "# .PCD")
	return marked || len(words) > 1 && (words[0] == "VERSION" || words[0] == "FIELDS")
}

func isPLY(raw []byte) bool {
	return bytes.HasPrefix(raw, []byte("ply\n")) || bytes.HasPrefix(raw, []byte("ply\r"))
}

// isOFF reports whether a file begins with OFF, or with one of its kinds, and what may
// follow: a number, or nothing.
func isOFF(raw []byte) bool {
	words, _ := firstWords(raw, "")
	if len(words) == 0 {
		return false
	}
	kind, rest, found := strings.Cut(strings.ToUpper(words[0]), "OFF")
	return found && slices.Contains(offKinds, kind) && (rest == "" || isDigit(rest, 0))
}
