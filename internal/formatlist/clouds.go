package formatlist

import (
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/internal/openfile"
)

// This file: point clouds and meshes.

var clouds = Group{
	Title:    "Point clouds and meshes",
	Modality: "point",
	Intro: []string{"For `--modality point`. Only x, y and z are used. A model is given `--point-points` of the points, " +
		"centred and scaled to the unit sphere; of a mesh they are points of the surface, " + thousands(datasets.MeshPoints) + " or more."},
	Formats: []Format{
		{
			Name: "all clouds",
			Read: []string{
				"points whose coordinates are NaN or infinite are left out, and told",
				"survey coordinates in float64 keep their shape: they are centred before they are rounded",
			},
			Refused: []string{"files that are cut", "no point, or fewer than three beside others without a place", "coordinates beyond float32"},
		},
		{
			Name:    "PCD",
			Exts:    []string{".pcd"},
			Read:    []string{"text, binary and compressed", "fields of all types in any order; others than x, y and z are passed over"},
			Refused: []string{"a header without x, y or z", "POINTS that are not WIDTH times HEIGHT"},
		},
		{
			Name:    "PLY",
			Exts:    []string{".ply"},
			Read:    []string{"text, binary of either byte order", "other elements and properties are passed over, lists too", "with faces it is a mesh", "text records over several lines"},
			Refused: []string{"no element vertex", "a face with a vertex that is not there", "unknown types"},
		},
		{
			Name:    "OFF",
			Exts:    []string{".off"},
			Read:    []string{"OFF, also COFF, NOFF, STOFF and their mixtures; colours, normals and texture coordinates are passed over", "the numbers right behind OFF", "faces of more than three vertices", "without faces it is a cloud"},
			Refused: []string{"binary OFF, 4OFF", "a face with a vertex that is not there", "faces without an area"},
		},
		{
			Name: "Text",
			Exts: []string{".xyz", ".txt", ".pts", ".asc", ".csv"},
			Read: []string{
				"a line for each point; blanks, tabs, commas or semicolons between numbers",
				"decimal commas, with semicolons or blanks between numbers",
				"a first line of names, also quoted, which says where x, y and z (or easting, northing and height) are",
				"a first line with the number of points",
				"comments after `#`, `//`, `;`, `%` or `!`, further columns, empty lines",
				"words for no value, such as NA: points without a place",
				"UTF-8 or UTF-16 with a byte order mark, line ends of any system",
			},
			Refused: []string{"a text that can be read in two ways", "names of columns of which none is x, y or z", "a line of fewer than three numbers", "another number of points than the first line says"},
		},
		{
			Name:    "NPY",
			Exts:    []string{".npy"},
			Read:    []string{"arrays [n, 3 or more] and [rows, columns, 3 or more] of any real type and order"},
			Refused: []string{"other shapes", "strings, complex numbers, objects", "bytes after the array"},
		},
		{
			Name:    "NPZ",
			Exts:    []string{".npz"},
			Read:    []string{"the array called points, xyz, pos, pc, point_cloud, pointcloud, vertices, verts, coords, arr_0 or data", "else the only array that is a cloud"},
			Refused: []string{"several arrays that may be the cloud", "none that is a cloud"},
		},
		{
			Name:    "Other clouds",
			Refused: []string{"LAS, LAZ and E57, by name under any extension; the error says how to convert them to PLY"},
		},
	},
	Limits: []Limit{
		{What: "points of a file", Value: datasets.MaxPoints, Flag: "--max-points"},
		{What: "bytes of an array of an npz", Value: datasets.FreeUnpacked, Unit: Bytes, More: times(datasets.MaxNPZRatio, "its packed size"), Flag: "--max-points"},
		{What: "numbers of an array of an npy or npz, for each point of the limit", Value: datasets.MaxColumns, Flag: "--max-points"},
		{What: "arrays of an npz that are looked at", Value: datasets.MaxArrays},
		{What: "bytes of a point of a PCD", Value: datasets.MaxPCDRecord, Unit: Bytes},
		{What: "bytes of a file", Value: openfile.Media, Unit: Bytes},
	},
}
