package pickle

// This file: the machine that a pickle is a program of. It has a stack, marks on it and
// a memo. Nothing recurses, so the depth of a value is no danger here.

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Name is the full name of a class or function: exact, and never a prefix.
type Name struct{ Module, Name string }

// Rule says what a pickle may do with a class or function. The zero Rule lets it be named.
type Rule struct {
	Call  func(g *Global, args []any) (any, error) // REDUCE; nil: must not be called
	New   bool                                     // NEWOBJ makes an Object of it
	Build bool                                     // BUILD sets the state of what Call or New made
}

// Config is what a pickle may use.
type Config struct {
	Globals map[Name]Rule
	// Module reports whether a state is that of a module: of its class, which is none of
	// Globals, an object without arguments is then kept as data. nil: never.
	Module func(state *Dict) bool
	// Persistent returns what a persistent id stands for. nil: there are none.
	Persistent func(id any) (any, error)
	// Limit is the memory that all values together may take, in bytes.
	Limit int64
}

// What values take in memory, in bytes, about.
const (
	itemSize   = 24 // an interface in a slice that grows
	objectSize = 64
	memoSize   = 32
)

// maxDigits is the longest whole number, in bytes or digits: longer ones take long.
const maxDigits = 1024

// errNumber is what whole numbers beyond maxDigits fail with.
var errNumber = fmt.Errorf("a whole number of more than %d digits", maxDigits)

// Decoder reads pickles one after another. The limit is that of all of them.
type Decoder struct {
	r    *Reader
	c    Config
	cost int64

	stack   []any
	marks   []int
	memo    []any         // entries in the order of their numbers, as Python writes them
	far     map[int64]any // other entries
	unknown []*Global     // which are no more than named, until BUILD shows a module
	modules map[Name]bool
	op      int64 // where the instruction lies
}

// NewDecoder reads from r.
func NewDecoder(r *Reader, c Config) *Decoder { return &Decoder{r: r, c: c} }

// Decode reads one pickle and returns its value.
func (d *Decoder) Decode() (any, error) {
	d.stack, d.marks, d.memo, d.far, d.unknown = nil, nil, nil, nil, nil
	d.modules = map[Name]bool{}
	for {
		d.op = d.r.Offset()
		op, err := d.r.byte()
		if err != nil {
			return nil, err
		}
		if op == opStop {
			break
		}
		if err := d.step(op); err != nil {
			if strings.HasPrefix(err.Error(), "byte ") {
				return nil, err
			}
			return nil, fmt.Errorf("byte %d: %w", d.op, err)
		}
	}
	for _, g := range d.unknown {
		if !d.modules[Name{g.Module, g.Name}] {
			return nil, notAllowed("names", g)
		}
	}
	if len(d.stack) != 1 || len(d.marks) > 0 {
		return nil, fmt.Errorf("byte %d: the pickle ends with %d values and %d marks, want one value", d.op, len(d.stack), len(d.marks))
	}
	return d.stack[0], nil
}

// notAllowed is the error of a class or function that is not in the table.
func notAllowed(what string, g *Global) error {
	return fmt.Errorf("byte %d: the pickle %s %.200q, which is not allowed: only tensors and plain data are read, and nothing is run", g.Offset, what, g.String())
}

func (d *Decoder) charge(n int) error {
	d.cost += int64(n)
	if d.cost > d.c.Limit {
		return fmt.Errorf("its values take more than %d bytes of memory, which is more than a file of this size needs", d.c.Limit)
	}
	return nil
}

// push puts v, of so many bytes, on the stack.
func (d *Decoder) push(v any, size int) error {
	d.stack = append(d.stack, v)
	return d.charge(itemSize + size)
}

var errEmpty = errors.New("it takes a value from an empty stack")

// floor is the lowest place that may be taken: above the last mark.
func (d *Decoder) floor() int {
	if len(d.marks) == 0 {
		return 0
	}
	return d.marks[len(d.marks)-1]
}

