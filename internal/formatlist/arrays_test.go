package formatlist

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/formats"
	"github.com/gopathway/pathway/tensor"
)

// This file: what the list says of weights and arrays.

// safetensors is a file of a header and data.
func safetensors(header string, data []byte) []byte {
	return append(append(le.AppendUint64(nil, uint64(len(header))), header...), data...)
}

// oneTensor is a file of a tensor [1] called x.
func oneTensor(dtype string, data []byte) []byte {
	return safetensors(fmt.Sprintf(`{"x":{"dtype":%q,"shape":[1],"data_offsets":[0,%d]}}`, dtype, len(data)), data)
}

// openTensor reads the tensor x of a file.
func openTensor(path string) (*tensor.Tensor, error) {
	f, err := formats.OpenSafetensors(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Tensor("x")
}

// weights is a file of package formats's tests, written by PyTorch.
func (w *workshop) weights(name string) []byte {
	w.t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "formats", "testdata", name))
	w.ok(err)
	return raw
}

// weight reads one tensor of any file of weights.
func (w *workshop) weight(path, name string) (*tensor.Tensor, error) {
	w.t.Helper()
	f, err := formats.Open(path)
	w.ok(err)
	defer f.Close()
	return f.Tensor(name)
}

// readWeights reads all tensors of any file of weights.
func readWeights(path string) error {
	f, err := formats.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	for _, name := range f.Names() {
		if _, err := f.Tensor(name); err != nil {
			return err
		}
	}
	return nil
}

// torchFile is a PyTorch file of a pickle.
func torchFile(pickle string) []byte {
	return npzFile(false, map[string][]byte{"x/data.pkl": []byte(pickle), "x/data/0": nil, "x/version": []byte("3")})
}

func readTensor(path string) error { _, err := openTensor(path); return err }
func readNPY(path string) error    { _, err := formats.LoadNPY(path); return err }
func readNPZ(path string) error    { _, err := formats.LoadNPZ(path); return err }
func readIDX(path string) error    { _, err := datasets.ReadIDX(path); return err }

// values checks the numbers of a tensor.
func (w *workshop) values(what string, x *tensor.Tensor, err error, want ...float32) {
	w.t.Helper()
	w.ok(err)
	w.check(fmt.Sprint(x.Data()) == fmt.Sprint(want), "%s: %v, want %v", what, x.Data(), want)
}

// idxFile is an IDX file of bytes.
func idxFile(data []byte, dims ...int) []byte {
	b := []byte{0, 0, 8, byte(len(dims))}
	for _, d := range dims {
		b = be.AppendUint32(b, uint32(d))
	}
	return append(b, data...)
}

// mnist are MNIST's files of so many images of 28×28 pixels in either part. The labels are
// 0 to 9, again and again.
func mnist(train, test int) map[string][]byte {
	files := map[string][]byte{}
	for part, n := range map[string]int{"train": train, "t10k": test} {
		labels := make([]byte, n)
		for i := range labels {
			labels[i] = byte(i % 10)
		}
		files[part+"-images-idx3-ubyte"] = idxFile(make([]byte, n*28*28), n, 28, 28)
		files[part+"-labels-idx1-ubyte"] = idxFile(labels, n)
	}
	return files
}

func gzipped(raw []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(raw)
	z.Close()
	return b.Bytes()
}

// cifarFile is n records, of one label or two.
func cifarFile(n int, labels ...byte) []byte {
	var b []byte
	for range n {
		b = append(append(b, labels...), make([]byte, 3*32*32)...)
	}
	return b
}

// cifar10 are the files of a small CIFAR-10.
func cifar10() map[string][]byte {
	return map[string][]byte{"data_batch_1.bin": cifarFile(3, 9), "test_batch.bin": cifarFile(2, 0), "batches.meta.txt": []byte(lines(10))}
}

// cifar100 are the files of a small CIFAR-100.
func cifar100() map[string][]byte {
	return map[string][]byte{"train.bin": cifarFile(3, 5, 99), "test.bin": cifarFile(2, 5, 0), "fine_label_names.txt": []byte(lines(100))}
}

