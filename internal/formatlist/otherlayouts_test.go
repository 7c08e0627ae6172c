package formatlist

import "fmt"

// This file: small sets of sounds, point clouds and videos.

// clip is a sound of a tenth of a second.
var clip = wavOf(8000, 800)

// fsdd are recordings of a digit, of which five are for testing.
func fsdd() folder {
	all := folder{}
	for i := range 7 {
		all[fmt.Sprintf("recordings/3_anna_%d.wav", i)] = clip
	}
	return all
}

// esc50 is a table of ESC-50 and its files.
func esc50() folder {
	table := "filename,fold,target,category,esc10,src_file,take\n"
	all := folder{}
	for fold := 1; fold <= 5; fold++ {
		for target, name := range []string{"dog", "rain"} {
			file := fmt.Sprintf("%d-%d.wav", fold, target)
			table += fmt.Sprintf("%s,%d,%d,%s,False,1,A\n", file, fold, target, name)
			all["audio/"+file] = clip
		}
	}
	all["meta/esc50.csv"] = text(table)
	return all
}

var audioLayoutProofs = map[string]layoutProof{
	"Free Spoken Digit Dataset": {
		set: fsdd(), train: 2, test: 5, classes: 10,
		also: []folder{fsdd().renamed("recordings/", "")},
		left: map[string]left{"files that are not `.wav`, untold": {add: folder{"recordings/README.md": text("x"), "LICENSE": text("x")}}},
		near: map[string]near{
			"a WAV file of another name": {change: folder{"recordings/three.wav": clip}, names: "recordings/three.wav", words: []string{"{digit}_{speaker}_{index}.wav"}},
			"no recording for testing":   {only: folder{"recordings/3_anna_9.wav": clip}, names: "recordings", words: []string{"1 training and 0 test clips"}},
		},
	},
	"Speech Commands": {
		set:   folder{"yes/a.wav": clip, "yes/b.wav": clip, "no/a.wav": clip, "no/b.wav": clip, "validation_list.txt": text("yes/a.wav\n"), "testing_list.txt": text("no/a.wav\n")},
		train: 2, test: 1, classes: 2,
		left: map[string]left{
			"`_background_noise_`, untold":           {add: folder{"_background_noise_/rain.wav": clip}},
			"other files of a word, counted by type": {add: folder{"yes/a.mp3": text("x")}, told: []string{"1 of 3 files is not used: 1 .mp3"}},
		},
		near: map[string]near{
			"a listed file that is missing": {change: folder{"testing_list.txt": text("no/z.wav\n")}, words: []string{"no/z.wav is in the lists of the split but not there"}},
			"no `validation_list.txt`":      {change: folder{"validation_list.txt": nil}, names: "validation_list.txt"},
		},
	},
	"ESC-50": {
		set: esc50(), train: 8, test: 2, classes: 2,
		left: map[string]left{"sounds that the table does not name, untold": {add: folder{"audio/more.wav": clip}}},
		near: map[string]near{
			"a column of the table is missing": {change: folder{"meta/esc50.csv": text("filename,fold,category\na.wav,1,dog\n")}, names: "meta/esc50.csv", words: []string{`no column "target"`}},
			"a file of the table is missing":   {change: folder{"audio/2-1.wav": nil}, names: "audio/2-1.wav"},
		},
	},
	"audio class folders": {
		set: folder{"dog/a.wav": clip, "dog/b.flac": clip, "rain/a.mp3": clip}, train: 3, classes: 2,
		left: map[string]left{
			"other files, counted by type":                 {add: folder{"dog/a.m4a": text("x"), "dog/b.m4a": text("x"), "rain/x.txt": text("x")}, told: []string{"3 of 6 files are not used: 2 .m4a, 1 .txt"}},
			"sounds in folders of a class, counted":        {add: folder{"dog/more/z.wav": clip}, told: []string{"1 of 4 files is not used: 1 in subfolders"}},
			"clips of other rates are resampled, and told": {add: folder{"dog/c.wav": wavOf(16000, 1600)}, more: 1, told: []string{"1 of 4 clips are resampled to 8000 Hz: there are 3 of 8000 Hz, 1 of 16000 Hz"}},
		},
		near: map[string]near{
			"sounds that lie in no class folder": {only: folder{"a.wav": clip, "b.wav": clip}, words: []string{"its 2 sounds lie in no class folder"}},
			"sounds that lie deeper":             {only: folder{"set/dog/a.wav": clip, "set/rain/a.wav": clip}, names: "set", words: []string{"2 sounds lie deeper", "is that the folder to give?"}},
			"a class without sounds":             {change: folder{"cow/a.txt": text("x")}, names: "cow", words: []string{"no .wav"}},
		},
	},
}

// cloud is a file of points.
var cloud = text("1 2 3\n4 5 6\n7 8 9\n")

