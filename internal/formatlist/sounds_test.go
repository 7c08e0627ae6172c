package formatlist

import (
	"math"

	"github.com/gopathway/pathway/datasets"
)

// This file: what the list says of sounds.

const wavSteps = 32768.0

var soundReads = map[string]func(w *workshop){
	"WAV: PCM of 8, 16, 24 and 32 bits, float of 32 and 64, A-law, µ-law, also in extensible headers": func(w *workshop) {
		for _, c := range []struct {
			code, bits int
			data       []byte
			want       []float64
		}{
			{1, 8, []byte{0, 128, 255}, []float64{-1, 0, 127. / 128}},
			{1, 16, pcm16(-32768, 0, 1), []float64{-1, 0, 1 / wavSteps}},
			{1, 24, []byte{0, 0, 0x80, 1, 0, 0}, []float64{-1, 0x1p-23}},
			{1, 32, []byte{0, 0, 0, 0x80, 0, 0, 0, 0x40}, []float64{-1, 0.5}},
			{3, 32, float32s(-0.25, 1.5), []float64{-0.25, 1.5}},
			{3, 64, float64s(-0.25, 1.5), []float64{-0.25, 1.5}},
			{6, 8, []byte{0xD5, 0x55}, []float64{8 / wavSteps, -8 / wavSteps}},
			{7, 8, []byte{0xFF, 0x00}, []float64{0, -32124 / wavSteps}},
		} {
			w.samples(w.put("a.wav", wav(c.code, c.bits, c.data)), 8000, 0, c.want...)
			more := le.AppendUint32(le.AppendUint16([]byte{22, 0}, uint16(c.bits)), 0)
			more = append(le.AppendUint16(more, uint16(c.code)), "\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"...)
			raw := riff(le, "RIFF", wavFormat(le, 0xFFFE, 1, 8000, c.bits, more...), riffChunk(le, "data", c.data))
			w.samples(w.put("b.wave", raw), 8000, 0, c.want...)
		}
	},
	"WAV: several channels": func(w *workshop) {
		raw := riff(le, "RIFF", wavFormat(le, 1, 2, 44100, 16), riffChunk(le, "data", pcm16(100, 300, -8, 0)))
		w.samples(w.put("a.wav", raw), 44100, 0, 200/wavSteps, -4/wavSteps)
	},
	"WAV: RIFX (big-endian), RF64 and BW64": func(w *workshop) {
		w.samples(w.put("x.wav", riff(be, "RIFX", wavFormat(be, 1, 1, 8000, 16), riffChunk(be, "data", []byte{0x80, 0, 0, 1}))), 8000, 0, -1, 1/wavSteps)
		for _, id := range []string{"RF64", "BW64"} {
			sizes := append(le.AppendUint64(make([]byte, 8), 4), make([]byte, 12)...)
			raw := riff(le, id, riffChunk(le, "ds64", sizes), wavFormat(le, 1, 1, 8000, 16), riffChunk(le, "data", pcm16(-32768, 1)), riffChunk(le, "LIST", []byte("more")))
			raw = withSize(withSize(raw, id, math.MaxUint32), "data", math.MaxUint32)
			w.samples(w.put("a.wav", raw), 8000, 0, -1, 1/wavSteps)
		}
	},
	"WAV: a data size of 0 or near 2^31 or 2^32, as pipes leave it: up to the end": func(w *workshop) {
		raw := wav(1, 16, pcm16(-32768, 1))
		for _, size := range []uint32{math.MaxInt32, math.MaxUint32, math.MaxUint32 - 36} {
			w.samples(w.put("a.wav", withSize(raw, "data", size)), 8000, 0, -1, 1/wavSteps)
		}
		w.samples(w.put("a.wav", withSize(withSize(raw, "RIFF", 0), "data", 0)), 8000, 0, -1, 1/wavSteps)
	},
	"WAV: a data size that is too large by a twentieth or 64 bytes: up to the end, and told": func(w *workshop) {
		long := make([]byte, 4000)
		s, err := datasets.ReadSound(background, w.put("a.wav", withSize(wav(1, 16, long), "data", 4210)))
		w.ok(err)
		w.check(len(s.Samples) == 2000, "%d samples", len(s.Samples))
		w.told(s.Notes, "210 of 4210 bytes")
		s, err = datasets.ReadSound(background, w.put("b.wav", withSize(wav(1, 16, long[:64]), "data", 128)))
		w.ok(err)
		w.told(s.Notes, "64 of 128 bytes")
	},
	"FLAC: 8, 16 and 24 bits, several channels": func(w *workshop) {
		for _, bits := range []int{8, 16, 24} {
			top := int32(1) << (bits - 1)
			x := make([]int32, 16)
			x[0], x[1] = -top, top/2
			want := make([]float64, 16)
			want[0], want[1] = -1, 0.5
			w.samples(w.put("a.flac", flacFile(bits, x)), 8000, 0, want...)
			want[0], want[1] = -0.5, 0.25
			w.samples(w.put("a.flac", flacFile(bits, x, make([]int32, 16))), 8000, 0, want...)
		}
		s, err := datasets.ReadSound(background, w.put("tone.flac", w.fixture("testdata", "sounds", "tone.flac")))
		w.ok(err)
		w.check(s.Rate == 8000 && len(s.Samples) == 1600, "%d samples at %d", len(s.Samples), s.Rate)
	},
	"FLAC: a tag of the ID3 kind before it": func(w *workshop) {
		x := make([]int32, 16)
		w.samples(w.put("a.flac", append([]byte("ID3\x04\x00\x00\x00\x00\x00\x03abc"), flacFile(16, x)...)), 8000, 0, make([]float64, 16)...)
	},
	"MP3: MPEG 1, 2 and 2.5, layer 3": func(w *workshop) {
		s := w.samples(w.put("a.mp3", mp3File(0xFB, 0x90, 417, 4)), 44100, 0, make([]float64, 4*1152)...)
		w.check(len(s.Notes) == 0, "notes %q", s.Notes)
		w.samples(w.put("b.mp3", mp3File(0xF3, 0x80, 208, 4)), 22050, 0, make([]float64, 4*576)...)
		w.samples(w.put("c.mp3", mp3File(0xE3, 0x80, 417, 4)), 11025, 0, make([]float64, 4*576)...)
	},
	"MP3: ID3 tags are passed over": func(w *workshop) {
		raw := append([]byte("ID3\x04\x00\x00\x00\x00\x00\x03abc"), mp3File(0xFB, 0x90, 417, 4)...)
		w.samples(w.put("a.mp3", append(raw, append([]byte("TAG"), make([]byte, 125)...)...)), 44100, 0, make([]float64, 4*1152)...)
	},
	"MP3: silence that an encoder adds is cut off where the file tells how much": func(w *workshop) {
		s, err := datasets.ReadSound(background, w.put("a.mp3", w.fixture("testdata", "sounds", "mono.mp3")))
		w.ok(err)
		w.check(s.Rate == 16000 && len(s.Samples) == 3200, "%d samples at %d", len(s.Samples), s.Rate)
	},
	"Ogg Vorbis: Vorbis in Ogg, several channels": func(w *workshop) {
		for _, name := range []string{"a.ogg", "a.oga"} {
			s, err := datasets.ReadSound(background, w.put(name, w.fixture("testdata", "sounds", "stereo.ogg")))
			w.ok(err)
			w.check(s.Rate == 16000 && len(s.Samples) == 3200, "%d samples at %d", len(s.Samples), s.Rate)
		}
	},
}

