package formatlist

import (
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/internal/openfile"
)

// This file: images, and masks whose pixels are classes.

var images = Group{
	Title:    "Images",
	Modality: "image",
	Intro: []string{"For `--modality image`, and as frames of videos. Images keep their size unless `--side` or " +
		"the model says otherwise; then they are cropped around the centre and scaled."},
	Formats: []Format{
		{
			Name: "all images",
			Read: []string{
				"EXIF orientation is applied; `--no-exif` keeps pixels as stored",
				"in colour, unless every image of the set is grey; `--channels` decides otherwise",
				"transparent parts show white",
				"the content counts: a PNG called `.jpg` is read, and so is the first picture of a GIF with one of these names",
			},
			Refused: []string{"files that are cut", "other content, such as HEIC or AVIF"},
		},
		{
			Name:    "PNG",
			Exts:    []string{".png"},
			Read:    []string{"grey of 1 to 16 bits, RGB, palettes, with alpha or without", "interlaced files", "of an animated file the first picture", "files without an end mark, or with a wrong checksum of a text"},
			Refused: []string{"a chunk of pixels whose checksum is wrong"},
		},
		{
			Name:    "JPEG",
			Exts:    []string{".jpg", ".jpeg"},
			Read:    []string{"baseline and progressive, of any sampling", "grey, CMYK and YCCK", "files that lack no more than the end mark"},
			Refused: []string{"12 bits a sample", "arithmetic coding, lossless JPEG"},
		},
		{
			Name:    "WebP",
			Exts:    []string{".webp"},
			Read:    []string{"lossless and lossy"},
			Refused: []string{"animated files"},
		},
		{
			Name:    "BMP",
			Exts:    []string{".bmp"},
			Read:    []string{"palettes of 1, 4 and 8 bits, colours of 16, 24 and 32, rows in either order", "run-length coding"},
			Refused: []string{"JPEG or PNG inside BMP"},
		},
		{
			Name:    "TIFF",
			Exts:    []string{".tif", ".tiff"},
			Read:    []string{"grey of 1, 2, 4, 8 and 16 bits, RGB of 8 and 16, palettes, CMYK, with alpha", "no compression, PackBits, LZW, Deflate, CCITT (fax)", "strips and tiles, planes together or apart", "of several pages the first"},
			Refused: []string{"JPEG inside TIFF", "32 bits, floats", "YCbCr, Lab", "BigTIFF"},
		},
	},
	Limits: []Limit{
		{What: "pixels of an image", Value: datasets.DefaultMaxPixels, Flag: "--max-pixels"},
		{What: "bytes of the decoded pixels", Value: datasets.FreeUnpacked, Unit: Bytes, More: times(datasets.MaxImageRatio, "the file"), Flag: "--max-pixels"},
		{What: "scans of a progressive JPEG", Value: datasets.MaxJPEGScans, More: "or " + thousands(datasets.MaxJPEGBlocks) + " blocks of 8×8 pixels walked over"},
		{What: "bytes of a file", Value: openfile.Media, Unit: Bytes},
		{What: "`--side`", Value: datasets.MaxImageSide},
	},
}

var masks = Group{
	Title: "Masks",
	Intro: []string{"For `--modality image --task segment`: a pixel's stored number is its class. Masks are turned and cropped " +
		"as their images are, and scaled by the nearest pixel. A number that has no class, 255 unless `--ignore-label` or " +
		"`labels.txt` says otherwise, counts in no loss and no measure."},
	Formats: []Format{
		{
			Name: "all masks",
			Read: []string{"masks in colours, with a table of colours", "the share of pixels that are ignored is told"},
			Refused: []string{
				"colours without a table",
				"JPEG and WebP, also under another name",
				"a mask of another size than its image",
				"a number that `labels.txt` does not list",
				"a colour that the table does not list",
				"masks of fewer than two classes",
			},
		},
		{
			Name: "PNG masks",
			Exts: []string{".png"},
			Read: []string{"palettes of 1 to 8 bits: the index", "grey of 1 to 16 bits, with alpha or without: the level as stored"},
		},
		{
			Name: "BMP masks",
			Exts: []string{".bmp"},
			Read: []string{"palettes of 1, 4 and 8 bits: the index"},
		},
		{
			Name:    "TIFF masks",
			Exts:    []string{".tif", ".tiff"},
			Read:    []string{"grey of 1, 2, 4, 8 and 16 bits: the level as stored", "palettes: the index"},
			Refused: []string{"files in which 0 is white"},
		},
		{
			Name:    "`labels.txt`",
			Read:    []string{"lines `value name`; those named `ignore` have no class, values of one name are one class", "comments after `#`"},
			Refused: []string{"a value twice, or without a name", "no class"},
		},
		{
			Name: "tables of colours",
			Read: []string{
				"`colors.txt` or `colours.txt`: lines `red green blue name`",
				"`class_dict.csv`: lines `name,red,green,blue`, below a line of names",
				"`labelmap.txt`: lines `name:red,green,blue::`",
				"any of these forms by `--mask-colors`",
			},
			Refused: []string{"a colour twice", "levels above 255"},
		},
	},
	Limits: []Limit{
		{What: "value of a pixel", Value: datasets.MaxMaskValue},
		{What: "classes", Value: datasets.IgnoreMask},
		{What: "pixels of a mask", Value: datasets.DefaultMaxPixels, Flag: "--max-pixels"},
		{What: "bytes of a table", Value: openfile.Text, Unit: Bytes},
	},
}