// release are the files of modelnet40_normal_resampled.
func release() folder {
	normals := text("1,2,3,0,0,1\n4,5,6,0,0,1\n")
	return folder{
		"modelnet40_shape_names.txt": text("night_stand\nchair\n"), "modelnet40_train.txt": text("chair_0001\nnight_stand_0001\n"), "modelnet40_test.txt": text("chair_0002\n"),
		"chair/chair_0001.txt": normals, "chair/chair_0002.txt": normals, "night_stand/night_stand_0001.txt": normals,
	}
}

var pointLayoutProofs = map[string]layoutProof{
	"ModelNet, split inside the classes": {
		set:   folder{"chair/train/a.off": text(squareOFF), "chair/test/b.off": text(squareOFF), "desk/train/a.off": text(squareOFF)},
		train: 2, test: 1, classes: 2,
		also: []folder{{"chair/Train/a.off": text(squareOFF), "chair/VAL/b.off": text(squareOFF), "desk/training/a.off": text(squareOFF)}},
		left: map[string]left{
			"folders of a class that are no part, and files beside them, counted": {add: folder{"chair/drafts/c.off": text("x"), "chair/notes.txt": text("x")}, told: []string{"2 of 4 files are not used", "beside the folders of chair"}},
			"a folder without parts, counted":                                     {add: folder{"docs/a.txt": text("x")}, told: []string{"1 in docs, which has no folder train"}},
			"points without a place, counted":                                     {add: folder{"desk/train/b.xyz": text("1 2 3\nnan 0 0\n4 5 6\n7 8 9\n")}, more: 1, told: []string{"1 points of 1 files are NaN or infinite"}},
		},
		near: map[string]near{
			"a class without a training part":     {change: folder{"lamp/test/a.off": text(squareOFF)}, names: "lamp", words: []string{"there is no folder"}},
			"two folders for one part of a class": {change: folder{"chair/Training/a.off": text(squareOFF)}, names: "chair", words: []string{"both Training and train"}},
		},
	},
	"ModelNet, split before the classes": {
		set:   folder{"train/chair/a.off": text(squareOFF), "train/desk/a.off": text(squareOFF), "test/chair/a.off": text(squareOFF)},
		train: 2, test: 1, classes: 2,
		also: []folder{{"Train/chair/a.off": text(squareOFF), "Train/desk/a.off": text(squareOFF), "valid/chair/a.off": text(squareOFF)}},
		left: map[string]left{"files of other types, counted": {add: folder{"train/chair/a.obj": text("x"), "train/chair/b.txt": text("x")}, told: []string{"2 of 4 files are not used: 1 .obj, 1 .txt"}}},
		near: map[string]near{
			"a class in the test part alone": {change: folder{"test/lamp/a.off": text(squareOFF)}, names: "test/lamp", words: []string{"the training set has no such class"}},
			"a class without shapes":         {change: folder{"train/lamp/a.obj": text("x")}, names: "train/lamp", words: []string{"no .pcd"}},
		},
	},
	"class folders of clouds": {
		set: folder{"chair/a.ply": text(squarePLY), "desk/a.txt": cloud}, train: 2, classes: 2,
		left: map[string]left{
			"`.txt` files beside others, counted": {add: folder{"chair/notes.txt": text("x")}, told: []string{"1 of 3 files is not used: 1 .txt"}},
			"a folder without shapes, counted":    {add: folder{"pictures/a.png": text("x")}, told: []string{"1 in pictures, which has no shapes"}},
		},
		near: map[string]near{
			"clouds that lie in no class folder": {only: folder{"a.ply": text(squarePLY)}, words: []string{"the files lie in no class folder"}},
			"a folder too high":                  {only: folder{"SOURCE.txt": text("where it is from"), "set/chair/a.ply": text(squarePLY), "set/desk/a.ply": text(squarePLY)}, words: []string{"give its folder set"}},
		},
	},
	"`modelnet40_normal_resampled`": {
		set: release(), train: 2, test: 1, classes: 2,
		also: []folder{release().renamed("modelnet40", "modelnet10")},
		left: map[string]left{"shapes that no list names, untold": {add: folder{"chair/chair_0009.txt": cloud}}},
		near: map[string]near{
			"a listed shape that is missing": {change: folder{"chair/chair_0002.txt": nil}, names: "chair/chair_0002.txt"},
			"a shape of no class":            {change: folder{"modelnet40_test.txt": text("lamp_0001\n")}, names: "modelnet40_test.txt", words: []string{`"lamp_0001" is of no class`}},
			"a name twice in a list":         {change: folder{"modelnet40_test.txt": text("chair_0002\nchair_0002\n")}, names: "modelnet40_test.txt", words: []string{"listed twice"}},
		},
	},
}