// lines are n names, a line each.
func lines(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "name%d\n", i)
	}
	return b.String()
}

var arrayReads = map[string]func(w *workshop){
	"safetensors: BOOL, U8 to U64, I8 to I64, F16, BF16, F32 and F64": func(w *workshop) {
		for dtype, data := range map[string][]byte{
			"BOOL": {1}, "U8": {1}, "I8": {1}, "U16": {1, 0}, "I16": {1, 0}, "U32": {1, 0, 0, 0}, "I32": {1, 0, 0, 0}, "U64": {1, 0, 0, 0, 0, 0, 0, 0}, "I64": {1, 0, 0, 0, 0, 0, 0, 0},
			"F16": {0, 0x3C}, "BF16": {0x80, 0x3F}, "F32": float32s(1), "F64": float64s(1),
		} {
			x, err := openTensor(w.put("a.safetensors", oneTensor(dtype, data)))
			w.values(dtype, x, err, 1)
		}
	},
	"safetensors: checksums in the metadata are compared; files without them are read": func(w *workshop) {
		path := filepath.Join(w.dir, "a.safetensors")
		w.ok(formats.SaveSafetensors(path, nil, []tensor.Named{{Name: "x", Tensor: tensor.FromSlice([]float32{7}, 1)}}))
		x, err := openTensor(path)
		w.values("with checksums", x, err, 7)
		x, err = openTensor(w.put("b.safetensors", oneTensor("F32", float32s(7))))
		w.values("without", x, err, 7)
	},
	"PyTorch files: zip archives of torch.save, and the form before PyTorch 1.6; pickle protocols 1 to 5": func(w *workshop) {
		for _, name := range []string{"protocol1.pth", "protocol2.pth", "protocol3.pth", "protocol4.pth", "protocol5.pth"} {
			x, err := w.weight(w.put(name, w.weights(name)), "a")
			w.values(name, x, err, 0, 1, 2)
		}
		x, err := w.weight(w.put("a.pt", w.weights("views_legacy.pth")), "offset")
		w.values("legacy", x, err, 5, 6, 7, 8)
	},
	"PyTorch files: state dicts, as they are or under a key such as `model`, without `module.` and `_orig_mod.`; whole modules, whose classes are not needed": func(w *workshop) {
		for _, name := range []string{"training.pth", "module.pth"} {
			x, err := w.weight(w.put(name, w.weights(name)), "0.weight")
			w.values(name, x, err, 1, 2)
		}
	},
	"PyTorch files: views that are transposed, strided, expanded or share their numbers": func(w *workshop) {
		path := w.put("a.ckpt", w.weights("views_zip.pth"))
		for name, want := range map[string][]float32{"transposed": {0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11}, "strided": {1, 4, 7, 10}, "expanded": {2, 2, 2, 3, 3, 3}} {
			x, err := w.weight(path, name)
			w.values(name, x, err, want...)
		}
	},
	"models in several files: folders with `model.safetensors.index.json` or `pytorch_model.bin.index.json`": func(w *workshop) {
		for _, name := range []string{"pytorch_model.bin.index.json", "pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin"} {
			w.put("torch/"+name, w.weights("sharded/"+name))
		}
		x, err := w.weight(filepath.Join(w.dir, "torch"), "b")
		w.values("PyTorch", x, err, 3, 4)
		w.put("st/one.safetensors", oneTensor("F32", float32s(7)))
		w.put("st/model.safetensors.index.json", []byte(`{"weight_map": {"x": "one.safetensors"}}`))
		x, err = w.weight(filepath.Join(w.dir, "st"), "x")
		w.values("safetensors", x, err, 7)
	},
	"npy: versions 1 to 3, both byte orders, both memory orders, booleans to float64": func(w *workshop) {
		for version := byte(1); version <= 3; version++ {
			for descr, data := range map[string][]byte{
				"|b1": {1, 0, 1, 1}, "|u1": {1, 0, 1, 1}, "<i8": append(append(append(le.AppendUint64(nil, 1), make([]byte, 8)...), le.AppendUint64(nil, 1)...), le.AppendUint64(nil, 1)...),
				"<f2": {0, 0x3C, 0, 0, 0, 0x3C, 0, 0x3C}, ">f4": {0x3F, 0x80, 0, 0, 0, 0, 0, 0, 0x3F, 0x80, 0, 0, 0x3F, 0x80, 0, 0}, "<f8": float64s(1, 0, 1, 1),
			} {
				x, err := formats.LoadNPY(w.put("a.npy", npyVersion(version, "'"+descr+"'", "(2, 2)", false, data)))
				w.values(descr, x, err, 1, 0, 1, 1)
				x, err = formats.LoadNPY(w.put("a.npy", npyVersion(version, "'"+descr+"'", "(2, 2)", true, data)))
				w.values(descr+", column by column", x, err, 1, 1, 0, 1)
			}
		}
	},
	"npz: all arrays of numbers, packed or not; what else is in the archive is left out": func(w *workshop) {
		for _, packed := range []bool{false, true} {
			items, err := formats.LoadNPZ(w.put("a.npz", npzFile(packed, map[string][]byte{
				"a.npy": npyFile("'|u1'", "(1,)", false, []byte{7}), "b.npy": npyFile("'|u1'", "(1,)", false, []byte{8}),
				"names.npy": npyFile("'<U3'", "(1,)", false, make([]byte, 12)), "README.txt": []byte("x"),
			})))
			w.ok(err)
			w.check(len(items) == 2 && items[0].Name == "a" && items[1].Tensor.Data()[0] == 8, "%v", items)
		}
	},
	"IDX: unsigned bytes, gzipped or not, whatever the name": func(w *workshop) {
		for _, raw := range [][]byte{idxFile([]byte{1, 2}, 1, 2), gzipped(idxFile([]byte{1, 2}, 1, 2))} {
			for _, name := range []string{"x-idx2-ubyte", "x.gz"} {
				x, err := datasets.ReadIDX(w.put(name, raw))
				w.ok(err)
				w.check(fmt.Sprint(x.Dims, x.Data) == "[1 2] [1 2]", "%v", x)
			}
		}
	},
	"CIFAR's binary files: records of one label (CIFAR-10) or two (CIFAR-100) and 3×32×32 bytes": func(w *workshop) {
		w.files(cifar10())
		train, test, err := datasets.LoadCIFAR10(background, w.dir)
		w.ok(err)
		w.check(train.Len() == 3 && test.Len() == 2 && train.Label[0] == 9, "%v, %v", train.Label, test.Label)
		w.files(cifar100())
		train, test, err = datasets.LoadCIFAR100(background, w.dir)
		w.ok(err)
		w.check(train.Len() == 3 && test.Len() == 2 && train.Label[0] == 99, "%v, %v", train.Label, test.Label)
	},
}

