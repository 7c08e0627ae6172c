// Package rich turns values into what a notebook shows: data by MIME type.
package rich

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"reflect"
	"sync"
)

// Data is one thing to show, in one or more forms by MIME type: a string, for pictures
// their bytes, for application/json any value.
type Data map[string]any

// sink takes what is shown while a cell runs; nil outside of a notebook.
var (
	mu   sync.Mutex
	sink func(Data)
)

// SetSink has f take what Show shows.
func SetSink(f func(Data)) {
	mu.Lock()
	defer mu.Unlock()
	sink = f
}

// Show hands data to the notebook; outside of one it prints the text.
func Show(d Data) {
	mu.Lock()
	f := sink
	mu.Unlock()
	if f != nil {
		f(d)
		return
	}
	fmt.Println(d["text/plain"])
}

// Of returns how v is shown; nil for nil. An error tells of a picture that cannot be drawn.
func Of(v any) (Data, error) {
	if v == nil {
		return nil, nil
	}
	if d, ok := v.(Data); ok {
		return d, nil
	}
	if r := reflect.ValueOf(v); r.Kind() == reflect.Pointer && r.IsNil() {
		return Data{"text/plain": "nil"}, nil // its methods need not expect that
	}
	d := Data{}
	if x, ok := v.(interface{ SVG() string }); ok {
		d["image/svg+xml"] = x.SVG()
	}
	if x, ok := v.(interface{ HTML() string }); ok {
		d["text/html"] = x.HTML()
	}
	if x, ok := v.(interface{ Markdown() string }); ok {
		d["text/markdown"] = x.Markdown()
	}
	if raw, ok, err := jsonOf(v); err != nil {
		return nil, err
	} else if ok {
		d["application/json"] = raw
	}
	if img, ok := v.(image.Image); ok && len(d) == 0 {
		b := img.Bounds()
		if b.Empty() {
			return Data{"text/plain": fmt.Sprintf("an image of %d x %d pixels", b.Dx(), b.Dy())}, nil
		}
		var buf bytes.Buffer
		if err := png.Encode(&buf, img); err != nil {
			return nil, err
		}
		d["image/png"] = buf.Bytes()
		d["text/plain"] = fmt.Sprintf("an image of %d x %d pixels", b.Dx(), b.Dy())
	}
	_, isError := v.(error)
	_, isStringer := v.(fmt.Stringer)
	switch {
	case isError || isStringer, len(d) == 0:
		d["text/plain"] = fmt.Sprint(v)
	case d["text/plain"] == nil: // to print it whole would be its numbers
		d["text/plain"] = fmt.Sprintf("%T", v)
	}
	return d, nil
}

// jsonOf is what v's method JSON gives, which is text or a value.
func jsonOf(v any) (any, bool, error) {
	var text []byte
	switch x := v.(type) {
	case interface{ JSON() string }:
		text = []byte(x.JSON())
	case interface{ JSON() []byte }:
		text = x.JSON()
	case interface{ JSON() map[string]any }:
		return x.JSON(), true, nil
	case interface{ JSON() any }:
		return x.JSON(), true, nil
	default:
		return nil, false, nil
	}
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		return nil, false, fmt.Errorf("its method JSON gives no JSON: %w", err)
	}
	return value, true, nil
}
