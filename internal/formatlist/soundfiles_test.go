package formatlist

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"

	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/frame"
	"github.com/mewkiz/flac/meta"
)

// This file: sounds made by code.

// riffChunk is a chunk of a WAV file, padded to an even length.
func riffChunk(order binary.AppendByteOrder, id string, body []byte) []byte {
	b := append(order.AppendUint32([]byte(id), uint32(len(body))), body...)
	return append(b, make([]byte, len(body)%2)...)
}

// wavFormat is the chunk that says how samples are coded.
func wavFormat(order binary.AppendByteOrder, code, channels, rate, bits int, more ...byte) []byte {
	width := (bits + 7) / 8
	b := order.AppendUint16(order.AppendUint16(nil, uint16(code)), uint16(channels))
	b = order.AppendUint32(order.AppendUint32(b, uint32(rate)), uint32(rate*channels*width))
	b = order.AppendUint16(order.AppendUint16(b, uint16(channels*width)), uint16(bits))
	return riffChunk(order, "fmt ", append(b, more...))
}

// riff is a WAV file of chunks, of the kind that id says.
func riff(order binary.AppendByteOrder, id string, chunks ...[]byte) []byte {
	body := append([]byte("WAVE"), bytes.Join(chunks, nil)...)
	return append(order.AppendUint32([]byte(id), uint32(len(body))), body...)
}

// wav is a mono WAV file at 8 kHz.
func wav(code, bits int, data []byte) []byte {
	return riff(le, "RIFF", wavFormat(le, code, 1, 8000, bits), riffChunk(le, "data", data))
}

// pcm16 are samples of 16 bits.
func pcm16(samples ...int16) (b []byte) {
	for _, s := range samples {
		b = le.AppendUint16(b, uint16(s))
	}
	return b
}

// wavOf is a WAV file of n samples, such as a loader of a set wants.
func wavOf(rate, n int) []byte {
	return riff(le, "RIFF", wavFormat(le, 1, 1, rate, 16), riffChunk(le, "data", make([]byte, 2*n)))
}

func float32s(v ...float32) (b []byte) {
	for _, x := range v {
		b = le.AppendUint32(b, math.Float32bits(x))
	}
	return b
}

func float64s(v ...float64) (b []byte) {
	for _, x := range v {
		b = le.AppendUint64(b, math.Float64bits(x))
	}
	return b
}

// withSize says that a chunk has another size.
func withSize(raw []byte, id string, size uint32) []byte {
	raw = bytes.Clone(raw)
	le.PutUint32(raw[bytes.Index(raw, []byte(id))+4:], size)
	return raw
}

// flacFile encodes samples of channels as they are, at 8 kHz.
func flacFile(bits int, channels ...[]int32) []byte {
	n := len(channels[0])
	var b bytes.Buffer
	info := &meta.StreamInfo{BlockSizeMin: uint16(n), BlockSizeMax: uint16(n), SampleRate: 8000, NChannels: uint8(len(channels)), BitsPerSample: uint8(bits), NSamples: uint64(n)}
	e, err := flac.NewEncoder(nopCloser{&b}, info)
	if err != nil {
		panic(err)
	}
	f := &frame.Frame{Header: frame.Header{HasFixedBlockSize: true, BlockSize: uint16(n), SampleRate: 8000, Channels: frame.ChannelsMono, BitsPerSample: uint8(bits)}}
	if len(channels) == 2 {
		f.Channels = frame.ChannelsLR
	}
	for _, samples := range channels {
		f.Subframes = append(f.Subframes, &frame.Subframe{SubHeader: frame.SubHeader{Pred: frame.PredVerbatim}, Samples: samples, NSamples: n})
	}
	if err := e.WriteFrame(f); err != nil {
		panic(err)
	}
	if err := e.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

// mp3File is n frames of silence: layer 3 of 44.1 kHz, of one channel, whose header is
// second, such as 0xFB for MPEG 1.
func mp3File(second, third byte, size, n int) []byte {
	frame := append([]byte{0xFF, second, third, 0xC0}, make([]byte, size-4)...)
	return bytes.Repeat(frame, n)
}

// oggPage is the first page of an Ogg stream with one small packet.
func oggPage(packet string) []byte {
	b := append([]byte("OggS\x00\x02"), make([]byte, 20)...)
	return append(append(b, 1, byte(len(packet))), packet...)
}
