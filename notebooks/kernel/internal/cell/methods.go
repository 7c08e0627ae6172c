package cell

import (
	"fmt"
	"image"
	"reflect"

	"github.com/cosmos72/gomacro/xreflect"

	"github.com/gopathway/pathway/notebooks/kernel/display"
	"github.com/gopathway/pathway/notebooks/kernel/internal/rich"
)

// Methods of types that cells declare exist in the interpreter alone. Where a value is
// shown or printed, they are called through it.

// as returns how values of type t become values of interface I, where only the
// interpreter knows that they are ones; nil otherwise.
func as[I any](s *Session, t xreflect.Type) func(xreflect.Value) I {
	want := reflect.TypeFor[I]()
	if t == nil || t.Kind() == reflect.Interface || t.ReflectType().Implements(want) {
		return nil
	}
	to := s.interp.Comp.Universe.FromReflectType(want)
	if !t.Implements(to) {
		return nil
	}
	if t.Kind() == reflect.Pointer { // gomacro converts no pointer whose element has the methods
		if f := as[I](s, t.Elem()); f != nil {
			return func(v xreflect.Value) I { return f(v.Elem()) }
		}
	}
	convert := s.interp.Comp.Converter(t, to)
	if convert == nil {
		return nil
	}
	return func(v xreflect.Value) I { return convert(v).Interface().(I) }
}

// unwrap is what an interface holds, as compiled code prints it: a value of an interpreted
// type stands in a proxy of that interface, which holds its type.
func (s *Session) unwrap(v reflect.Value) any {
	if !v.IsValid() || v.IsNil() {
		return nil
	}
	x := v.Interface()
	p := reflect.ValueOf(x)
	if p.Kind() != reflect.Pointer || p.IsNil() || p.Elem().Kind() != reflect.Struct || p.Elem().NumField() == 0 {
		return x
	}
	object := p.Elem().Field(0)
	if !object.CanInterface() {
		return x
	}
	h, ok := object.Interface().(xreflect.InterfaceHeader)
	if !ok {
		return x
	}
	if to := s.texter(h.Type()); to != nil {
		return to(h.Value())
	}
	return h.Value().Interface()
}

// wrap is how a value of an interpreted type is shown by that type's methods; nil where
// there are none.
func (s *Session) wrap(v xreflect.Value, t xreflect.Type) any {
	d := rich.Data{}
	add := func(x any) {
		more, err := rich.Of(x)
		if err != nil {
			panic(err)
		}
		for mime, content := range more {
			if mime != "text/plain" {
				d[mime] = content
			}
		}
	}
	if f := as[display.SVGer](s, t); f != nil {
		add(f(v))
	}
	if f := as[display.HTMLer](s, t); f != nil {
		add(f(v))
	}
	if f := as[display.Markdowner](s, t); f != nil {
		add(f(v))
	}
	if f := as[display.JSONer](s, t); f != nil {
		add(f(v))
	}
	if f := as[image.Image](s, t); f != nil {
		add(f(v))
	}
	if f := s.texter(t); f != nil {
		d["text/plain"] = fmt.Sprint(f(v))
	} else if len(d) > 0 {
		d["text/plain"] = t.String()
	}
	if len(d) == 0 {
		return nil
	}
	return d
}

// text is a value of an interpreted type, printed by its method String or Error.
type text struct {
	value any
	text  func() string
}

func (t text) Format(f fmt.State, verb rune) {
	if (verb == 'v' && !f.Flag('#') && !f.Flag('+')) || verb == 's' || verb == 'q' {
		fmt.Fprintf(f, fmt.FormatString(f, verb), t.text())
		return
	}
	fmt.Fprintf(f, fmt.FormatString(f, verb), t.value)
}

// texter returns how values of type t are printed, where only the interpreter knows a
// method for it; nil otherwise.
func (s *Session) texter(t xreflect.Type) func(xreflect.Value) text {
	if f := as[error](s, t); f != nil {
		return func(v xreflect.Value) text { return text{v.Interface(), f(v).Error} }
	}
	if f := as[fmt.Stringer](s, t); f != nil {
		return func(v xreflect.Value) text { return text{v.Interface(), f(v).String} }
	}
	return nil
}
