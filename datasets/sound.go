package datasets

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gopathway/pathway/internal/openfile"
)

// This file: sound files of any format, which their content tells, not their name.

// DefaultMaxClip is how many samples, those of all channels together, a file may become
// by decoding or resampling, unless [LimitClips] says otherwise: 25 minutes of mono at
// 44.1 kHz. WAV files are as long as their bytes, and have no limit but that of files,
// 1 GiB.
const DefaultMaxClip = 1 << 26

// maxClipKey marks a context of LimitClips.
type maxClipKey struct{}

// LimitClips returns a context in which the loaders of this package, [ReadSound],
// [DecodeSound] and [Resample] take n for [DefaultMaxClip].
func LimitClips(ctx context.Context, n int) context.Context {
	return context.WithValue(ctx, maxClipKey{}, n)
}

// maxClip returns the limit of a context.
func maxClip(ctx context.Context) int {
	if n, ok := ctx.Value(maxClipKey{}).(int); ok && n > 0 {
		return n
	}
	return DefaultMaxClip
}

// clipError is a sound that would grow beyond the limit.
func clipError(what string, limit int) error {
	return fmt.Errorf("%s, the limit is %d (--max-clip moves it)", what, limit)
}

// Sound is what a sound file holds.
type Sound struct {
	Samples []float32 // mono: the mean over the channels
	Rate    int       // samples per second

	// Notes are lines for people about what the file has that is not read, such as
	// a frame that is cut.
	Notes []string

	resampled bool // Rate is that of the file, not of Samples
}

// soundFormat is a format of sound files.
type soundFormat struct {
	name   string
	is     func(raw []byte) bool
	decode func(raw []byte, limit int) (*Sound, error) // nil: not read
}

var soundFormats = []soundFormat{
	{"WAV", isWAV, decodeWAVSound},
	{"FLAC", isFLAC, decodeFLAC},
	{"Ogg Vorbis", oggHolds("\x01vorbis"), decodeVorbis},
	{"MP3", isMP3, decodeMP3},

	// Those that people have, too, by their names.
	{"Ogg Opus", oggHolds("OpusHead"), nil},
	{"Ogg Speex", oggHolds("Speex"), nil},
	{"Ogg FLAC", oggHolds("\x7fFLAC"), nil},
	{"AIFF", startsWith("FORM"), nil},
	{"AU", startsWith(".snd"), nil},
	{"Core Audio", startsWith("caff"), nil},
	{"Wave64", startsWith("riff"), nil},
	{"WMA", startsWith("\x30\x26\xb2\x75"), nil},
	{"AMR", startsWith("#!AMR"), nil},
	{"NIST SPHERE", startsWith("NIST_1A"), nil},
	{"Matroska or WebM", startsWith("\x1a\x45\xdf\xa3"), nil},
	{"MP4 or M4A", func(raw []byte) bool { return len(raw) >= 8 && string(raw[4:8]) == "ftyp" }, nil},
	{"MPEG audio of layer 1 or 2", isMPEGLayer12, nil},
	{"AAC", func(raw []byte) bool { return len(raw) >= 2 && raw[0] == 0xFF && raw[1]&0xF6 == 0xF0 }, nil},

	{"MP3", isLateMP3, decodeMP3}, // last: it looks at many bytes
}

// soundExts are the extensions of files that loaders of folders take for sounds.
var soundExts = []string{".wav", ".wave", ".flac", ".mp3", ".ogg", ".oga"}

// ReadSound reads a sound file: WAV as [ReadWAV] does, FLAC, MP3 or Ogg Vorbis, which
// its content tells. A file that is cut near its end is read as far as it goes, and
// Notes say so.
func ReadSound(ctx context.Context, path string) (*Sound, error) {
	return readFile(path, openfile.Media, func(r io.Reader, name string) (*Sound, error) { return DecodeSound(ctx, r, name) })
}

// DecodeSound is [ReadSound] for the content of a file. It reads r to its end, at most
// 1 GiB. Messages call it name.
func DecodeSound(ctx context.Context, r io.Reader, name string) (*Sound, error) {
	raw, err := openfile.All(r, openfile.Media)
	if err != nil {
		return nil, fmt.Errorf("datasets: %s: %w", called(name), err)
	}
	s, err := decodeSound(raw, maxClip(ctx))
	if err != nil {
		return nil, fmt.Errorf("datasets: %s: %w", called(name), err)
	}
	return s, nil
}

// convertSound is what helps with sounds that are not read.
const convertSound = "convert it to WAV or FLAC, as with ffmpeg -i FILE FILE.flac"

// decodeSound decodes a file that is in memory.
func decodeSound(raw []byte, limit int) (*Sound, error) {
	if rest := skipID3(raw); len(rest) > 0 {
		raw = rest // some programs put tags of MP3 before any format
	}
	at := slices.IndexFunc(soundFormats, func(f soundFormat) bool { return f.is(raw) })
	if at < 0 {
		return nil, fmt.Errorf("not a WAV file%s: it starts with %q", otherSounds(), raw[:min(len(raw), 12)])
	}
	f := soundFormats[at]
	if f.decode == nil {
		return nil, fmt.Errorf("%s is not read: %s", f.name, convertSound)
	}
	return protected(f.name, func() (*Sound, error) { return f.decode(raw, limit) })
}

// protected returns what f does, and an error where it panics: decoders of others do at
// some damaged files.
func protected(name string, f func() (*Sound, error)) (s *Sound, err error) {
	defer func() {
		if p := recover(); p != nil {
			s, err = nil, fmt.Errorf("%s file is damaged: its decoder says %v", name, p)
		}
	}()
	return f()
}

// otherSounds lists the formats that are read, but WAV.
func otherSounds() string {
	text := ""
	for _, f := range soundFormats[1:] {
		if f.decode != nil && !strings.Contains(text, f.name) {
			text += " nor " + f.name
		}
	}
	return text
}

func isWAV(raw []byte) bool {
	_, err := wavOrder(raw)
	return err == nil
}

func decodeWAVSound(raw []byte, _ int) (*Sound, error) {
	w, err := parseWAV(raw)
	if err != nil {
		return nil, err
	}
	x, err := w.mono()
	return &Sound{Samples: x, Rate: w.rate, Notes: w.notes}, err
}

// startsWith returns a test of the first bytes of a file.
func startsWith(magic string) func([]byte) bool {
	return func(raw []byte) bool { return bytes.HasPrefix(raw, []byte(magic)) }
}
