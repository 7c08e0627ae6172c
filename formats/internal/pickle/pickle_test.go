package pickle

// This file: pickles that Python wrote, and broken and hostile ones.

import (
	"fmt"
	"math/big"
	"strings"
	"testing"
)

// text writes a value, of a depth that is small.
func text(v any) string {
	var all []string
	add := func(items []any) string {
		for _, x := range items {
			all = append(all, text(x))
		}
		return strings.Join(all, " ")
	}
	switch v := v.(type) {
	case *Tuple:
		return "(" + add(v.Items) + ")"
	case *List:
		return "[" + add(v.Items) + "]"
	case *Dict:
		for i := range v.Keys {
			all = append(all, text(v.Keys[i])+":"+text(v.Values[i]))
		}
		return "{" + strings.Join(all, " ") + "}"
	case *Object:
		return fmt.Sprintf("%s(%s)", v.Class, add(append(v.Args, v.Items...)))
	case *big.Int:
		return v.String() + "L"
	case Bytes:
		return fmt.Sprintf("b%q", string(v))
	}
	return fmt.Sprintf("%v", v)
}

// config has a class that may be made, one that may be called, and one that is named.
func config() Config {
	keep := func(g *Global, args []any) (any, error) { return &Object{Class: g, Args: args}, nil }
	return Config{Limit: 1 << 20, Globals: map[Name]Rule{
		{"m", "Called"}: {Call: keep}, {"m", "Made"}: {New: true, Build: true}, {"m", "Named"}: {}, {"m", "Fails"}: {Call: func(*Global, []any) (any, error) { return nil, fmt.Errorf("so it is") }},
	}, Module: func(state *Dict) bool { _, ok := state.Get("module"); return ok },
		Persistent: func(id any) (any, error) { return "storage " + text(id), nil }}
}

func decode(raw string, c Config) (any, error) {
	return NewDecoder(NewReader(strings.NewReader(raw), 0, int64(len(raw))), c).Decode()
}

func TestPicklesOfPython(t *testing.T) {
	const numbers = `1 -2 300 70000 1099511627776 1267650600228229401496703205376L -1180591620717411303424L -1`
	const want = "{a:[" + numbers + "] b:(true <nil> 1.5 ü) c:(() (1) (1 2)) d:{} e:[" + numbers + "]}"
	for protocol, raw := range map[int]string{
		1: "}q\x00(X\x01\x00\x00\x00aq\x01]q\x02(K\x01J\xfe\xff\xff\xffM,\x01Jp\x11\x01\x00L1099511627776L\nL1267650600228229401496703205376L\nL-1180591620717411303424L\nJ\xff\xff\xff\xffeX\x01\x00\x00\x00bq\x03(I01\nNG?\xf8\x00\x00\x00\x00\x00\x00X\x02\x00\x00\x00\xc3\xbcq\x04tq\x05X\x01\x00\x00\x00cq\x06()(K\x01tq\x07(K\x01K\x02tq\x08tq\tX\x01\x00\x00\x00dq\n}q\x0bX\x01\x00\x00\x00eq\x0ch\x02u.",
		2: "\x80\x02}q\x00(X\x01\x00\x00\x00aq\x01]q\x02(K\x01J\xfe\xff\xff\xffM,\x01Jp\x11\x01\x00\x8a\x06\x00\x00\x00\x00\x00\x01\x8a\r\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x10\x8a\t\x00\x00\x00\x00\x00\x00\x00\x00\xc0J\xff\xff\xff\xffeX\x01\x00\x00\x00bq\x03(\x88NG?\xf8\x00\x00\x00\x00\x00\x00X\x02\x00\x00\x00\xc3\xbcq\x04tq\x05X\x01\x00\x00\x00cq\x06)K\x01\x85q\x07K\x01K\x02\x86q\x08\x87q\tX\x01\x00\x00\x00dq\n}q\x0bX\x01\x00\x00\x00eq\x0ch\x02u.",
		5: "\x80\x05\x95w\x00\x00\x00\x00\x00\x00\x00}\x94(\x8c\x01a\x94]\x94(K\x01J\xfe\xff\xff\xffM,\x01Jp\x11\x01\x00\x8a\x06\x00\x00\x00\x00\x00\x01\x8a\r\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x10\x8a\t\x00\x00\x00\x00\x00\x00\x00\x00\xc0J\xff\xff\xff\xffe\x8c\x01b\x94(\x88NG?\xf8\x00\x00\x00\x00\x00\x00\x8c\x02\xc3\xbc\x94t\x94\x8c\x01c\x94)K\x01\x85\x94K\x01K\x02\x86\x94\x87\x94\x8c\x01d\x94}\x94\x8c\x01e\x94h\x02u.",
	} {
		if v, err := decode(raw, config()); err != nil || text(v) != want {
			t.Errorf("protocol %d: %s, %v, want %s", protocol, text(v), err, want)
		}
	}
}

