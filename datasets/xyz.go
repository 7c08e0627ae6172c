package datasets

import "strings"

// This file: XYZ, a line of text per point, x, y and z first, between spaces, tabs,
// commas or semicolons.

// ReadXYZ reads a text of one point per line. What follows the first three
// numbers of a line (colours, normals) is passed over, and so are empty lines
// and comments, which begin with # or //.
func ReadXYZ(path string) (*PointCloud, error) { return readCloud(path, decodeXYZ) }

func decodeXYZ(raw []byte) (*PointCloud, error) {
	lines := textLines{rest: raw}
	var list pointList
	for {
		line, ok := lines.next()
		if !ok {
			return list.cloud()
		}
		line, _, _ = strings.Cut(line, "#")
		line, _, _ = strings.Cut(line, "//")
		f := strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" \t\v\f,;", r) })
		if len(f) == 0 {
			continue
		}
		if err := list.addLine(&lines, f); err != nil {
			return nil, err
		}
	}
}