var soundRefusals = map[string]func(w *workshop) []refusal{
	"WAV: ADPCM, GSM, MP3 and other codings": func(w *workshop) []refusal {
		files, words := map[string][]byte{}, map[string]string{}
		for name, code := range map[string]int{"Microsoft ADPCM": 2, "IMA ADPCM": 0x11, "GSM 6.10": 0x31, "MP3": 0x55, "0x1234": 0x1234} {
			files[name+".wav"], words[name+".wav"] = wav(code, 4, make([]byte, 64)), name
		}
		return w.each(readSound, files, words)
	},
	"WAV: a data size that is wrong by more": func(w *workshop) []refusal {
		return w.each(readSound, map[string][]byte{
			"a.wav": withSize(wav(1, 16, make([]byte, 4000)), "data", 4400), "b.wav": withSize(wav(1, 16, make([]byte, 30)), "data", 90),
		}, map[string]string{"a.wav": "4400 bytes claimed, 4000 left", "b.wav": "90 bytes claimed"})
	},
	"WAV: a sample that is NaN or infinite": func(w *workshop) []refusal {
		return w.each(readSound, map[string][]byte{
			"a.wav": wav(3, 32, float32s(0, float32(math.NaN()))), "b.wav": wav(3, 64, float64s(math.Inf(1))),
		}, map[string]string{"a.wav": "sample 1 is NaN", "b.wav": "sample 0 is +Inf"})
	},
	"WAV: no samples": func(w *workshop) []refusal {
		return w.each(readSound, map[string][]byte{"a.wav": wav(1, 16, nil), "b.wav": riff(le, "RIFF", wavFormat(le, 1, 1, 8000, 16))},
			map[string]string{"a.wav": "found 0 bytes", "b.wav": "without a data chunk"})
	},
	"FLAC: 32 bits": func(w *workshop) []refusal {
		raw := flacFile(24, make([]int32, 16))
		raw[20], raw[21] = raw[20]|1, raw[21]|0xF0 // the bits less one
		return w.each(readSound, map[string][]byte{"a.flac": raw}, map[string]string{"a.flac": "32 bits"})
	},
	"FLAC: files that are cut by more than a twentieth": func(w *workshop) []refusal {
		raw := w.fixture("testdata", "sounds", "tone.flac")
		return w.each(readSound, map[string][]byte{"a.flac": raw[:len(raw)/2]}, map[string]string{"a.flac": "FLAC"})
	},
	"FLAC: FLAC in Ogg": func(w *workshop) []refusal {
		return w.each(readSound, map[string][]byte{"a.ogg": oggPage("\x7fFLAC\x01\x00")}, map[string]string{"a.ogg": "Ogg FLAC is not read"})
	},
	"MP3: 8 kHz": func(w *workshop) []refusal {
		return w.each(readSound, map[string][]byte{"a.mp3": mp3File(0xE3, 0x88, 576, 4)}, map[string]string{"a.mp3": "MP3 of 8000 samples per second"})
	},
	"MP3: layers 1 and 2": func(w *workshop) []refusal {
		return w.each(readSound, map[string][]byte{"1.mp3": mp3File(0xFF, 0x90, 417, 4), "2.mp3": mp3File(0xFD, 0x90, 417, 4)}, map[string]string{"1.mp3": "layer", "2.mp3": "layer"})
	},
	"Ogg Vorbis: Opus and Speex": func(w *workshop) []refusal {
		return w.each(readSound, map[string][]byte{"a.ogg": oggPage("OpusHead\x01"), "b.ogg": oggPage("Speex   ")}, map[string]string{"a.ogg": "Ogg Opus is not read", "b.ogg": "Ogg Speex is not read"})
	},
	"Ogg Vorbis: a page whose checksum is wrong": func(w *workshop) []refusal {
		raw := w.fixture("testdata", "sounds", "stereo.ogg")
		raw[40] ^= 1
		return w.each(readSound, map[string][]byte{"a.ogg": raw}, map[string]string{"a.ogg": "page 1 is damaged"})
	},
	"other sounds: AIFF, AU, Core Audio, Wave64, WMA, AMR, NIST SPHERE, Matroska, WebM, MP4, M4A and AAC, each by its name": func(w *workshop) []refusal {
		files, words := map[string][]byte{}, map[string]string{}
		for start, name := range map[string]string{
			"FORM\x00\x00\x00\x00AIFF": "AIFF is not read", ".snd\x00": "AU is not read", "caff\x00": "Core Audio is not read", "riff\x2e": "Wave64 is not read",
			"\x30\x26\xb2\x75": "WMA is not read", "#!AMR\n": "AMR is not read", "NIST_1A\n": "NIST SPHERE is not read", "\x1a\x45\xdf\xa3": "Matroska or WebM is not read",
			"\x00\x00\x00\x20ftypM4A ": "MP4 or M4A is not read", "\xff\xf1\x50\x80": "AAC is not read",
		} {
			file := name + ".wav"
			files[file], words[file] = []byte(start), name
		}
		return w.each(readSound, files, words)
	},
}
