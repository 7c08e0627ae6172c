package formatlist

// This file: how sets of videos lie in folders.

var videoLayouts = []Layout{
	{
		Name:     "video class folders",
		Modality: "video",
		Files:    []string{"CLASS/*.gif", "CLASS/CLIP/1.png ..."},
		Parts:    "all for training, or in parts as images are: train/CLASS/... and test/CLASS/...",
		Left:     []string{"other files, such as MP4, counted by type", "files of a folder of frames that are no images, told"},
		Near:     []string{"clips that lie in no class folder", "a class without clips", "frames of several sizes without `--side`"},
	},
	{
		Name:     "Moving MNIST of MNIST's digits",
		Modality: "video",
		Files:    []string{"train-images-idx3-ubyte", "..."},
		Parts:    "10,000 and 2,000 videos of moving digits, made of the two parts; the class is the direction",
	},
}
