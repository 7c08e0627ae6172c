package formats

// This file: PyTorch files. Those in testdata were written by PyTorch 2.15 with
// testdata/make.py.

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gopathway/pathway/internal/fuzzcost"
	"github.com/gopathway/pathway/tensor"
)

// openTest opens a file of testdata.
func openTest(t *testing.T, name string) *File {
	t.Helper()
	f, err := Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// Every tensor is a view of 0, 1, 2, ..., or said here.
func TestTorchViews(t *testing.T) {
	want := []struct {
		name, dtype string
		shape       []int
		data        []float32
	}{
		{"plain", "F32", []int{3, 4}, []float32{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}},
		{"transposed", "F32", []int{4, 3}, []float32{0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11}},
		{"offset", "F32", []int{4}, []float32{5, 6, 7, 8}},
		{"strided", "F32", []int{4}, []float32{1, 4, 7, 10}},
		{"expanded", "F32", []int{2, 3}, []float32{2, 2, 2, 3, 3, 3}},
		{"permuted", "F32", []int{4, 2, 3}, []float32{0, 4, 8, 12, 16, 20, 1, 5, 9, 13, 17, 21, 2, 6, 10, 14, 18, 22, 3, 7, 11, 15, 19, 23}},
		{"scalar", "F32", []int{}, []float32{7}},
		{"empty", "F32", []int{0, 3}, nil},
		{"parameter", "F32", []int{2}, []float32{1, -2}},
		{"f16", "F16", []int{2}, []float32{0.5, -1}},
		{"bf16", "BF16", []int{2}, []float32{0.5, -1}},
		{"f64", "F64", []int{1}, []float32{0.1}},
		{"i64", "I64", []int{2}, []float32{1 << 24, -1}},
		{"u8", "U8", []int{2}, []float32{0, 255}},
		{"bool", "BOOL", []int{2}, []float32{1, 0}},
		{"u16", "U16", []int{2}, []float32{0, 65535}},
	}
	for file, format := range map[string]string{"views_zip.pth": "PyTorch zip", "views_legacy.pth": "PyTorch legacy"} {
		f := openTest(t, file)
		if f.Format() != format || len(f.Names()) != len(want) || f.Metadata() != nil || len(f.Within()) > 0 {
			t.Errorf("%s: %s with %q, in %q", file, f.Format(), f.Names(), f.Within())
		}
		for i, w := range want {
			if f.Names()[i] != w.name {
				t.Errorf("%s: name %q, want %q", file, f.Names()[i], w.name)
			}
			d, shape, ok := f.Info(w.name)
			if !ok || d != w.dtype || !slices.Equal(shape, w.shape) {
				t.Errorf("%s: %s is %s%v %v, want %s%v", file, w.name, d, shape, ok, w.dtype, w.shape)
			}
			x, err := f.Tensor(w.name)
			if err != nil {
				t.Fatal(err)
			}
			same(t, file+" "+w.name, x, tensor.FromSlice(w.data, w.shape...))
			into := tensor.New(w.shape...)
			if err := f.TensorInto(into, w.name); err != nil {
				t.Fatal(err)
			}
			same(t, file+" into "+w.name, into, x)
		}
		if n, err := f.Ints("i64"); err != nil || !slices.Equal(n, []int{1<<24 + 1, -1}) {
			t.Errorf("%s: %v, %v", file, n, err)
		}
		for _, c := range []struct {
			err  error
			want string
		}{
			{second(f.Ints("f16")), `tensor "f16": dtype F16, want whole numbers`},
			{second(f.Tensor("none")), `no tensor "none"`},
			{f.TensorInto(tensor.New(2), "plain"), `tensor "plain": shape [3 4], want [2]`},
		} {
			if want := filepath.Join("testdata", file) + ": " + c.want; c.err == nil || c.err.Error() != want {
				t.Errorf("error %v, want %s", c.err, want)
			}
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestTorchProtocols(t *testing.T) {
	for p := 1; p <= 5; p++ {
		f := openTest(t, fmt.Sprintf("protocol%d.pth", p))
		x, err := f.Tensor("a")
		if err != nil {
			t.Fatal(err)
		}
		same(t, fmt.Sprintf("protocol %d", p), x, tensor.FromSlice([]float32{0, 1, 2}, 3))
	}
}

// A file as training programs write it: weights under a key, with two prefixes, and more.
func TestTorchTraining(t *testing.T) {
	f := openTest(t, "training.pth")
	if !slices.Equal(f.Names(), []string{"0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked"}) {
		t.Errorf("names %q", f.Names())
	}
	if !slices.Equal(f.Within(), []string{"state_dict", "module.", "_orig_mod."}) {
		t.Errorf("within %q", f.Within())
	}
	x, err := f.Tensor("0.weight")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "0.weight", x, tensor.FromSlice([]float32{1, 2}, 1, 2))
	all, ok := f.Object()
	if !ok || all.Type() != "dict" || !slices.Equal(all.Keys(), []string{"state_dict", "epoch", "optimizer", "args"}) {
		t.Errorf("object %v, keys %q", all, all.Keys())
	}
	args, _ := all.Get("args")
	if want := `argparse.Namespace(lr=0.1, model="tiny", betas=(0.9, 0.999))`; args.String() != want || args.Type() != "argparse.Namespace" {
		t.Errorf("args %v, want %s", args, want)
	}
	epoch, _ := all.Get("epoch")
	lr, _ := args.Get("lr")
	model, _ := args.Get("model")
	betas, _ := args.Get("betas")
	n, ok1 := epoch.Int()
	v, ok2 := lr.Float()
	s, ok3 := model.Text()
	if n != 3 || v != 0.1 || s != "tiny" || len(betas.Items()) != 2 || !ok1 || !ok2 || !ok3 {
		t.Errorf("epoch %v, lr %v, model %v, betas %v", epoch, lr, model, betas)
	}
	if _, ok := args.Get("none"); ok {
		t.Error("args has a value that is not there")
	}
}

// A whole module gives what its state_dict would.
func TestTorchModule(t *testing.T) {
	f := openTest(t, "module.pth")
	want := openTest(t, "training.pth")
	if !slices.Equal(f.Names(), want.Names()) {
		t.Errorf("names %q, want %q", f.Names(), want.Names())
	}
	for _, name := range want.Names() {
		a, err1 := f.Tensor(name)
		b, err2 := want.Tensor(name)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		same(t, name, a, b)
	}
	if v, _ := f.Object(); v.Type() != "torch.nn.modules.container.Sequential" {
		t.Errorf("object of type %s", v.Type())
	}
}

func TestOpenKey(t *testing.T) {
	path := filepath.Join("testdata", "two.pth")
	_, err := Open(path)
	if want := path + `: there are no tensors at the top of it, but weights under "student", "teacher": choose one of these keys (OpenKey)`; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
	f, err := OpenKey(path, "teacher")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	x, err := f.Tensor("a")
	if err != nil || x.Data()[0] != 1 {
		t.Errorf("%v, %v", x, err)
	}
	for key, want := range map[string]string{"": "an empty key", "ema": `it has no key "ema": it is a dict with "student": dict, "teacher": dict`} {
		if _, err := OpenKey(path, key); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("key %q: error %v, want %s", key, err, want)
		}
	}
	if _, err := OpenKey(filepath.Join("testdata", "sharded"), "a"); err == nil || !strings.Contains(err.Error(), "no keys") {
		t.Errorf("a key of an index: %v", err)
	}
}

// Ways of older and other programs to save the same four numbers.
func TestTorchVariants(t *testing.T) {
	x := floatBytes(0, 1, 2, 3)
	w := func(p *pickled) *pickled { return p.tensor("FloatStorage", "0", 4, 0, []int{4}, []int{1}) }
	for name, c := range map[string]struct {
		build  func(p *pickled)
		name   string
		within string
	}{
		"OrderedDict of pairs, as Python 2 has it": {func(p *pickled) {
			w(p.global("collections", "OrderedDict").op(']', ']', '(').text("w")).op('e', 'a', 0x85, 'R')
		}, "w", "[]"},
		"Parameter before PyTorch 1.1": {func(p *pickled) {
			p.op('}').text("w").global("torch.nn.parameter", "Parameter")
			w(p).op(0x88, 0x86, 'R', 's')
		}, "w", "[]"},
		"under a key that nobody else uses": {func(p *pickled) {
			w(p.op('}').text("params").op('}').text("w")).op('s', 's')
		}, "w", "[params]"},
		"averaged weights come first": {func(p *pickled) {
			w(p.op('}', '(').text("model").op('}').text("w")).op('s')
			w(p.text("model_ema").op('}').text("module.v")).op('s', 'u')
		}, "v", "[model_ema module.]"},
		"keys in keys": {func(p *pickled) {
			w(p.op('}').text("model").op('}').text("state_dict").op('}').text("w")).op('s', 's', 's')
		}, "w", "[model state_dict]"},
		"a key that is a tensor's name": {func(p *pickled) {
			w(p.op('}').text("model")).op('s')
		}, "model", "[]"},
		"Lightning": {func(p *pickled) {
			w(p.op('}', '(').text("pytorch-lightning_version").text("2").text("state_dict").op('}').text("model.w")).op('s', 'u')
		}, "w", "[state_dict model.]"},
		"a Namespace of protocol 1": {func(p *pickled) {
			w(p.op('}', '(').text("w"))
			p.text("args").global("copy_reg", "_reconstructor").op('(').global("argparse", "Namespace").global("__builtin__", "object").op('N', 't', 'R', '}').text("lr").int(1).op('s', 'b', 'u')
		}, "w", "[]"},
	} {
		p := (&pickled{}).op(0x80, 2)
		c.build(p)
		path := write(t, t.TempDir(), "x.pth", zipFile(p.op('.').Bytes(), x))
		f, err := Open(path)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := f.Tensor(c.name)
		if err != nil {
			t.Fatalf("%s: %v, names %q", name, err, f.Names())
		}
		same(t, name, got, tensor.Arange(4))
		if within := fmt.Sprint(f.Within()); within != c.within {
			t.Errorf("%s: within %s, want %s", name, within, c.within)
		}
		f.Close()
	}
}

// badTorch are files that must be refused, or read with an error, with words of it.
func badTorch() map[string]struct {
	file []byte
	want string
} {
	x := floatBytes(0, 1, 2, 3)
	good := dictOf(0, []int{2, 2}, []int{2, 1})
	obj := func(f func(p *pickled)) []byte {
		p := (&pickled{}).op(0x80, 2, '}').text("w")
		f(p)
		return zipFile(p.op('s', '.').Bytes(), x)
	}
	deep := (&pickled{}).op(0x80, 2)
	deep.WriteString(strings.Repeat("(", 1<<20) + strings.Repeat("t", 1<<20) + ".")
	many := (&pickled{}).op(0x80, 2, '}', '(')
	for i := range 300 {
		many.text(fmt.Sprint(i)).tensor("FloatStorage", "0", 4, 0, []int{1 << 18, 4}, []int{0, 1})
	}
	many.op('u', '.')
	twice := (&pickled{}).op(0x80, 2, '}', '(')
	for range 2 {
		twice.text("w").tensor("FloatStorage", "0", 4, 0, []int{1}, []int{1})
	}
	twice.op('u', '.')
	// Forty modules, each with the last one twice in it: 2⁴⁰ modules without a tensor.
	laughs := (&pickled{}).op(0x80, 2)
	for i := range 40 {
		laughs.global("my.net", "Net").op(')', 0x81, '}', '(').text("_parameters").op('}').text("_buffers").op('}').text("_modules").op('}')
		if i > 0 {
			laughs.op('(').text("a").op('h', byte(i-1)).text("b").op('h', byte(i-1)).op('u')
		}
		laughs.op('u', 'b', 'q', byte(i))
		if i < 39 {
			laughs.op('0')
		}
	}
	laughs.op('.')
	// A large dict that is looked through again and again, as the state of modules.
	wide := (&pickled{}).op(0x80, 2).global("my.net", "Net").op('q', 0, '0', '}', '(')
	wide.text("_parameters").op('}').text("_buffers").op('}').text("_modules").op('}')
	for i := range 50000 {
		wide.int(i).op('N')
	}
	wide.op('u', 'q', 1, '0', ']', '(')
	for range 50000 {
		wide.op('h', 0, ')', 0x81, 'h', 1, 'b')
	}
	wide.op('e', '.')
	// A large dict that is in itself, under every key that is looked at.
	itself := (&pickled{}).op(0x80, 2, '}', 'q', 0, '(')
	for _, key := range stateKeys {
		itself.text(key).op('h', 0)
	}
	for i := range 90000 {
		itself.int(i).op('N')
	}
	itself.op('u', '.')
	two := (&pickled{}).op(0x80, 2, '}', '(').text("a").tensor("FloatStorage", "0", 4, 0, []int{4}, []int{1})
	two.text("b").tensor("FloatStorage", "1", 4, 0, []int{4}, []int{1}).op('u', '.')
	kinds := (&pickled{}).op(0x80, 2, '}', '(').text("a").tensor("FloatStorage", "0", 4, 0, []int{4}, []int{1})
	kinds.text("b").tensor("IntStorage", "0", 4, 0, []int{4}, []int{1}).op('u', '.')
	view := (&pickled{}).op(0x80, 2, '}').text("w")
	view.tensor("FloatStorage", "0", 4, 0, []int{2}, []int{1}, func(p *pickled) { p.op('(').text("v").int(3).int(2).op('t') }).op('s', '.')
	large := (&pickled{}).op(0x80, 2, '}', '(')
	for _, key := range []string{"0", "1"} {
		large.text(key).tensor("FloatStorage", key, 3<<18, 0, []int{3 << 18}, []int{1})
	}
	large.op('u', '.')
	version, packed := member{name: "x/version", data: []byte("3")}, make([]byte, 3<<20)
	// As many entries as fit, of one record without bytes.
	many0 := make([]member, 200000)
	for i := range many0 {
		many0[i].name = fmt.Sprint(i)
	}
	type bad = struct {
		file []byte
		want string
	}
	return map[string]bad{
		"beyond the storage":     {zipFile(dictOf(1, []int{2, 2}, []int{2, 1}), x), `tensor "w": shape [2 2] with strides [2 1] from number 1 on lies beyond its storage of 4 numbers`},
		"overflow":               {zipFile(dictOf(0, []int{math.MaxInt, math.MaxInt}, []int{0, 0}), x), "too many elements"},
		"expanded":               {zipFile(dictOf(0, []int{1 << 26}, []int{0}), x), "again and again"},
		"expanded many times":    {zipFile(many.Bytes(), x), `tensor "4": shape [262144 4] uses the same numbers again and again`},
		"negative":               {zipFile(dictOf(0, []int{-1}, []int{1}), x), "must be 0 or more"},
		"storage too short":      {zipFile(good, x[:15]), "its record has 15 bytes"},
		"storage too long":       {zipFile(good, append(x, 0)), "its record has 17 bytes"},
		"no storage":             {zipFile(good), "no record of it"},
		"name twice":             {zipFile(twice.Bytes(), x), `two tensors named "w"`},
		"nested deep":            {zipFile(deep.Bytes()), "more than"},
		"laughs":                 {zipFile(laughs.Bytes()), "more than 16777216 bytes of names and attributes"},
		"strides overflow":       {zipFile(dictOf(0, []int{5}, []int{math.MaxInt/2 + 1}), x), "lies beyond its storage"},
		"a dict in itself":       {zipFile(itself.Bytes()), "no tensor with a name"},
		"two types":              {zipFile(kinds.Bytes(), x), `storage "0" has 4 numbers I32 here and 4 numbers F32 elsewhere`},
		"legacy, view":           {legacyFile(view.Bytes(), x), "a view of 2 numbers from 3 on lies beyond its 4 numbers"},
		"compressed storages":    {zipOf(member{name: "x/data.pkl", data: large.Bytes()}, version, member{"x/data/0", packed, true}, member{"x/data/1", packed, true}), `storage "1": it is compressed and unpacks to 3145728 bytes`},
		"records overlap":        {patched(zipFile(two.Bytes(), x, x), "x/data/1", 42, "x/data/0"), "two records overlap"},
		"unpacks to more":        {patched(zipOf(member{name: "x/data.pkl", data: good}, version, member{"x/data/0", make([]byte, 20), true}), "x/data/0", 24, ""), "it unpacks to more than the 16 bytes"},
		"state looked at again":  {zipFile(wide.Bytes()), "bytes of memory"},
		"very many records":      {zipOf(many0...), "the directory of the zip archive is too large"},
		"an array of NumPy":      {obj(arrayAndTensor), `"a" is an array of NumPy`},
		"calls os.system":        {obj(func(p *pickled) { p.global("os", "system").text("x").op(0x85, 'R') }), `data.pkl: byte 9: the pickle calls "os.system", which is not allowed`},
		"names os.system":        {obj(func(p *pickled) { p.global("os", "system") }), `names "os.system"`},
		"object of os.system":    {obj(func(p *pickled) { p.global("os", "system").op(')', 0x81) }), `names "os.system"`},
		"state of another":       {obj(func(p *pickled) { p.global("my", "Class").op(')', 0x81, '}', 'b') }), `sets the attributes of an object of "my.Class"`},
		"calls a named type":     {obj(func(p *pickled) { p.global("torch", "float16").op(')', 'R') }), `calls "torch.float16"`},
		"attributes twice":       {obj(func(p *pickled) { p.global("argparse", "Namespace").op(')', 0x81, '}', 'b', '}', 'b') }), "twice"},
		"lazy negation":          {obj(lazy), `tensor "w": its values are changed by {"neg": True}`},
		"sparse":                 {obj(func(p *pickled) { p.global("torch._utils", "_rebuild_sparse_tensor").op(')', 'R') }), `tensor "w": a sparse tensor`},
		"no record of a version": {zipOf(member{name: "x/data.pkl", data: good}, member{name: "x/data/0", data: x}), "no record version"},
		"byte order":             {zipOf(member{name: "x/data.pkl", data: good}, member{name: "x/version", data: []byte("3")}, member{name: "x/byteorder", data: []byte("middle")}), `byteorder "middle"`},
		"TorchScript":            {zipOf(member{name: "x/data.pkl", data: good}, member{name: "x/constants.pkl"}), "TorchScript"},
		"zip bomb":               {zipOf(member{name: "x/data.pkl", data: make([]byte, 8<<20), packed: true}, member{name: "x/version", data: []byte("3")}), "it is compressed and unpacks to 8388608 bytes"},
		"two pickles":            {zipOf(member{name: "x/data.pkl", data: good}, member{name: "y/data.pkl", data: good}), "several data.pkl"},
		"record twice":           {zipOf(member{name: "x/data.pkl", data: good}, member{name: "x/data.pkl", data: good}), "is twice in it"},
		"zip of another":         {zipOf(member{name: "hello.txt"}), "without data.pkl"},
		"cut zip":                {zipFile(good, x)[:300], "cut off"},
		"legacy, cut":            {legacyFile(good, x)[:len(legacyFile(good, x))-1], "the file ends after 15 bytes"},
		"legacy, no numbers":     {legacyFile(good), `the numbers of storage "0" are not in the file`},
		"legacy, another count":  {legacyFile(good, x[:12]), "has 3 numbers, but 4 are wanted"},
		"legacy, protocol":       {bytes.Replace(legacyFile(good, x), []byte{'J', 0xe9, 3}, []byte{'J', 0xea, 3}, 1), "protocol number 1002"},
		"legacy, magic":          {bytes.Replace(legacyFile(good, x), []byte{0x8a, 10, 0x6c}, []byte{0x8a, 10, 0x6d}, 1), "none of torch.save"},
		"plain pickle":           {[]byte("\x80\x02}."), "none of torch.save, which begins with a magic number: it holds an empty dict"},
	}
}

// arrayAndTensor pushes a tensor and sets an array beside it.
func arrayAndTensor(p *pickled) {
	p.tensor("FloatStorage", "0", 4, 0, []int{4}, []int{1}).op('s').text("a")
	p.global("numpy.core.multiarray", "_reconstruct").op('(').global("numpy", "ndarray").ints(0).text("b").op('t', 'R')
}

// lazy pushes a tensor whose numbers are to be negated when they are used.
func lazy(p *pickled) {
	p.global("torch._utils", "_rebuild_tensor_v2").op('(').storage("FloatStorage", "0", 4).int(0).ints(4).ints(1)
	p.op(0x89).op('}', '}').text("neg").op(0x88, 's', 't', 'R')
}

// readEverything opens a file in memory and reads all tensors.
func readEverything(raw []byte) error {
	kind, err := detectHead(raw[:min(len(raw), detectBytes)], int64(len(raw)), "x.pth")
	if err != nil {
		return err
	}
	if kind.torch == nil {
		return fmt.Errorf("it is %s", kind.name)
	}
	f, err := readTorch("x.pth", bytes.NewReader(raw), int64(len(raw)), "", *kind.torch)
	if err != nil {
		return err
	}
	for _, name := range f.Names() {
		x, err := f.Tensor(name)
		if err != nil {
			return err
		}
		if _, shape, ok := f.Info(name); !ok || !slices.Equal(x.Shape(), shape) {
			panic(fmt.Sprintf("tensor %q: shape %v, want %v", name, x.Shape(), shape))
		}
		if _, err := f.Ints(name); err != nil && !strings.Contains(err.Error(), "want whole numbers") && !strings.Contains(err.Error(), "does not fit") {
			return err
		}
	}
	_ = Object{f.object}.String()
	return nil
}

func TestTorchRefusesBadFiles(t *testing.T) {
	if err := readEverything(zipFile(dictOf(0, []int{2, 2}, []int{1, 2}), floatBytes(0, 1, 2, 3))); err != nil {
		t.Fatalf("the good file: %v", err)
	}
	if err := readEverything(legacyFile(dictOf(0, []int{2, 2}, []int{1, 2}), floatBytes(0, 1, 2, 3))); err != nil {
		t.Fatalf("the good legacy file: %v", err)
	}
	for name, c := range badTorch() {
		var err error
		fuzzcost.Check(t, len(c.file), fuzzcost.Limit{Time: 2 * time.Second, Bytes: 40 << 20, PerByte: 4}, func() { err = readEverything(c.file) })
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %v, want one line with %q", name, err, c.want)
		}
	}
}

// Numbers in the other byte order, and compressed ones.
func TestTorchByteOrder(t *testing.T) {
	x := floatBytes(0, 1, 2, 3)
	swapped := slices.Clone(x)
	for i := 0; i < len(x); i += 4 {
		slices.Reverse(swapped[i : i+4])
	}
	good := dictOf(0, []int{2, 2}, []int{1, 2})
	version := member{name: "x/version", data: []byte("3")}
	for name, file := range map[string][]byte{
		"big":        zipOf(member{name: "x/data.pkl", data: good}, version, member{name: "x/byteorder", data: []byte("big")}, member{name: "x/data/0", data: swapped}),
		"compressed": zipOf(member{name: "x/data.pkl", data: good, packed: true}, version, member{name: "x/data/0", data: x, packed: true}),
	} {
		f, err := readTorch("x.pth", bytes.NewReader(file), int64(len(file)), "", torchZip)
		if err != nil {
			t.Fatal(err)
		}
		got, err := f.Tensor("w")
		if err != nil {
			t.Fatal(err)
		}
		same(t, name, got, tensor.FromSlice([]float32{0, 2, 1, 3}, 2, 2))
	}
}

// Views of every kind equal the numbers computed one by one.
func TestTorchGather(t *testing.T) {
	var x []float32
	for i := range 50000 {
		x = append(x, float32(i))
	}
	raw := floatBytes(x...)
	for _, c := range []struct {
		begin          int
		shape, strides []int
	}{
		{0, []int{100, 500}, []int{500, 1}}, {0, []int{500, 100}, []int{1, 500}}, {7, []int{10, 20, 30}, []int{1, 1000, 3}},
		{0, []int{3, 20000}, []int{0, 1}}, {3, []int{20000, 3}, []int{2, 0}}, {1, []int{200, 200}, []int{1, 1}}, {0, []int{50, 50}, []int{1000, 17}},
		{49999, []int{1, 1}, []int{7, 9}}, {9, []int{2, 1, 3, 1}, []int{20000, 5, 9000, 2}}, {0, []int{6}, []int{9999}},
	} {
		s := &torchStorage{key: "0", typ: torchStorages["FloatStorage"], numel: int64(len(x)), order: binary.LittleEndian}
		s.data = torchData(raw)
		shape, strides := wide(c.shape), wide(c.strides)
		v := newTorchTensor(s, s.typ, int64(c.begin), shape, strides)
		if v.err != nil {
			t.Fatal(v.err)
		}
		got := make([]float32, v.size)
		if err := v.read(got); err != nil {
			t.Fatal(err)
		}
		for i := range got {
			at, rest := c.begin, i
			for k := len(c.shape) - 1; k >= 0; k-- {
				at += rest % c.shape[k] * c.strides[k]
				rest /= c.shape[k]
			}
			if got[i] != x[at] {
				t.Fatalf("%v: number %d is %v, want %v", c, i, got[i], x[at])
			}
		}
	}
}

func wide(n []int) []int64 {
	w := make([]int64, len(n))
	for i, v := range n {
		w[i] = int64(v)
	}
	return w
}

func FuzzPTH(f *testing.F) {
	for _, c := range badTorch() {
		if len(c.file) < 1<<16 {
			f.Add(c.file)
		}
	}
	files, err := filepath.Glob(filepath.Join("testdata", "*.pth"))
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	good := dictOf(0, []int{2, 2}, []int{1, 2})
	f.Add(zipFile(good, floatBytes(0, 1, 2, 3)))
	f.Add(legacyFile(good, floatBytes(0, 1, 2, 3)))
	f.Add(zipOf(member{name: "x/data.pkl", data: good, packed: true}, member{name: "x/version", data: []byte("3")}, member{name: "x/data/0", data: floatBytes(0, 1, 2, 3), packed: true}))
	f.Add(tarFile())
	f.Fuzz(func(t *testing.T, raw []byte) {
		fuzzcost.Check(t, len(raw), fuzzcost.Limit{Bytes: 96 << 20, PerByte: 400}, func() { _ = readEverything(raw) })
	})
}

func FuzzPickle(f *testing.F) {
	f.Add(dictOf(0, []int{2, 2}, []int{1, 2}))
	for p := 1; p <= 5; p++ {
		raw, err := os.ReadFile(filepath.Join("testdata", fmt.Sprintf("protocol%d.pth", p)))
		if err != nil {
			f.Fatal(err)
		}
		a, err := openTorchArchive(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			f.Fatal(err)
		}
		rec := a.records[a.root+"data.pkl"]
		f.Add(raw[rec.at : rec.at+rec.length])
	}
	f.Add([]byte("\x80\x04\x8f(K\x01K\x02\x90\x94\x91h\x00\x8c\x01a\x95\x00\x00\x00\x00\x00\x00\x00\x00G@\x00\x00\x00\x00\x00\x00\x00\x86."))
	f.Add([]byte("\x80\x02cargparse\nNamespace\n)\x81}U\x01aI12\nsb."))
	f.Add([]byte("(F1.5\nL123L\nI01\n\x8b\x09\x00\x00\x00123456789C\x02abB\x01\x00\x00\x00x20t."))
	f.Fuzz(func(t *testing.T, raw []byte) {
		fuzzcost.Check(t, len(raw), fuzzcost.Limit{Bytes: 64 << 20, PerByte: 400}, func() {
			o := &torchObjects{order: binary.LittleEndian, storages: map[string]*torchStorage{}, legacy: true}
			v, err := o.decoder(section(bytes.NewReader(raw), 0, int64(len(raw))), int64(len(raw)), o.persistent).Decode()
			if err != nil {
				return
			}
			_ = Object{v}.String()
			if s, err := findState(v, ""); err == nil {
				_ = s.check(int64(len(raw)))
			}
		})
	})
}
