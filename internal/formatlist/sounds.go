package formatlist

import (
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/internal/openfile"
)

// This file: sounds.

var sounds = Group{
	Title:    "Sounds",
	Modality: "audio",
	Intro: []string{"For `--modality audio`. The content says what a file is, not its name. Several channels become their " +
		"mean. Clips of a set are resampled to the rate that most have, or to `--rate`; for a trained model to its own."},
	Formats: []Format{
		{
			Name: "WAV",
			Exts: []string{".wav", ".wave"},
			Read: []string{
				"PCM of 8, 16, 24 and 32 bits, float of 32 and 64, A-law, µ-law, also in extensible headers",
				"several channels",
				"RIFX (big-endian), RF64 and BW64",
				"a data size of 0 or near 2^31 or 2^32, as pipes leave it: up to the end",
				"a data size that is too large by a twentieth or 64 bytes: up to the end, and told",
			},
			Refused: []string{"ADPCM, GSM, MP3 and other codings", "a data size that is wrong by more", "a sample that is NaN or infinite", "no samples"},
		},
		{
			Name:    "FLAC",
			Exts:    []string{".flac"},
			Read:    []string{"8, 16 and 24 bits, several channels", "a tag of the ID3 kind before it"},
			Refused: []string{"32 bits", "files that are cut by more than a twentieth", "FLAC in Ogg"},
		},
		{
			Name:    "MP3",
			Exts:    []string{".mp3"},
			Read:    []string{"MPEG 1, 2 and 2.5, layer 3", "ID3 tags are passed over", "silence that an encoder adds is cut off where the file tells how much"},
			Refused: []string{"8 kHz", "layers 1 and 2"},
		},
		{
			Name:    "Ogg Vorbis",
			Exts:    []string{".ogg", ".oga"},
			Read:    []string{"Vorbis in Ogg, several channels"},
			Refused: []string{"Opus and Speex", "a page whose checksum is wrong"},
		},
		{
			Name:    "other sounds",
			Refused: []string{"AIFF, AU, Core Audio, Wave64, WMA, AMR, NIST SPHERE, Matroska, WebM, MP4, M4A and AAC, each by its name"},
		},
	},
	Limits: []Limit{
		{What: "samples of all channels after decoding or resampling (WAV before resampling has no limit)", Value: datasets.DefaultMaxClip, Flag: "--max-clip"},
		{What: "rate that a sound is resampled to, in times its own", Value: datasets.MaxUpsampling, Flag: "--rate"},
		{What: "rate of a sound, in times the one that it is resampled to", Value: datasets.MaxDownsampling, Flag: "--rate"},
		{What: "samples per second", Value: datasets.MaxRate},
		{What: "bytes of a file", Value: openfile.Media, Unit: Bytes},
	},
}