var arrayRefusals = map[string]func(w *workshop) []refusal{
	"safetensors: F8 and smaller, complex numbers": func(w *workshop) []refusal {
		return w.each(readTensor, map[string][]byte{"a.safetensors": oneTensor("F8_E4M3", []byte{1}), "b.safetensors": oneTensor("C64", make([]byte, 8))},
			map[string]string{"a.safetensors": "numbers of 8 bits", "b.safetensors": "complex numbers"})
	},
	"safetensors: a flipped bit where there are checksums": func(w *workshop) []refusal {
		var b bytes.Buffer
		w.ok(formats.WriteSafetensors(&b, nil, []tensor.Named{{Name: "x", Tensor: tensor.FromSlice([]float32{7}, 1)}}))
		raw := b.Bytes()
		raw[len(raw)-1] ^= 1
		return w.each(readTensor, map[string][]byte{"a.safetensors": raw}, map[string]string{"a.safetensors": "checksum"})
	},
	"safetensors: gaps, overlaps, names that occur twice, files that are cut": func(w *workshop) []refusal {
		two := func(name string, from, to int) []byte {
			return safetensors(fmt.Sprintf(`{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},%q:{"dtype":"U8","shape":[2],"data_offsets":[%d,%d]}}`, name, from, to), make([]byte, to))
		}
		whole := two("y", 2, 4)
		return w.each(readTensor, map[string][]byte{"gap.safetensors": two("y", 3, 5), "overlap.safetensors": two("y", 1, 3), "twice.safetensors": two("x", 2, 4), "cut.safetensors": whole[:10], "end.safetensors": whole[:len(whole)-1]},
			map[string]string{"gap.safetensors": "begin at 3, want 2", "overlap.safetensors": "begin at 1, want 2", "twice.safetensors": "appears twice", "cut.safetensors": "header", "end.safetensors": "beyond the file"})
	},
	"PyTorch files: whatever would run code, named with its place": func(w *workshop) []refusal {
		return w.each(readWeights, map[string][]byte{"a.pth": torchFile("\x80\x02cos\nsystem\nX\x01\x00\x00\x00x\x85R."), "b.pth": torchFile("\x80\x02cbuiltins\neval\n.")},
			map[string]string{"a.pth": `byte 2: the pickle calls "os.system"`, "b.pth": `names "builtins.eval"`})
	},
	"PyTorch files: TorchScript": func(w *workshop) []refusal {
		return w.each(readWeights, map[string][]byte{"a.pt": npzFile(false, map[string][]byte{"x/data.pkl": []byte("N."), "x/constants.pkl": nil})}, map[string]string{"a.pt": "TorchScript"})
	},
	"PyTorch files: F8, complex, sparse and quantized tensors": func(w *workshop) []refusal {
		other := func(what string) []byte {
			return torchFile("\x80\x02}U\x01tctorch._utils\n_rebuild_" + what + "\n)Rs.")
		}
		typed := func(version, class, more string) []byte { // no numbers, of a storage without any
			return torchFile("\x80\x02}U\x01tctorch._utils\n_rebuild_tensor_" + version + "\n((U\x07storagec" + class + "\nU\x010U\x03cpuK\x00tQK\x00K\x00\x85K\x01\x85\x89N" + more + "tRs.")
		}
		return w.each(readWeights, map[string][]byte{"sparse.pth": other("sparse_tensor"), "quantized.pth": other("qtensor"),
			"complex.pth": typed("v2", "torch\nComplexFloatStorage", ""), "f8.pth": typed("v3", "torch.storage\nUntypedStorage", "ctorch\nfloat8_e4m3fn\n")},
			map[string]string{"sparse.pth": "a sparse tensor", "quantized.pth": "a quantized tensor", "complex.pth": "complex numbers", "f8.pth": "numbers of 8 bits"})
	},
	"PyTorch files: several sets of weights, unless one is chosen": func(w *workshop) []refusal {
		path := w.put("two.pth", w.weights("two.pth"))
		f, err := formats.OpenKey(path, "teacher")
		w.ok(err)
		f.Close()
		return []refusal{{path, readWeights(path), []string{`"student", "teacher"`, "choose one"}}}
	},
	"models in several files: files elsewhere, tensors that are not in their file, indexes of a part": func(w *workshop) []refusal {
		var all []refusal
		for name, c := range map[string][2]string{
			"elsewhere": {`{"weight_map": {"x": "../x.safetensors"}}`, "in the same folder"},
			"missing":   {`{"weight_map": {"x": "one.safetensors", "y": "one.safetensors"}}`, `tensor "y" is not in`},
			"part":      {`{"weight_map": {"x": "m-00001-of-00002.safetensors"}}`, "the model is not whole"},
		} {
			w.put(name+"/one.safetensors", oneTensor("F32", float32s(7)))
			w.put(name+"/m-00001-of-00002.safetensors", oneTensor("F32", float32s(7)))
			path := w.put(name+"/model.safetensors.index.json", []byte(c[0]))
			all = append(all, refusal{path, readWeights(path), []string{c[1]}})
		}
		return all
	},
	"files that are no weights: HTML pages, Git LFS pointers, gzip, HDF5, GGUF, ONNX and pictures, each by its name": func(w *workshop) []refusal {
		return w.each(readWeights, map[string][]byte{"a.pth": []byte("<!doctype html>"), "b.bin": []byte("version https://git-lfs.github.com/spec/v1\n"), "c.pth": gzipped([]byte("x")),
			"d.h5": []byte("\x89HDF\r\n\x1a\n"), "e.gguf": []byte("GGUF\x03\x00\x00\x00"), "f.onnx": []byte("\x08\x08\x12\x07pytorch"), "g.pth": grey(7)},
			map[string]string{"a.pth": "HTML", "b.bin": "git lfs pull", "c.pth": "gzip", "d.h5": "HDF5", "e.gguf": "GGUF", "f.onnx": "ONNX", "g.pth": "PNG picture"})
	},
	"npy: strings, complex numbers, objects, structures": func(w *workshop) []refusal {
		files, words := map[string][]byte{}, map[string]string{}
		for i, descr := range []string{"'<U3'", "'<c8'", "'|O'", "[('a', '<f4')]"} {
			name := fmt.Sprintf("%d.npy", i)
			files[name], words[name] = npyFile(descr, "(1,)", false, make([]byte, 12)), "is not supported"
		}
		return w.each(readNPY, files, words)
	},
	"npy: data after the array": func(w *workshop) []refusal {
		return w.each(readNPY, map[string][]byte{"a.npy": npyFile("'|u1'", "(1,)", false, []byte{1, 2})}, map[string]string{"a.npy": "go on after the array"})
	},
	"npz: no array of numbers": func(w *workshop) []refusal {
		return w.each(readNPZ, map[string][]byte{"a.npz": npzFile(true, map[string][]byte{"README.txt": []byte("x")}), "b.npz": []byte("no archive")}, map[string]string{"a.npz": "no array of numbers", "b.npz": "zip"})
	},
	"npz: an array that is cut": func(w *workshop) []refusal {
		return w.each(readNPZ, map[string][]byte{"a.npz": npzFile(true, map[string][]byte{"a.npy": npyFile("'|u1'", "(9,)", false, []byte{1})})}, map[string]string{"a.npz": `"a"`})
	},
	"IDX: other types of elements": func(w *workshop) []refusal {
		files, words := map[string][]byte{}, map[string]string{}
		for name, kind := range map[string]byte{"int8": 9, "int16": 0x0B, "int32": 0x0C, "float32": 0x0D, "float64": 0x0E} {
			raw := idxFile([]byte{1}, 1)
			raw[2] = kind
			files[name], words[name] = raw, "IDX elements are "
		}
		return w.each(readIDX, files, words)
	},
	"IDX: another size than the header says": func(w *workshop) []refusal {
		return w.each(readIDX, map[string][]byte{"short": idxFile([]byte{1}, 2), "long": idxFile([]byte{1, 2, 3}, 2), "packed": gzipped(idxFile([]byte{1, 2, 3}, 2))},
			map[string]string{"short": "found 1 of 2 bytes", "long": "more bytes follow", "packed": "more bytes follow"})
	},
	"IDX: a gzip checksum that is wrong": func(w *workshop) []refusal {
		raw := gzipped(idxFile([]byte{1, 2}, 2))
		raw[len(raw)-8] ^= 1
		return w.each(readIDX, map[string][]byte{"a.gz": raw}, map[string]string{"a.gz": "checksum"})
	},
	"CIFAR's binary files: a file that is no number of records": func(w *workshop) []refusal {
		w.files(cifar10())
		path := w.put("data_batch_1.bin", cifarFile(1, 9)[1:])
		_, _, err := datasets.LoadCIFAR10(background, w.dir)
		return []refusal{{path, err, []string{"3072 bytes, expected a multiple of 3073"}}}
	},
	"CIFAR's binary files: a label that has no class": func(w *workshop) []refusal {
		w.files(cifar10())
		path := w.put("data_batch_1.bin", cifarFile(1, 10))
		_, _, err := datasets.LoadCIFAR10(background, w.dir)
		return []refusal{{path, err, []string{"label 10 of record 0 is not below 10"}}}
	},
}
