package formatlist

// This file: how sets of sounds lie in folders.

var audioLayouts = []Layout{
	{
		Name:     "Free Spoken Digit Dataset",
		Modality: "audio",
		Files:    []string{"recordings/DIGIT_SPEAKER_INDEX.wav"},
		Parts:    "recordings 0 to 4 of each digit and speaker are for testing; `recordings` itself may be given",
		Left:     []string{"files that are not `.wav`, untold"},
		Near:     []string{"a WAV file of another name", "no recording for testing"},
	},
	{
		Name:     "Speech Commands",
		Modality: "audio",
		Files:    []string{"WORD/*.wav", "validation_list.txt", "testing_list.txt"},
		Parts:    "the lists name the validation part, which is not used, and the test part; all else is for training",
		Left:     []string{"`_background_noise_`, untold", "other files of a word, counted by type"},
		Near:     []string{"a listed file that is missing", "no `validation_list.txt`"},
	},
	{
		Name:     "ESC-50",
		Modality: "audio",
		Files:    []string{"audio/*.wav", "meta/esc50.csv"},
		Parts:    "fold 1 is for testing, the other four for training",
		Left:     []string{"sounds that the table does not name, untold"},
		Near:     []string{"a column of the table is missing", "a file of the table is missing"},
	},
	{
		Name:     "audio class folders",
		Modality: "audio",
		Files:    []string{"CLASS/*.wav"},
		Parts:    "all for training, or in parts as images are: train/CLASS/*.wav and test/CLASS/*.wav",
		Left:     []string{"other files, counted by type", "sounds in folders of a class, counted", "clips of other rates are resampled, and told"},
		Near:     []string{"sounds that lie in no class folder", "sounds that lie deeper", "a class without sounds"},
	},
}