func (d *Decoder) pop() (any, error) {
	n := len(d.stack) - 1
	if n < d.floor() {
		return nil, errEmpty
	}
	v := d.stack[n]
	d.stack = d.stack[:n]
	return v, nil
}

// top returns the last value of the stack, which stays.
func (d *Decoder) top() (any, error) {
	if len(d.stack) <= d.floor() {
		return nil, errEmpty
	}
	return d.stack[len(d.stack)-1], nil
}

// popMark takes what lies above the last mark. The result shares memory with the stack:
// it is copied before anything is pushed.
func (d *Decoder) popMark() ([]any, error) {
	if len(d.marks) == 0 {
		return nil, errors.New("it takes values up to a mark, and there is none")
	}
	at := d.marks[len(d.marks)-1]
	d.marks = d.marks[:len(d.marks)-1]
	items := d.stack[at:]
	d.stack = d.stack[:at]
	return items, nil
}

// step runs one instruction.
func (d *Decoder) step(op byte) error {
	switch op {
	case opProto:
		v, err := d.r.byte()
		if err == nil && v > 5 {
			err = fmt.Errorf("protocol %d, want at most 5", v)
		}
		return err
	case opFrame:
		n, err := d.r.number(8)
		if err == nil && n > uint64(max(d.r.left, 0)) {
			err = fmt.Errorf("a frame of %d bytes, but %d are left", n, d.r.left)
		}
		return err
	case opMark:
		d.marks = append(d.marks, len(d.stack))
		return d.charge(itemSize)
	case opPop:
		if n := len(d.marks); n > 0 && d.marks[n-1] == len(d.stack) {
			d.marks = d.marks[:n-1]
			return nil
		}
		_, err := d.pop()
		return err
	case opPopMark:
		_, err := d.popMark()
		return err
	case opDup:
		v, err := d.top()
		if err != nil {
			return err
		}
		return d.push(v, 0)
	case opNone:
		return d.push(nil, 0)
	case opNewTrue, opNewFalse:
		return d.push(op == opNewTrue, 0)
	case opEmptyTuple:
		return d.push(&Tuple{}, itemSize)
	case opEmptyList:
		return d.push(&List{}, objectSize)
	case opEmptyDict:
		return d.push(&Dict{}, 2*objectSize)
	case opEmptySet:
		return d.push(&Object{Class: &Global{"builtins", "set", d.op}}, 2*objectSize)
	case opTuple, opFrozenSet:
		items, err := d.popMark()
		if err != nil {
			return err
		}
		if op == opFrozenSet {
			return d.push(&Object{Class: &Global{"builtins", "frozenset", d.op}, Items: clone(items)}, 2*objectSize+itemSize*len(items))
		}
		return d.push(&Tuple{clone(items)}, objectSize+itemSize*len(items))
	case opTuple1, opTuple2, opTuple3:
		n := int(op-opTuple1) + 1
		if len(d.stack)-n < d.floor() {
			return errEmpty
		}
		items := clone(d.stack[len(d.stack)-n:])
		d.stack = d.stack[:len(d.stack)-n]
		return d.push(&Tuple{items}, objectSize+itemSize*n)
	case opAppend, opAppends, opAddItems:
		return d.add(op)
	case opSetItem, opSetItems:
		return d.setItems(op)
	case opBinPut, opLongBinPut, opMemoize:
		return d.put(op)
	case opBinGet, opLongBinGet:
		return d.get(op)
	case opGlobal, opStackGlobal:
		return d.global(op)
	case opReduce, opNewObj:
		return d.make(op)
	case opBuild:
		return d.build()
	case opBinPersID:
		id, err := d.pop()
		if err != nil {
			return err
		}
		if d.c.Persistent == nil {
			return errors.New("a persistent id, and there are none here")
		}
		v, err := d.c.Persistent(id)
		if err != nil {
			return err
		}
		return d.push(v, objectSize)
	}
	if done, err := d.number(op); done {
		return err
	}
	if done, err := d.text(op); done {
		return err
	}
	if name := protocol0[op]; name != "" {
		return fmt.Errorf("%s is an instruction of protocol 0, which is not read, as torch.load does not: save the file again with torch.save's own protocol 2", name)
	}
	if name := refused[op]; name != "" {
		return fmt.Errorf("instruction %s is not allowed: only tensors and plain data are read, and nothing is run", name)
	}
	return fmt.Errorf("unknown instruction 0x%02x", op)
}