func TestInstructions(t *testing.T) {
	for raw, want := range map[string]string{
		"\x80\x05\x95\"\x00\x00\x00\x00\x00\x00\x00]\x94(C\x03xxx\x94\x8f\x94(K\x01\x90(K\x02\x91\x94\x96\x02\x00\x00\x00\x00\x00\x00\x00ab\x94e.": `[b"xxx" builtins.set(1) builtins.frozenset(2) b"ab"]`,
		"U\x01aU\x01\xff\x86.": `(a b"\xff")`,
		"K\x01K\x020.":         "1",
		"K\x01(K\x02K\x031.":   "1",
		"K\x01(0.":             "1",
		"K\x012\x86.":          "(1 1)",
		"]r\x00\x00\x01\x00j\x00\x00\x01\x00\x86.": "([] [])",
		"\x8a\x00.":                      "0",
		"\x8a\x01\xff.":                  "-1",
		"\x8b\x02\x00\x00\x00\x00\x80.":  "-32768",
		"F1.5\n.":                        "1.5",
		"I00\n.":                         "false",
		"K\x01Q.":                        "storage 1",
		"cm\nCalled\nK\x01\x85R.":        "m.Called(1)",
		"\x8c\x01m\x8c\x06Called\x93)R.": "m.Called()",
		"cm\nMade\n)\x81}b.":             "m.Made()",
		"cm\nNamed\n.":                   "m.Named",
		"cmy\nNet\n)\x81}X\x06\x00\x00\x00moduleNsb.": "my.Net()",
		"}(K\x01K\x02K\x01K\x03u.":                    "{1:2 1:3}",
	} {
		if v, err := decode(raw, config()); err != nil || text(v) != want {
			t.Errorf("%q: %s, %v, want %s", raw, text(v), err, want)
		}
	}
}

