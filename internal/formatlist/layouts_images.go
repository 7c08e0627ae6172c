package formatlist

// This file: how sets of images lie in folders.

var imageLayouts = []Layout{
	{
		Name:     "MNIST, Fashion-MNIST, KMNIST",
		Modality: "image",
		Files:    []string{"train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"},
		Parts:    "train and t10k; each file with or without `.gz`, a dot may stand before idx; classes are named by their numbers",
		Left:     []string{"other files, untold"},
		Near:     []string{"one of the four files is missing", "images and labels of different numbers"},
	},
	{
		Name:     "MNIST in torchvision's folders",
		Modality: "image",
		Files:    []string{"MNIST/raw/train-images-idx3-ubyte", "..."},
		Parts:    "as above, in `raw`, in a folder whose name ends in MNIST, or in `raw` below that",
	},
	{
		Name:     "EMNIST",
		Modality: "image",
		Files:    []string{"emnist-SPLIT-train-images-idx3-ubyte", "emnist-SPLIT-train-labels-idx1-ubyte", "emnist-SPLIT-test-images-idx3-ubyte", "emnist-SPLIT-test-labels-idx1-ubyte", "emnist-SPLIT-mapping.txt"},
		Parts:    "train and test of one split, in the folder, in `gzip` or as torchvision has it; rows and columns are exchanged back; the mapping, which may be missing, names the classes",
		Near:     []string{"files of several splits"},
	},
	{
		Name:     "CIFAR-10, binary version",
		Modality: "image",
		Files:    []string{"data_batch_1.bin", "... data_batch_5.bin", "test_batch.bin", "batches.meta.txt"},
		Parts:    "as named, in the folder or in `cifar-10-batches-bin`; training batches may be missing, but not all",
		Near:     []string{"the Python version of CIFAR-10", "no training batch"},
	},
	{
		Name:     "CIFAR-100, binary version",
		Modality: "image",
		Files:    []string{"train.bin", "test.bin", "fine_label_names.txt"},
		Parts:    "as named, in the folder or in `cifar-100-binary`; the hundred fine classes",
		Near:     []string{"the Python version of CIFAR-100"},
	},
	{
		Name:     "image class folders",
		Modality: "image",
		Files:    []string{"CLASS/*.png"},
		Parts:    "all for training; hold some out with `--validation`",
		Left:     []string{"other files, counted by type", "images in folders of a class, counted", "hidden files and `__MACOSX`, untold"},
		Near:     []string{"a class without images", "images of several sizes without `--side`", "one folder that holds the set", "a folder of a part among classes"},
	},
	{
		Name:     "image class folders in parts",
		Modality: "image",
		Files:    []string{"train/CLASS/*.png", "test/CLASS/*.png"},
		Parts:    "train or training; test or testing; val, valid, validation or dev, which is the test part if there is no test; in any case",
		Left:     []string{"the validation part beside a test part, untold"},
		Near:     []string{"two folders for one part", "a class in the test part alone"},
	},
	{
		Name:     "unlabelled images",
		Modality: "image",
		Task:     "pretrain",
		Files:    []string{"*.png"},
		Parts:    "for `pretrain`; or train/*.png and test/*.png, with the names of parts above",
		Left:     []string{"other files and images in folders, counted"},
	},
}

var maskLayouts = []Layout{
	{
		Name:     "images and masks",
		Modality: "image",
		Task:     "segment",
		Files:    []string{"images/train/*.jpg", "masks/train/*.png", "images/val/*.jpg", "masks/val/*.png"},
		Parts: "val or else test; or all for training without parts; images, image, JPEGImages or imgs, and masks, mask, annotations, labels or SegmentationClass; " +
			"an image and its mask have one name",
		Left: []string{"other files and folders, counted"},
		Near: []string{"an image without a mask", "a mask without an image", "no folder of masks", "two files of one name"},
	},
	{
		Name:     "ADE20K",
		Modality: "image",
		Task:     "segment",
		Files:    []string{"images/training/*.jpg", "annotations/training/*.png", "images/validation/*.jpg", "annotations/validation/*.png"},
		Parts:    "training and validation",
	},
	{
		Name:     "images and masks, parts outside",
		Modality: "image",
		Task:     "segment",
		Files:    []string{"train/images/*.jpg", "train/masks/*.png", "val/images/*.jpg", "val/masks/*.png"},
		Parts:    "as above",
	},
	{
		Name:     "scenes of MNIST's digits",
		Modality: "image",
		Task:     "segment",
		Files:    []string{"train-images-idx3-ubyte", "..."},
		Parts:    "4,000 and 1,000 scenes of several digits, made of the two parts",
	},
}