func clone(items []any) []any { return append([]any(nil), items...) }

// number runs the instructions that push numbers.
func (d *Decoder) number(op byte) (done bool, err error) {
	size := 0
	switch op {
	case opBinInt1:
		size = 1
	case opBinInt2:
		size = 2
	case opBinInt:
		size = 4
	case opBinFloat:
		var b [8]byte
		if err := d.r.fixed(b[:]); err != nil {
			return true, err
		}
		return true, d.push(math.Float64frombits(binary.BigEndian.Uint64(b[:])), 8)
	case opInt, opLong, opFloat:
		text, err := d.r.line()
		if err != nil {
			return true, err
		}
		return true, d.textNumber(op, text)
	case opLong1, opLong4:
		n, err := d.r.number(map[byte]int{opLong1: 1, opLong4: 4}[op])
		if err == nil && n > maxDigits {
			err = errNumber
		}
		if err != nil {
			return true, err
		}
		raw, err := d.r.counted(n)
		if err != nil {
			return true, err
		}
		return true, d.push(long(raw), 16+len(raw))
	default:
		return false, nil
	}
	n, err := d.r.number(size)
	if err != nil {
		return true, err
	}
	v := int64(n)
	if size == 4 {
		v = int64(int32(n))
	}
	return true, d.push(v, 8)
}

// textNumber pushes a number of protocols 0 and 1.
func (d *Decoder) textNumber(op byte, text string) error {
	switch {
	case op == opFloat:
		v, err := strconv.ParseFloat(text, 64)
		if err != nil && !errors.Is(err, strconv.ErrRange) {
			return fmt.Errorf("%.60q where a number is wanted", text)
		}
		return d.push(v, 8)
	case op == opInt && (text == "00" || text == "01"):
		return d.push(text == "01", 0)
	case op == opLong:
		text = strings.TrimSuffix(text, "L")
	}
	if v, err := strconv.ParseInt(text, 10, 64); err == nil {
		return d.push(v, 8)
	}
	if len(text) > maxDigits {
		return errNumber
	}
	v, ok := new(big.Int).SetString(text, 10)
	if !ok {
		return fmt.Errorf("%.60q where a whole number is wanted", text)
	}
	return d.push(v, 16+len(text))
}

// long returns the number of little-endian bytes in two's complement.
func long(raw string) any {
	if len(raw) <= 8 {
		var v uint64
		for i := len(raw) - 1; i >= 0; i-- {
			v = v<<8 | uint64(raw[i])
		}
		shift := 64 - 8*uint(len(raw))
		return int64(v<<shift) >> shift
	}
	b := make([]byte, len(raw))
	for i := range b {
		b[len(b)-1-i] = raw[i]
	}
	v := new(big.Int).SetBytes(b)
	if raw[len(raw)-1] >= 0x80 {
		v.Sub(v, new(big.Int).Lsh(big.NewInt(1), uint(8*len(raw))))
	}
	if v.IsInt64() {
		return v.Int64()
	}
	return v
}

// text runs the instructions that push texts and bytes.
func (d *Decoder) text(op byte) (done bool, err error) {
	size := 0
	switch op {
	case opShortBinString, opShortBinBytes, opShortBinUnicode:
		size = 1
	case opBinString, opBinBytes, opBinUnicode:
		size = 4
	case opBinBytes8, opBinUnicode8, opByteArray8:
		size = 8
	default:
		return false, nil
	}
	n, err := d.r.number(size)
	if err == nil && op == opBinString && int32(n) < 0 {
		err = fmt.Errorf("a text of %d bytes", int32(n))
	}
	if err != nil {
		return true, err
	}
	if n < 1<<62 {
		if err := d.charge(int(min(n, uint64(max(d.r.left, 0))))); err != nil {
			return true, err
		}
	}
	s, err := d.r.counted(n)
	if err != nil {
		return true, err
	}
	var v any = s
	switch op {
	case opShortBinUnicode, opBinUnicode, opBinUnicode8:
		if !utf8.ValidString(s) {
			return true, fmt.Errorf("the text %.60q is not valid UTF-8", s)
		}
	case opShortBinString, opBinString: // a str of Python 2
		if !utf8.ValidString(s) {
			v = Bytes(s)
		}
	default:
		v = Bytes(s)
	}
	return true, d.push(v, 16)
}