func TestRefusedPickles(t *testing.T) {
	for raw, want := range map[string]string{
		"":                                       "byte 0: the data end inside of the pickle",
		"K":                                      "byte 1: the data end",
		"K\x01":                                  "byte 2: the data end",
		".":                                      "byte 0: the pickle ends with 0 values and 0 marks",
		"NN.":                                    "ends with 2 values",
		"(N.":                                    "1 marks",
		"\xff":                                   "byte 0: unknown instruction 0xff",
		"\x80\x06N.":                             "protocol 6",
		"cos\nsystem\n.":                         `byte 0: the pickle names "os.system", which is not allowed`,
		"cos\nsystem\n0N.":                       `names "os.system"`,
		"Ncos\nsystem\nX\x01\x00\x00\x00x\x85R.": `byte 1: the pickle calls "os.system"`,
		"cm\nNamed\n)R.":                         `calls "m.Named"`,
		"cm\nCalled\n)\x81.":                     `makes an object of "m.Called"`,
		"cm\nCalled\n)R}b.":                      `sets the attributes of an object of "m.Called"`,
		"cm\nMade\n)R.":                          `calls "m.Made"`,
		"cm\nMade\n)\x81}b}b.":                   "twice",
		"cm\nCalled.x\n)R.":                      `"m.Called.x"`,
		"cM\nCalled\n)R.":                        `"M.Called"`,
		"cm\nFails\n)R.":                         "byte 10: m.Fails: so it is",
		"cmy\nNet\nN\x85\x81.":                   "makes an object with arguments",
		"cmy\nNet\n)\x81}b.":                     `sets the attributes of an object of "my.Net"`,
		"cmy\nNet\n)\x81.":                       `names "my.Net"`,
		"cm\nCalled\n]R.":                        `the arguments of "m.Called" are a list`,
		"N)R.":                                   "it calls None",
		"K\x01K\x02\x93.":                        "the name of a class is a whole number",
		"}b.":                                    "byte 1: it takes a value from an empty stack",
		"N}b.":                                   "sets the attributes of None",
		"}}b.":                                   "sets the attributes of a dict",
		"NNa.":                                   "adds items to None",
		"}Na.":                                   "adds items to a dict",
		"NNNs.":                                  "sets items of None",
		"}]Ns.":                                  "a key of a dict is a list",
		"}(Nu.":                                  "from 1 values, want pairs",
		"(a.":                                    "empty stack",
		"N(\x85.":                                "empty stack",
		"t.":                                     "there is none",
		"h\x00.":                                 "memo entry 0, which is not set",
		"Nr\xf0\xff\xff\xffj\xf1\xff\xff\xff.":   "memo entry 4294967281",
		"q\x00.":                                 "empty stack",
		"X\xff\xff\xff\xffa.":                    "byte 5: a text of 4294967295 bytes, but 2 are left",
		"\x8d\xff\xff\xff\xff\xff\xff\xff\xff.":  "but 1 are left",
		"T\xff\xff\xff\xff.":                     "a text of -1 bytes",
		"X\x01\x00\x00\x00\xff.":                 "not valid UTF-8",
		"c\xff\nx\n.":                            "not valid UTF-8",
		"\x95\xff\xff\xff\xff\xff\xff\xff\x0f.":  "a frame of",
		"\x8b\xff\xff\xff\x7f.":                  "a whole number of more than 1024 digits",
		"L" + strings.Repeat("1", 2000) + "\n.":  "a whole number of more than 1024 digits",
		"L" + strings.Repeat("1", 9000) + "\n.":  "a line of more than 4096 bytes",
		"I12":                                    "the data end",
		"Ix\n.":                                  `"x" where a whole number`,
		"Fx\n.":                                  `"x" where a number`,
		"P1\n.":                                  "PERSID is an instruction of protocol 0",
		"S'x'\n.":                                "STRING",
		"(ios\nsystem\n.":                        "INST is not allowed",
		"\x82\x01.":                              "EXT1",
		"\x97.":                                  "NEXT_BUFFER",
		strings.Repeat("]", 20000) + ".":         "more than 1048576 bytes of memory",
		"(" + strings.Repeat("N", 50000) + "t.":  "more than 1048576 bytes of memory",
	} {
		if v, err := decode(raw, config()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %v, error %v, want one with %q", raw, v, err, want)
		}
	}
	if _, err := decode("NQ.", Config{Limit: 1000}); err == nil || !strings.Contains(err.Error(), "a persistent id, and there are none here") {
		t.Errorf("a persistent id: %v", err)
	}
}

// Pickles follow each other, and the offsets go on.
func TestSeveralPickles(t *testing.T) {
	raw := "K\x01q\x00.K\x02.h\x00."
	r := NewReader(strings.NewReader(raw), 100, int64(len(raw)))
	d := NewDecoder(r, config())
	for _, want := range []int64{1, 2} {
		if v, err := d.Decode(); err != nil || v != any(want) {
			t.Errorf("%v, %v, want %d", v, err, want)
		}
	}
	if r.Offset() != 108 {
		t.Errorf("offset %d, want 108", r.Offset())
	}
	if _, err := d.Decode(); err == nil || !strings.Contains(err.Error(), "byte 108: it reads memo entry 0") {
		t.Errorf("the memo of another pickle: %v", err)
	}
}
