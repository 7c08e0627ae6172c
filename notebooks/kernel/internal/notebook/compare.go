package notebook

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Outputs are compared as a reader sees them: text exactly, pictures by their pixels.

// compare lists how the outputs of a cell differ from those that it had.
func compare(old, now []any) []string {
	var differences []string
	old, now = settled(old), settled(now)
	if len(old) != len(now) {
		differences = append(differences, fmt.Sprintf("%d outputs in the file (%s), %d now (%s)", len(old), kinds(old), len(now), kinds(now)))
	}
	for i := range min(len(old), len(now)) {
		if d := compareOutput(normal(old[i]), normal(now[i])); d != "" {
			differences = append(differences, fmt.Sprintf("output %d: %s", i+1, d))
		}
	}
	return differences
}

// settled joins what was printed between two displays, as recorder does: Jupyter cuts
// streams where its messages happen to end.
func settled(outputs []any) []any {
	r := newRecorder()
	for _, o := range outputs {
		m := normal(o)
		name, _ := m["name"].(string)
		if m["output_type"] == "stream" && r.text[name] != nil {
			r.text[name].WriteString(joined(m["text"]))
			continue
		}
		r.settle()
		r.outputs = append(r.outputs, o)
	}
	r.settle()
	return r.outputs
}

func kinds(outputs []any) string {
	var list []string
	for _, o := range outputs {
		list = append(list, fmt.Sprint(normal(o)["output_type"]))
	}
	return strings.Join(list, ", ")
}

// normal is an output in the types that reading a file gives.
func normal(v any) map[string]any {
	b, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	var m map[string]any
	json.Unmarshal(b, &m)
	return m
}

func compareOutput(old, now map[string]any) string {
	if old["output_type"] != now["output_type"] {
		return fmt.Sprintf("%v in the file, %v now", old["output_type"], now["output_type"])
	}
	switch now["output_type"] {
	case "stream":
		if old["name"] != now["name"] {
			return fmt.Sprintf("%v in the file, %v now", old["name"], now["name"])
		}
		return compareText(fmt.Sprint(now["name"]), joined(old["text"]), joined(now["text"]))
	case "error":
		if d := compareText("kind of error", fmt.Sprint(old["ename"]), fmt.Sprint(now["ename"])); d != "" {
			return d
		}
		return compareText("error", fmt.Sprint(old["evalue"]), fmt.Sprint(now["evalue"]))
	}
	a, _ := old["data"].(map[string]any)
	b, _ := now["data"].(map[string]any)
	for _, mime := range slices.Sorted(maps.Keys(b)) {
		if _, ok := a[mime]; !ok {
			return fmt.Sprintf("%s is not in the file", mime)
		}
	}
	for _, mime := range slices.Sorted(maps.Keys(a)) {
		if _, ok := b[mime]; !ok {
			return fmt.Sprintf("%s of the file is missing now", mime)
		}
		var d string
		switch {
		case mime == "image/png":
			d = comparePictures(joined(a[mime]), joined(b[mime]))
		case strings.HasSuffix(mime, "json"):
			if !reflect.DeepEqual(a[mime], b[mime]) {
				d = fmt.Sprintf("%s: %.200v in the file, %.200v now", mime, a[mime], b[mime])
			}
		default:
			d = compareText(mime, joined(a[mime]), joined(b[mime]))
		}
		if d != "" {
			return d
		}
	}
	return ""
}

// compareText names the first line that differs.
func compareText(what, old, now string) string {
	old, now = strings.TrimSuffix(old, "\n"), strings.TrimSuffix(now, "\n")
	if old == now {
		return ""
	}
	a, b := strings.Split(old, "\n"), strings.Split(now, "\n")
	for i := range max(len(a), len(b)) {
		switch {
		case i >= len(a):
			return fmt.Sprintf("%s, line %d: %.200q is not in the file", what, i+1, b[i])
		case i >= len(b):
			return fmt.Sprintf("%s, line %d: %.200q of the file is missing now", what, i+1, a[i])
		case a[i] != b[i]:
			return fmt.Sprintf("%s, line %d: %.200q in the file, %.200q now", what, i+1, a[i], b[i])
		}
	}
	return ""
}

// comparePictures compares pixels: the bytes of a PNG depend on who packed it.
func comparePictures(old, now string) string {
	a, err := decodePNG(old)
	if err != nil {
		return fmt.Sprintf("the picture in the file: %v", err)
	}
	b, err := decodePNG(now)
	if err != nil {
		return fmt.Sprintf("the picture: %v", err)
	}
	if a.Bounds() != b.Bounds() {
		return fmt.Sprintf("a picture of %v in the file, of %v now", a.Bounds().Size(), b.Bounds().Size())
	}
	differ, first := 0, image.Point{}
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			ar, ag, ab, aa := a.At(x, y).RGBA()
			br, bg, bb, ba := b.At(x, y).RGBA()
			if ar != br || ag != bg || ab != bb || aa != ba {
				if differ == 0 {
					first = image.Pt(x, y)
				}
				differ++
			}
		}
	}
	if differ > 0 {
		return fmt.Sprintf("a picture of %v: %d pixels differ, the first at %v: %v in the file, %v now", a.Bounds().Size(), differ, first, a.At(first.X, first.Y), b.At(first.X, first.Y))
	}
	return ""
}

func decodePNG(text string) (image.Image, error) {
	b, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(text, "\n", ""))
	if err != nil {
		return nil, err
	}
	return png.Decode(bytes.NewReader(b))
}
