package formats

// This file: PyTorch files since version 1.6. They are zip archives of one folder:
//
//	root/data.pkl    a pickle, in which storages are persistent ids
//	root/data/KEY    the numbers of a storage, not compressed as a rule
//	root/byteorder   "little" or "big"; little if there is none
//	root/version     of the form
//
// Numbers are read from their place in the file. Checksums are not compared: PyTorch can
// be told to leave them out, and does not compare them either.

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/gopathway/pathway/formats/internal/pickle"
)

// maxTorchVersion is the newest version of the form that PyTorch reads.
const maxTorchVersion = 10

// maxRecordText is the longest record that is read as a text, in bytes.
const maxRecordText = 64

// torchArchive is the zip archive of a file.
type torchArchive struct {
	r       io.ReaderAt
	size    int64
	root    string
	records map[string]record
	packed  int64 // what compressed records may unpack to
}

// record is a file in the archive.
type record struct {
	at, length int64 // in the archive
	unpacked   int64
	deflated   bool
}

// readTorchZip returns the object of a file.
func readTorchZip(r io.ReaderAt, size int64) (any, error) {
	a, err := openTorchArchive(r, size)
	if err != nil {
		return nil, err
	}
	if _, ok := a.records[a.root+"constants.pkl"]; ok {
		return nil, errors.New("it is a TorchScript archive (it has constants.pkl): a program, not weights alone; save torch.jit.load(file).state_dict() in Python instead")
	}
	if err := a.checkVersion(); err != nil {
		return nil, err
	}
	order, err := a.byteOrder()
	if err != nil {
		return nil, err
	}
	data, err := a.reader(a.records[a.root+"data.pkl"])
	if err != nil {
		return nil, fmt.Errorf("data.pkl: %w", err)
	}
	o := &torchObjects{order: order, storages: map[string]*torchStorage{}, place: a.place}
	p := pickle.NewReader(io.NewSectionReader(data, 0, a.records[a.root+"data.pkl"].unpacked), 0, a.records[a.root+"data.pkl"].unpacked)
	object, err := o.decoder(p, size, o.persistent).Decode()
	if err != nil {
		return nil, fmt.Errorf("data.pkl: %w", err)
	}
	return object, nil
}

// openTorchArchive reads and checks the directory.
func openTorchArchive(r io.ReaderAt, size int64) (*torchArchive, error) {
	directory := &budgetReader{r: r, left: spareMemory/4 + size/8}
	z, err := zip.NewReader(directory, size)
	if directory.over {
		return nil, fmt.Errorf("the directory of the zip archive is too large for a file of %d bytes", size)
	}
	directory.left = math.MaxInt64
	if err != nil {
		return nil, fmt.Errorf("it begins as a zip archive, as PyTorch writes it, but is cut off or damaged: %w", err)
	}
	a := &torchArchive{r: r, size: size, records: map[string]record{}, packed: spareMemory/4 + 4*size}
	var pickles []string
	for _, f := range z.File {
		if _, ok := a.records[f.Name]; ok {
			return nil, fmt.Errorf("record %.100q is twice in it", f.Name)
		}
		rec, err := a.check(f)
		if err != nil {
			return nil, fmt.Errorf("record %.100q: %w", f.Name, err)
		}
		a.records[f.Name] = rec
		if f.Name == "data.pkl" || strings.HasSuffix(f.Name, "/data.pkl") {
			pickles = append(pickles, f.Name)
		}
	}
	switch len(pickles) {
	case 0:
		return nil, errors.New("it is a zip archive without data.pkl: not a file of torch.save" + otherZip(z))
	case 1:
		a.root = strings.TrimSuffix(pickles[0], "data.pkl")
	default:
		return nil, fmt.Errorf("it has several data.pkl: %.100q and %.100q", pickles[0], pickles[1])
	}
	return a, a.checkOverlap()
}

// budgetReader fails after so many bytes: the directory of a zip archive takes several
// times its size in memory.
type budgetReader struct {
	r    io.ReaderAt
	left int64
	over bool
}

// ReadAt implements io.ReaderAt.
func (b *budgetReader) ReadAt(p []byte, off int64) (int, error) {
	if b.left < int64(len(p)) {
		b.over = true
		return 0, io.ErrUnexpectedEOF
	}
	b.left -= int64(len(p))
	return b.r.ReadAt(p, off)
}

// otherZip says what else a zip archive is.
func otherZip(z *zip.Reader) string {
	for _, f := range z.File {
		switch {
		case strings.HasSuffix(f.Name, ".npy"):
			return ", but one of NumPy (npz); a name that ends in .npz has it read as that"
		case strings.HasSuffix(f.Name, "/models/model.json"):
			return ", but a program of torch.export; save its state_dict() instead"
		}
	}
	return ""
}