// add runs the instructions that add items to a list or set.
func (d *Decoder) add(op byte) error {
	var items []any
	var err error
	if op == opAppend {
		var v any
		v, err = d.pop()
		items = []any{v}
	} else {
		items, err = d.popMark()
	}
	if err != nil {
		return err
	}
	to, err := d.top()
	if err != nil {
		return err
	}
	switch to := to.(type) {
	case *List:
		if op != opAddItems {
			to.Items = append(to.Items, items...)
			return d.charge(itemSize * len(items))
		}
	case *Object:
		if op == opAddItems && to.Class.Name == "set" && to.Class.Module == "builtins" && to.Args == nil {
			to.Items = append(to.Items, items...)
			return d.charge(itemSize * len(items))
		}
	}
	return fmt.Errorf("it adds items to %s", kind(to))
}

// setItems runs the instructions that set items of a dictionary.
func (d *Decoder) setItems(op byte) error {
	var items []any
	var err error
	if op == opSetItem {
		if len(d.stack)-2 < d.floor() {
			return errEmpty
		}
		items = d.stack[len(d.stack)-2:]
		d.stack = d.stack[:len(d.stack)-2]
	} else {
		items, err = d.popMark()
	}
	if err != nil {
		return err
	}
	if len(items)%2 != 0 {
		return fmt.Errorf("it sets items of a dict from %d values, want pairs", len(items))
	}
	to, err := d.top()
	if err != nil {
		return err
	}
	dict, ok := to.(*Dict)
	if !ok {
		return fmt.Errorf("it sets items of %s", kind(to))
	}
	for i := 0; i < len(items); i += 2 {
		if err := dict.set(items[i], items[i+1]); err != nil {
			return err
		}
	}
	return d.charge(itemSize * len(items))
}

// set adds one item.
func (d *Dict) set(key, value any) error {
	switch key.(type) {
	case *List, *Dict:
		return fmt.Errorf("a key of a dict is %s", kind(key))
	}
	d.Keys, d.Values = append(d.Keys, key), append(d.Values, value)
	return nil
}

// put stores the last value in the memo.
func (d *Decoder) put(op byte) error {
	at := int64(len(d.memo) + len(d.far))
	if op != opMemoize {
		n, err := d.r.number(map[byte]int{opBinPut: 1, opLongBinPut: 4}[op])
		if err != nil {
			return err
		}
		at = int64(n)
	}
	v, err := d.top()
	if err != nil {
		return err
	}
	switch {
	case at < int64(len(d.memo)):
		d.memo[at] = v
		return nil
	case at == int64(len(d.memo)) && len(d.far) == 0:
		d.memo = append(d.memo, v)
	default:
		if d.far == nil {
			d.far = map[int64]any{}
		}
		d.far[at] = v
	}
	return d.charge(memoSize)
}

// get pushes an entry of the memo.
func (d *Decoder) get(op byte) error {
	n, err := d.r.number(map[byte]int{opBinGet: 1, opLongBinGet: 4}[op])
	if err != nil {
		return err
	}
	if n < uint64(len(d.memo)) {
		return d.push(d.memo[n], 0)
	}
	v, ok := d.far[int64(n)]
	if !ok {
		return fmt.Errorf("it reads memo entry %d, which is not set", n)
	}
	return d.push(v, 0)
}