// shapeNet are the lists of a set of two categories, a shape each in every part.
func shapeNet() folder {
	return folder{
		"synsetoffset2category.txt":                      text("Bag 02773838\nMug 03797390\n"),
		"train_test_split/shuffled_train_file_list.json": text(`["shape_data/02773838/a", "shape_data/03797390/a"]`),
		"train_test_split/shuffled_val_file_list.json":   text(`["shape_data/02773838/b"]`),
		"train_test_split/shuffled_test_file_list.json":  text(`["shape_data/03797390/b"]`),
	}
}

// normals is a shape with normals, whose parts are the two from first on.
func normals(first int) []byte {
	return text(fmt.Sprintf("1 2 3 0 0 1 %d.000000\n4 5 6 0 0 1 %d.000000\n7 8 9 0 0 1 %d\n", first, first+1, first))
}

// newer and older are a set in either release. The parts of Bag begin at 4, those of Mug
// at 36.
func newer() folder {
	return shapeNet().with(folder{"02773838/a.txt": normals(4), "02773838/b.txt": normals(4), "03797390/a.txt": normals(36), "03797390/b.txt": normals(36)})
}

func older() folder {
	all := shapeNet()
	for _, shape := range []string{"02773838/%s/a", "02773838/%s/b", "03797390/%s/a", "03797390/%s/b"} {
		all[fmt.Sprintf(shape, "points")+".pts"], all[fmt.Sprintf(shape, "points_label")+".seg"] = cloud, text("1\n2\n1\n")
	}
	return all
}

var partLayoutProofs = map[string]layoutProof{
	"ShapeNetPart with normals": {
		set: newer(), train: 3, test: 1, classes: 38,
		left: map[string]left{"points without a place, with their parts, counted": {add: folder{"02773838/a.txt": text("nan 0 0 0 0 1 5\n1 2 3 0 0 1 4\n4 5 6 0 0 1 5\n7 8 9 0 0 1 4\n")}, told: []string{"1 points of 1 files are NaN or infinite"}}},
		near: map[string]near{
			"no list of training shapes":     {change: folder{"train_test_split/shuffled_train_file_list.json": nil}, names: "train_test_split/shuffled_train_file_list.json"},
			"a listed shape that is missing": {change: folder{"03797390/b.txt": nil}, names: "03797390/b.txt"},
			"a part out of range":            {change: folder{"03797390/b.txt": normals(4)}, names: "03797390/b.txt", words: []string{"line 1: found part", "expected 36 to 37"}},
			"a line of another length":       {change: folder{"03797390/b.txt": cloud}, names: "03797390/b.txt", words: []string{"line 1: found 3 numbers, expected 7"}},
		},
	},
	"ShapeNetPart, the release before": {
		set: older(), train: 3, test: 1, classes: 38,
		near: map[string]near{
			"another number of parts than of points": {change: folder{"03797390/points_label/b.seg": text("1\n")}, names: "03797390/points_label/b.seg", words: []string{"1 parts for the 3 points"}},
			"shapes of both releases":                {change: folder{"03797390/b.txt": normals(36)}, words: []string{"want one layout"}},
		},
	},
}

// movie is a GIF of a frame.
var movie = gifFile(2, 2, paletted(2, 1, 2, 3, 4))

var videoLayoutProofs = map[string]layoutProof{
	"video class folders": {
		set: folder{"run/a.gif": movie, "run/b/1.png": pngFile(2, 8, 0, 1, []int{1, 2, 3, 4}), "walk/a.y4m": y4mFile("W2 H2 Cmono", []byte{1, 2, 3, 4})}, train: 3, classes: 2,
		left: map[string]left{
			"other files, such as MP4, counted by type":            {add: folder{"run/c.mp4": text("x"), "walk/x.txt": text("x")}, told: []string{"2 of 5 files are not used: 1 .mp4, 1 .txt"}},
			"files of a folder of frames that are no images, told": {add: folder{"run/b/sound.wav": text("x")}, told: []string{"1 of 2 files is not used: 1 .wav"}},
		},
		near: map[string]near{
			"clips that lie in no class folder":        {only: folder{"a.gif": movie, "b.mp4": text("x")}, words: []string{"2 clips and 0 pictures lie in the folder itself"}},
			"a class without clips":                    {change: folder{"jump/a.mp4": text("x")}, names: "jump", words: []string{"no clips (folders of frames, .gif or .y4m files)"}},
			"frames of several sizes without `--side`": {change: folder{"walk/b.gif": gifFile(1, 1, paletted(1, 7))}, names: "walk/b.gif", words: []string{"size 1x1, expected 2x2", "--side"}},
		},
	},
	"Moving MNIST of MNIST's digits": {set: mnist(20, 20), train: 10000, test: 2000, classes: 8},
}
