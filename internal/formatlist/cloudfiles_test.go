package formatlist

import (
	"archive/zip"
	"bytes"
	"fmt"
)

// This file: point clouds and arrays made by code.

// pcdFile is a PCD of n points whose fields are floats called x, y and z.
func pcdFile(n, coding string, data []byte) []byte {
	return pcdWith("x y z", "4 4 4", "F F F", "1 1 1", n, coding, data)
}

// pcdWith is a PCD of other fields.
func pcdWith(fields, sizes, types, counts, n, coding string, data []byte) []byte {
	head := fmt.Sprintf("# .PCD v0.7\nVERSION 0.7\nFIELDS %s\nSIZE %s\nTYPE %s\nCOUNT %s\nWIDTH %s\nHEIGHT 1\nVIEWPOINT 0 0 0 1 0 0 0\nPOINTS %s\nDATA %s\n", fields, sizes, types, counts, n, n, coding)
	return append([]byte(head), data...)
}

// lzfLiterals is the body of a compressed PCD of at most 32 bytes.
func lzfLiterals(raw []byte) []byte {
	b := le.AppendUint32(le.AppendUint32(nil, uint32(len(raw)+1)), uint32(len(raw)))
	return append(append(b, byte(len(raw)-1)), raw...)
}

// npyFile is an array of version 1.
func npyFile(descr, shape string, fortran bool, data []byte) []byte {
	return npyVersion(1, descr, shape, fortran, data)
}

// npyVersion is an array of another version.
func npyVersion(version byte, descr, shape string, fortran bool, data []byte) []byte {
	order := "False"
	if fortran {
		order = "True"
	}
	head := fmt.Sprintf("{'descr': %s, 'fortran_order': %s, 'shape': %s, }\n", descr, order, shape)
	b := append([]byte("\x93NUMPY"), version, 0)
	if version == 1 {
		b = le.AppendUint16(b, uint16(len(head)))
	} else {
		b = le.AppendUint32(b, uint32(len(head)))
	}
	return append(append(b, head...), data...)
}

// npzFile is an archive, packed or not.
func npzFile(packed bool, members map[string][]byte) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range sorted(members) {
		method := zip.Store
		if packed {
			method = zip.Deflate
		}
		m, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		if err != nil {
			panic(err)
		}
		if _, err := m.Write(members[name]); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}
