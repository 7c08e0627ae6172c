package formatlist

import "github.com/gopathway/pathway/datasets"

// This file: videos.

var videos = Group{
	Title:    "Videos",
	Modality: "video",
	Intro: []string{"For `--modality video`. A model is given some frames (`--video-frames`, `--video-stride`), grey unless `--channels 3`. " +
		"For how long a frame is shown is not looked at."},
	Formats: []Format{
		{
			Name:    "GIF",
			Exts:    []string{".gif"},
			Read:    []string{"frames composed as a viewer does; what is transparent shows white", "frames that lie partly outside the screen", "files without their last byte, or with stray bytes between blocks: what is passed over is told"},
			Refused: []string{"a frame that is cut"},
		},
		{
			Name: "Y4M",
			Exts: []string{".y4m"},
			Read: []string{
				"C420, C422, C444, C411 and grey, of 8 bits; C420 to C444 and grey of 9, 10, 12, 14 and 16",
				"alpha (C444alpha), over white",
				"XCOLORRANGE=FULL or LIMITED; without it grey is of full range, all else limited",
			},
			Refused: []string{"other colour spaces", "a frame that is cut"},
		},
		{
			Name:    "Folders of frames",
			Read:    []string{"images of every type above, in the order of the last number in their names", "other files are passed over, and told"},
			Refused: []string{"a frame without a number, or two of the same", "frames of several sizes", "no frames"},
		},
		{
			Name:    "other videos",
			Exts:    []string{".mp4", ".avi", ".mov", ".mkv", ".webm", ".mpg", ".mpeg", ".m4v"},
			Refused: []string{"all; the error has an ffmpeg command that makes Y4M of them"},
		},
	},
	Limits: []Limit{
		{What: "pixels of a GIF's screen or of a Y4M's frame", Value: datasets.DefaultMaxFramePixels, Flag: "--max-pixels"},
		{What: "pixels of all frames of a GIF together", Value: datasets.MaxGIFPixels, More: "and " + thousands(datasets.GIFPixelsPerByte) + " for each byte of the file", Flag: "--max-pixels"},
		{What: "pixels of a frame in a folder", Value: datasets.DefaultMaxPixels, Flag: "--max-pixels"},
		{What: "frames of a clip", Value: datasets.MaxVideoFrames},
		{What: "bytes of a clip, decoded and scaled", Value: datasets.MaxVideoBytes, Unit: Bytes, Flag: "--side"},
	},
}
