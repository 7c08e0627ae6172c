package formatlist

// This file: how sets of point clouds lie in folders.

var pointLayouts = []Layout{
	{
		Name:     "ModelNet, split inside the classes",
		Modality: "point",
		Files:    []string{"CLASS/train/*.off", "CLASS/test/*.off"},
		Parts:    "as named; val serves if there is no test; names of parts as above",
		Left:     []string{"folders of a class that are no part, and files beside them, counted", "a folder without parts, counted", "points without a place, counted"},
		Near:     []string{"a class without a training part", "two folders for one part of a class"},
	},
	{
		Name:     "ModelNet, split before the classes",
		Modality: "point",
		Files:    []string{"train/CLASS/*.off", "test/CLASS/*.off"},
		Parts:    "as named; val serves if there is no test",
		Left:     []string{"files of other types, counted"},
		Near:     []string{"a class in the test part alone", "a class without shapes"},
	},
	{
		Name:     "class folders of clouds",
		Modality: "point",
		Files:    []string{"CLASS/*.ply"},
		Parts:    "all for training; `.txt` files are taken where a class has no others",
		Left:     []string{"`.txt` files beside others, counted", "a folder without shapes, counted"},
		Near:     []string{"clouds that lie in no class folder", "a folder too high"},
	},
	{
		Name:     "`modelnet40_normal_resampled`",
		Modality: "point",
		Files:    []string{"modelnet40_shape_names.txt", "modelnet40_train.txt", "modelnet40_test.txt", "CLASS/CLASS_0001.txt"},
		Parts:    "as the lists say; also modelnet10; normals are passed over",
		Left:     []string{"shapes that no list names, untold"},
		Near:     []string{"a listed shape that is missing", "a shape of no class", "a name twice in a list"},
	},
}

var partLayouts = []Layout{
	{
		Name:     "ShapeNetPart with normals",
		Modality: "point",
		Task:     "segment",
		Files:    []string{"synsetoffset2category.txt", "train_test_split/shuffled_train_file_list.json", "... val, test", "FOLDER/ID.txt"},
		Parts:    "the lists of shapes; val is trained on, too, and may be missing; lines `x y z nx ny nz part`",
		Left:     []string{"points without a place, with their parts, counted"},
		Near:     []string{"no list of training shapes", "a listed shape that is missing", "a part out of range", "a line of another length"},
	},
	{
		Name:     "ShapeNetPart, the release before",
		Modality: "point",
		Task:     "segment",
		Files:    []string{"synsetoffset2category.txt", "train_test_split/...", "FOLDER/points/ID.pts", "FOLDER/points_label/ID.seg"},
		Parts:    "as above; parts are numbered from 1 in each category",
		Near:     []string{"another number of parts than of points", "shapes of both releases"},
	},
}
