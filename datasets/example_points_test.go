package datasets_test

import (
	"context"
	"fmt"
	"log"
	"math"
	"strings"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/tensor"
)

func ExampleReadPCD() {
	dir, done := folder()
	defer done()
	cloud, err := datasets.ReadPCD(write("VERSION 0.7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nCOUNT 1 1 1\nWIDTH 2\nHEIGHT 1\nPOINTS 2\nDATA ascii\n1 2 3\n4 5 6\n", dir, "a.pcd"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(cloud.Points.Data())
	// Output: [1 2 3 4 5 6]
}

func ExampleReadPLY() {
	dir, done := folder()
	defer done()
	cloud, err := datasets.ReadPLY(write("ply\nformat ascii 1.0\nelement vertex 2\nproperty float x\nproperty float y\nproperty float z\nproperty uchar red\nend_header\n1 2 3 255\n4 5 6 0\n", dir, "a.ply"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(cloud.Points.Data())
	// Output: [1 2 3 4 5 6]
}

// A mesh is vertices and triangles; points are taken of its surface.
func ExampleReadOFF() {
	dir, done := folder()
	defer done()
	mesh, err := datasets.ReadOFF(write("OFF\n4 1 0\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n4 0 1 2 3\n", dir, "square.off"))
	if err != nil {
		log.Fatal(err)
	}
	cloud, err := mesh.Sample(100, 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(mesh.Vertices.Dim(0), "vertices,", len(mesh.Faces), "triangles,", cloud.Len(), "points")
	// Output: 4 vertices, 2 triangles, 100 points
}

func ExampleReadXYZ() {
	dir, done := folder()
	defer done()
	cloud, err := datasets.ReadXYZ(write("# x, y, z and a colour\n1, 2, 3, 255\n4, 5, 6, 0\n", dir, "a.xyz"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(cloud.Points.Data())
	// Output: [1 2 3 4 5 6]
}

// The content says which format a file has, and the extension where texts of points have
// no signature.
func ExampleReadPointCloud() {
	dir, done := folder()
	defer done()
	for _, file := range []string{
		write("1 2 3\n", dir, "a.txt"),
		write("OFF 3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n", dir, "mesh.txt"),
	} {
		cloud, err := datasets.ReadPointCloud(file)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(cloud.Len(), "points, a mesh:", cloud.Mesh != nil)
	}
	// Output:
	// 1 points, a mesh: false
	// 1024 points, a mesh: true
}

// The points of an upload. Without a signature the extension of its name counts.
func ExampleDecodePointCloud() {
	cloud, err := datasets.DecodePointCloud(strings.NewReader("1 2 3\n4 5 6\n"), "upload.xyz")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(cloud.Points.Data())
	_, err = datasets.DecodePointCloud(strings.NewReader("solid cube\n"), "upload.stl")
	fmt.Println(err)
	// Output:
	// [1 2 3 4 5 6]
	// datasets: upload.stl: the extension is ".stl", expected .txt or .pcd, .off, .ply, .xyz, .pts, .asc, .csv, .npy, .npz
}

// A model that takes 2048 points of a mesh's surface, from a stream.
func ExamplePointOptions_Decode() {
	mesh := "OFF 3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n"
	cloud, err := datasets.PointOptions{Surface: 2048}.Decode(strings.NewReader(mesh), "triangle")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(cloud.Len(), cloud.Mesh.Cloud().Len())
	// Output: 2048 3
}

// Points that a program has computed; one of them has no place.
func ExamplePointCloudOf() {
	cloud, err := datasets.PointCloudOf([][3]float64{{1, 2, 3}, {math.NaN(), 0, 0}, {4, 5, 6}, {7, 8, 9}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(cloud.Points.Data(), cloud.Dropped)
	// Output: [1 2 3 4 5 6 7 8 9] 1
}

// Point-MAE's normalisation: the mean becomes 0, the largest norm 1.
func ExampleNormalizePoints() {
	fmt.Println(datasets.NormalizePoints(nil, tensor.FromSlice([]float32{10, 0, 0, 14, 0, 0}, 2, 3)).Data())
	// Output: [-1 0 0 1 0 0]
}

// A model is given as many points of each cloud as it takes.
func ExampleLoadModelNet() {
	dir, done := folder()
	defer done()
	write("0 0 0\n0 0 1\n0 0 2\n", dir, "chair", "train", "a.xyz")
	write("0 0 0\n1 0 0\n", dir, "table", "train", "a.xyz")
	write("0 0 0\n0 1 0\n", dir, "table", "test", "b.xyz")
	train, test, err := datasets.LoadModelNet(context.Background(), dir, datasets.PointOptions{})
	if err != nil {
		log.Fatal(err)
	}
	train.Points = 2
	fmt.Println(train.Classes, train.Len(), test.Len(), datasets.NewBatch(train, []int{1}).Data())
	// Output: [chair table] 2 1 [-1 0 0 1 0 0]
}

// Shapes have a category each, their points a part.
func ExampleLoadShapeNetPart() {
	dir, done := folder()
	defer done()
	write("Mug 03797390\n", dir, "synsetoffset2category.txt")
	for _, part := range []string{"train", "test"} {
		write(`["shape_data/03797390/`+part+`"]`, dir, "train_test_split", "shuffled_"+part+"_file_list.json")
		write("0 0 0 0 0 1 36.000000\n1 0 0 0 0 1 37.000000\n", dir, "03797390", part+".txt")
	}
	train, val, _, err := datasets.LoadShapeNetPart(context.Background(), dir, datasets.PointOptions{})
	if err != nil {
		log.Fatal(err)
	}
	train.Points = 2
	fmt.Println(train.Classes[train.Label[0]], train.PartClasses()[36:38], train.Targets(nil, []int{0}), val == nil)
	// Output: Mug [Mug 0 Mug 1] [36 37] true
}

// A mesh has as many points as a model takes.
func ExamplePointOptions_Read() {
	dir, done := folder()
	defer done()
	file := write("OFF\n4 1 0\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n4 0 1 2 3\n", dir, "square.off")
	cloud, err := datasets.PointOptions{Surface: 2048}.Read(file)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(cloud.Len(), "points of a mesh of", cloud.Mesh.Vertices.Dim(0), "vertices")
	// Output: 2048 points of a mesh of 4 vertices
}

// Coordinates of a survey are kept, though the points are centred.
func ExamplePointCloud_At() {
	dir, done := folder()
	defer done()
	cloud, err := datasets.ReadXYZ(write("412345.25 5654321.75 112.5\n412346.35 5654320.5 113\n", dir, "survey.xyz"))
	if err != nil {
		log.Fatal(err)
	}
	p := cloud.At(1)
	fmt.Printf("%.2f %.2f %.2f\n", p[0], p[1], p[2])
	// Output: 412346.35 5654320.50 113.00
}