// check compares what the directory says of a record with the archive's size.
func (a *torchArchive) check(f *zip.File) (record, error) {
	rec := record{length: int64(f.CompressedSize64), unpacked: int64(f.UncompressedSize64), deflated: f.Method == zip.Deflate}
	switch {
	case f.Flags&(1|1<<6|1<<13) != 0:
		return rec, errors.New("it is encrypted")
	case f.Method != zip.Deflate && f.Method != zip.Store:
		return rec, fmt.Errorf("compression method %d, want stored or deflated", f.Method)
	case rec.length < 0 || rec.unpacked < 0 || rec.length > a.size:
		return rec, fmt.Errorf("%d bytes in a file of %d", f.CompressedSize64, a.size)
	case !rec.deflated && rec.length != rec.unpacked:
		return rec, fmt.Errorf("it is not compressed and has two sizes, %d and %d", rec.length, rec.unpacked)
	}
	var err error
	if rec.at, err = f.DataOffset(); err != nil {
		return rec, fmt.Errorf("damaged header: %w", err)
	}
	if rec.at > a.size-rec.length {
		return rec, fmt.Errorf("its %d bytes from byte %d on lie beyond the end of the file", rec.length, rec.at)
	}
	return rec, nil
}

// checkOverlap is an error if two records have bytes in common.
func (a *torchArchive) checkOverlap() error {
	all := make([]record, 0, len(a.records))
	for _, rec := range a.records {
		if rec.length > 0 {
			all = append(all, rec)
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].at < all[j].at })
	for i := 1; i < len(all); i++ {
		if end := all[i-1].at + all[i-1].length; end > all[i].at {
			return fmt.Errorf("two records overlap: one ends at byte %d, the next begins at %d", end, all[i].at)
		}
	}
	return nil
}

// checkVersion reads the record version.
func (a *torchArchive) checkVersion() error {
	text, ok, err := a.text("version")
	if err != nil {
		return err
	}
	if !ok {
		return errors.New("it has no record version, as files of torch.save have it")
	}
	if v, err := strconv.Atoi(strings.TrimSpace(text)); err != nil || v < 1 || v > maxTorchVersion {
		return fmt.Errorf("version %.20q, want 1 to %d", text, maxTorchVersion)
	}
	return nil
}

// byteOrder reads the record byteorder.
func (a *torchArchive) byteOrder() (binary.ByteOrder, error) {
	text, ok, err := a.text("byteorder")
	switch {
	case err != nil:
		return nil, err
	case !ok || text == "little":
		return binary.LittleEndian, nil
	case text == "big":
		return binary.BigEndian, nil
	}
	return nil, fmt.Errorf("byteorder %.20q, want little or big", text)
}

// text reads a short record of the root folder.
func (a *torchArchive) text(name string) (text string, ok bool, err error) {
	rec, ok := a.records[a.root+name]
	if !ok {
		return "", false, nil
	}
	if rec.unpacked > maxRecordText {
		return "", false, fmt.Errorf("record %s has %d bytes, want at most %d", name, rec.unpacked, maxRecordText)
	}
	r, err := a.reader(rec)
	if err != nil {
		return "", false, fmt.Errorf("record %s: %w", name, err)
	}
	b := make([]byte, rec.unpacked)
	if _, err := io.ReadFull(io.NewSectionReader(r, 0, rec.unpacked), b); err != nil {
		return "", false, fmt.Errorf("record %s: %w", name, err)
	}
	return string(b), true, nil
}

// reader returns the content of a record. One that is compressed is unpacked to memory,
// within a limit for all of them.
func (a *torchArchive) reader(rec record) (io.ReaderAt, error) {
	if !rec.deflated {
		return io.NewSectionReader(a.r, rec.at, rec.length), nil
	}
	if err := a.claim(rec); err != nil {
		return nil, err
	}
	return a.inflate(rec)
}

// claim takes the size of a compressed record from the limit.
func (a *torchArchive) claim(rec record) error {
	if rec.unpacked > a.packed {
		return fmt.Errorf("it is compressed and unpacks to %d bytes, too many for a file of %d: unpack the archive and zip it again without compression", rec.unpacked, a.size)
	}
	a.packed -= rec.unpacked
	return nil
}

func (a *torchArchive) inflate(rec record) (io.ReaderAt, error) {
	z := flate.NewReader(io.NewSectionReader(a.r, rec.at, rec.length))
	b := make([]byte, rec.unpacked)
	if n, err := io.ReadFull(z, b); err != nil {
		return nil, fmt.Errorf("it unpacks to %d bytes, the directory says %d: %w", n, rec.unpacked, err)
	}
	if n, err := io.ReadFull(z, make([]byte, 1)); n != 0 || err != io.EOF {
		return nil, fmt.Errorf("it unpacks to more than the %d bytes that the directory says", rec.unpacked)
	}
	return bytes.NewReader(b), nil
}

// place finds the record of a storage.
func (a *torchArchive) place(s *torchStorage) error {
	rec, ok := a.records[a.root+"data/"+s.key]
	if !ok {
		return errors.New("there is no record of it in the file")
	}
	if rec.unpacked != s.bytes() {
		return fmt.Errorf("its record has %d bytes, but %d numbers %s take %d", rec.unpacked, s.numel, s.typ.name, s.bytes())
	}
	if !rec.deflated {
		r := io.NewSectionReader(a.r, rec.at, rec.length)
		s.data = func() (io.ReaderAt, error) { return r, nil }
		return nil
	}
	if err := a.claim(rec); err != nil {
		return err
	}
	s.data = sync.OnceValues(func() (io.ReaderAt, error) { return a.inflate(rec) })
	return nil
}