// global pushes a class or function.
func (d *Decoder) global(op byte) error {
	var names [2]string
	if op == opGlobal {
		for i := range names {
			var err error
			if names[i], err = d.r.line(); err != nil {
				return err
			}
		}
	} else {
		for i := 1; i >= 0; i-- {
			v, err := d.pop()
			if err != nil {
				return err
			}
			s, ok := v.(string)
			if !ok {
				return fmt.Errorf("the name of a class is %s", kind(v))
			}
			names[i] = s
		}
	}
	g := &Global{names[0], names[1], d.op}
	if _, ok := d.c.Globals[Name{g.Module, g.Name}]; !ok {
		if d.c.Module == nil {
			return notAllowed("names", g)
		}
		d.unknown = append(d.unknown, g)
	}
	return d.push(g, 2*objectSize)
}

// make runs REDUCE and NEWOBJ, which in Python call a function or make an object.
func (d *Decoder) make(op byte) error {
	args, err := d.pop()
	if err != nil {
		return err
	}
	callee, err := d.pop()
	if err != nil {
		return err
	}
	g, ok := callee.(*Global)
	if !ok {
		return fmt.Errorf("it calls %s, want a function or class", kind(callee))
	}
	rule, known := d.c.Globals[Name{g.Module, g.Name}]
	tuple, ok := args.(*Tuple)
	switch {
	case op == opReduce && rule.Call == nil:
		return notAllowed("calls", g)
	case op == opNewObj && known && !rule.New:
		return notAllowed("makes an object of", g)
	case !ok:
		return fmt.Errorf("the arguments of %.100q are %s, want a tuple", g.String(), kind(args))
	case op == opNewObj && !known && len(tuple.Items) > 0:
		return notAllowed("makes an object with arguments of", g)
	case op == opNewObj:
		return d.push(&Object{Class: g, Args: tuple.Items}, 2*objectSize)
	}
	v, err := rule.Call(g, tuple.Items)
	if err != nil {
		return fmt.Errorf("%.100s: %w", g.String(), err)
	}
	size := 2 * objectSize
	switch v := v.(type) {
	case *Dict:
		size += 2 * itemSize * len(v.Keys)
	case Bytes:
		size += len(v)
	}
	return d.push(v, size)
}

// build runs BUILD, which sets the attributes of an object.
func (d *Decoder) build() error {
	state, err := d.pop()
	if err != nil {
		return err
	}
	to, err := d.top()
	if err != nil {
		return err
	}
	switch to := to.(type) {
	case *Dict:
		if to.Class != nil && to.State == nil && d.c.Globals[Name{to.Class.Module, to.Class.Name}].Build {
			to.State = state
			return nil
		}
	case *Object:
		rule, known := d.c.Globals[Name{to.Class.Module, to.Class.Name}]
		dict, ok := state.(*Dict)
		if ok && !known { // which is looked through
			if err := d.charge(len(dict.Keys)); err != nil {
				return err
			}
		}
		switch {
		case to.built:
			return fmt.Errorf("it sets the attributes of an object of %.100q twice", to.Class.String())
		case known && !rule.Build || !known && !(ok && d.c.Module(dict)):
			return notAllowed("sets the attributes of an object of", to.Class)
		}
		to.State, to.built = state, true
		if !known {
			d.modules[Name{to.Class.Module, to.Class.Name}] = true
		}
		return nil
	}
	return fmt.Errorf("it sets the attributes of %s", kind(to))
}

// kind says what a value is, for errors.
func kind(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case bool:
		return "a bool"
	case int64, *big.Int:
		return "a whole number"
	case float64:
		return "a number"
	case string:
		return "a text"
	case Bytes:
		return "bytes"
	case *Tuple:
		return "a tuple"
	case *List:
		return "a list"
	case *Dict:
		return "a dict"
	case *Global:
		return fmt.Sprintf("the class or function %.100q", v.String())
	case *Object:
		return fmt.Sprintf("an object of %.100q", v.Class.String())
	}
	return "a tensor or storage"
}

// Kind says what a value is, in words such as "a dict" or "a whole number".
func Kind(v any) string { return kind(v) }
