package formatlist

// This file: small sets of images.

// text is a file of words.
func text(s string) []byte { return []byte(s) }

// emnist are the files of a split of EMNIST.
func emnist(split string) folder {
	files := folder(mnist(3, 2)).renamed("train-", "emnist-"+split+"-train-", "t10k-", "emnist-"+split+"-test-")
	return files.with(folder{"emnist-" + split + "-mapping.txt": text("0 65\n1 66\n2 67\n")})
}

// photos are a class folder each for two classes, of so many pictures.
func photos(dir string, a, b int) folder {
	all := folder{}
	for i := range a {
		all[dir+"cat/"+string(rune('a'+i))+".png"] = rgb(1, 2, 3)
	}
	for i := range b {
		all[dir+"dog/"+string(rune('a'+i))+".png"] = rgb(3, 2, 1)
	}
	return all
}

// splitPhotos is a set in parts of these names.
func splitPhotos(train, test string) folder {
	return photos(train+"/", 2, 1).with(photos(test+"/", 1, 0))
}

var imageLayoutProofs = map[string]layoutProof{
	"MNIST, Fashion-MNIST, KMNIST": {
		set: mnist(12, 10), train: 12, test: 10, classes: 10,
		also: []folder{
			folder(mnist(12, 10)).with(folder{"train-images-idx3-ubyte": nil, "train-images-idx3-ubyte.gz": gzipped(mnist(12, 10)["train-images-idx3-ubyte"])}),
			folder(mnist(12, 10)).renamed("-idx", ".idx"),
		},
		left: map[string]left{"other files, untold": {add: folder{"README": text("x"), "more/a.png": rgb(1, 2, 3)}}},
		near: map[string]near{
			"one of the four files is missing":       {change: folder{"t10k-labels-idx1-ubyte": nil}, words: []string{"none of t10k-labels-idx1-ubyte.gz"}},
			"images and labels of different numbers": {change: folder{"t10k-labels-idx1-ubyte": idxFile([]byte{1}, 1)}, names: "t10k-labels-idx1-ubyte", words: []string{"1 labels, expected 10"}},
		},
	},
	"MNIST in torchvision's folders": {
		set: folder(mnist(12, 10)).below("MNIST/raw"), train: 12, test: 10, classes: 10,
		also: []folder{folder(mnist(12, 10)).below("raw"), folder(mnist(12, 10)).below("FashionMNIST"), folder(mnist(12, 10)).below("FashionMNIST/raw")},
	},
	"EMNIST": {
		set: emnist("letters"), train: 3, test: 2, classes: 3,
		also: []folder{emnist("letters").below("gzip"), emnist("letters").below("EMNIST/raw"), emnist("letters").with(folder{"emnist-letters-mapping.txt": nil})},
		near: map[string]near{"files of several splits": {change: emnist("digits"), words: []string{"the splits digits, letters of EMNIST"}}},
	},
	"CIFAR-10, binary version": {
		set: cifar10(), train: 3, test: 2, classes: 10,
		also: []folder{folder(cifar10()).below("cifar-10-batches-bin"), folder(cifar10()).renamed("batch_1", "batch_5")},
		near: map[string]near{
			"the Python version of CIFAR-10": {only: folder{"batches.meta": text("x"), "data_batch_1": text("x")}, words: []string{"Python version of CIFAR-10", "m2pt download cifar10"}},
			"no training batch":              {change: folder{"data_batch_1.bin": nil}, words: []string{"no data_batch_1.bin"}},
		},
	},
	"CIFAR-100, binary version": {
		set: cifar100(), train: 3, test: 2, classes: 100,
		also: []folder{folder(cifar100()).below("cifar-100-binary")},
		near: map[string]near{"the Python version of CIFAR-100": {only: folder{"cifar-100-python/meta": text("x"), "cifar-100-python/train": text("x")}, words: []string{"Python version of CIFAR-100", "cifar-100-binary"}}},
	},
	"image class folders": {
		set: photos("", 2, 1), train: 3, classes: 2,
		left: map[string]left{
			"other files, counted by type":          {add: folder{"cat/a.gif": text("x"), "cat/b.gif": text("x"), "dog/notes": text("x")}, told: []string{"3 of 6 files are not used: 2 .gif, 1 without an extension"}},
			"images in folders of a class, counted": {add: folder{"cat/more/z.png": rgb(1, 2, 3)}, told: []string{"1 of 4 files is not used: 1 in subfolders"}},
			"hidden files and `__MACOSX`, untold":   {add: folder{"cat/.DS_Store": text("x"), "__MACOSX/cat/a.png": text("x"), ".git/x": text("x")}},
		},
		near: map[string]near{
			"a class without images":                   {change: folder{"cow/a.txt": text("x")}, names: "cow", words: []string{"no .png .jpg"}},
			"images of several sizes without `--side`": {change: folder{"dog/b.png": rgb(1, 2, 3, 4, 5, 6)}, names: "dog/b.png", words: []string{"size 1x2, expected 1x1", "--side"}},
			"one folder that holds the set":            {only: photos("set/", 1, 1), names: "set", words: []string{"it holds folders: is  the set?"}},
			"a folder of a part among classes":         {only: splitPhotos("train", "test").with(folder{"extra/a.png": rgb(1, 2, 3)}), names: "test", words: []string{"a part of the set?", "train or training"}},
		},
	},
	"image class folders in parts": {
		set: splitPhotos("train", "test"), train: 3, test: 1, classes: 2,
		also: []folder{splitPhotos("Training", "TEST"), splitPhotos("train", "testing"), splitPhotos("train", "val"), splitPhotos("train", "valid"), splitPhotos("train", "validation"), splitPhotos("train", "dev")},
		left: map[string]left{"the validation part beside a test part, untold": {add: photos("val/", 1, 1)}},
		near: map[string]near{
			"two folders for one part":       {change: photos("valid/", 1, 1).with(photos("validation/", 1, 1)), words: []string{"both valid and validation can be the val part"}},
			"a class in the test part alone": {change: folder{"test/cow/a.png": rgb(1, 2, 3)}, names: "test/cow", words: []string{"the training set has no such class"}},
		},
	},
	"unlabelled images": {
		set: folder{"a.png": rgb(1, 2, 3), "b.png": rgb(3, 2, 1)}, train: 2,
		left: map[string]left{"other files and images in folders, counted": {add: folder{"notes.txt": text("x"), "more/c.png": rgb(1, 2, 3)}, told: []string{"2 of 4 files are not used: 1 in subfolders, 1 .txt"}}},
	},
}

