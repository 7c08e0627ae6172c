package formats

// This file: files of PyTorch 0.1, made by hand, since no PyTorch of today writes them.

import (
	"archive/tar"
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/gopathway/pathway/tensor"
)

// tarFile is a file of a tensor "w" and a view of a storage of four numbers.
func tarFile(replace ...string) []byte {
	number := func(n int) string { return string(binary.LittleEndian.AppendUint64(nil, uint64(n))) }
	p := func() *pickled { return (&pickled{}).op(0x80, 2) }
	storages := p().int(1).op('.').String() + p().op('(').text("7").text("cpu").global("torch", "FloatStorage").op('t', '.').String() +
		number(4) + string(floatBytes(0, 1, 2, 3)) + p().op(']', '(').op('(').text("8").text("7").int(1).int(2).op('t', 'e', '.').String()
	tensors := p().int(2).op('.').String() + p().op('(').text("9").text("7").global("torch", "FloatTensor").op('t', '.').String() +
		number(2) + number(2) + number(2) + number(1) + number(2) + number(0) +
		p().op('(').text("10").text("8").global("torch", "FloatTensor").op('t', '.').String() + number(1) + number(2) + number(1) + number(0)
	object := p().global("collections", "OrderedDict").op(')', 'R', '(').text("w").text("9").op('Q').text("v").text("10").op('Q', 'u', '.').String()
	r := strings.NewReplacer(replace...)
	var b bytes.Buffer
	z := tar.NewWriter(&b)
	for _, m := range [][2]string{{"storages", storages}, {"tensors", tensors}, {"pickle", object}} {
		name, data := m[0], r.Replace(m[1])
		if err := z.WriteHeader(&tar.Header{Name: r.Replace(name), Size: int64(len(data)), Mode: 0o644}); err != nil {
			panic(err)
		}
		if _, err := z.Write([]byte(data)); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func TestTorchTar(t *testing.T) {
	raw := tarFile()
	kind, err := detectHead(raw[:detectBytes], int64(len(raw)), "x.pth")
	if err != nil || kind != kindTar {
		t.Fatalf("%v, %v", kind, err)
	}
	f, err := readTorch("x.pth", bytes.NewReader(raw), int64(len(raw)), "", torchTar)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]*tensor.Tensor{"w": tensor.FromSlice([]float32{0, 2, 1, 3}, 2, 2), "v": tensor.FromSlice([]float32{1, 2}, 2)} {
		x, err := f.Tensor(name)
		if err != nil {
			t.Fatal(err)
		}
		same(t, name, x, want)
	}
	for _, c := range []struct{ old, new, want string }{
		{"pickle", "pikkle", `a tar archive without a member "pickle"`},
		{"torch\nFloatTensor", "torch\nEvilTensor!", `tensors: byte 1559: the pickle names "torch.EvilTensor!"`},
		{"\x04\x00\x00\x00\x00\x00\x00\x00", "\x00\x00\x00\x7f\x00\x00\x00\x00", `storages: storage "7": 2130706432 numbers F32, but its member ends after`},
		{"\x04\x00\x00\x00\x00\x00\x00\x00", "\xff\xff\xff\xff\xff\xff\xff\xff", `its number of elements is -1`},
	} {
		raw := tarFile(c.old, c.new)
		if _, err := readTorch("x.pth", bytes.NewReader(raw), int64(len(raw)), "", torchTar); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one with %q", err, c.want)
		}
	}
}