// maskSet is images and masks in the given folders of the parts.
func maskSet(images, masks string) folder {
	return folder{images + "/a.png": rgb(1, 2, 3, 4, 5, 6), masks + "/a.png": grey(0, 1)}
}

// bothParts is a set with a part to train on and one to test on.
func bothParts(images, masks, train, val string) folder {
	return maskSet(images+"/"+train, masks+"/"+train).with(maskSet(images+"/"+val, masks+"/"+val))
}

var maskLayoutProofs = map[string]layoutProof{
	"images and masks": {
		set: bothParts("images", "masks", "train", "val"), train: 1, test: 1, classes: 2,
		also: []folder{
			bothParts("image", "mask", "train", "test"), bothParts("JPEGImages", "SegmentationClass", "train", "val"), bothParts("imgs", "annotations", "train", "valid"), bothParts("images", "labels", "Training", "dev"),
		},
		left: map[string]left{"other files and folders, counted": {add: folder{"images/train/notes.txt": text("x"), "masks/train/more/a.png": text("x")}, told: []string{"2 of 4 files are not used: 1 .txt, 1 in subfolders"}}},
		near: map[string]near{
			"an image without a mask": {change: folder{"images/train/b.png": rgb(1, 2, 3, 4, 5, 6)}, names: "images/train/b.png", words: []string{"there is no mask b.png"}},
			"a mask without an image": {change: folder{"masks/train/b.png": grey(0, 1)}, names: "masks/train/b.png", words: []string{"there is no image b"}},
			"no folder of masks":      {only: photos("images/", 1, 1), words: []string{"no images with masks there", "segmentationclass"}},
			"two files of one name":   {change: folder{"images/train/a.bmp": rgb(1, 2, 3, 4, 5, 6)}, names: "images/train", words: []string{"both a.bmp and a.png"}},
		},
	},
	"ADE20K": {set: bothParts("images", "annotations", "training", "validation"), train: 1, test: 1, classes: 2},
	"images and masks, parts outside": {
		set:   maskSet("train/images", "train/masks").with(maskSet("val/images", "val/masks")),
		train: 1, test: 1, classes: 2,
	},
	"scenes of MNIST's digits": {set: mnist(20, 20), train: 4000, test: 1000, classes: 11},
}
