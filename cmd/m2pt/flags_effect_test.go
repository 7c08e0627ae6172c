package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/gopathway/pathway/internal/datatest"
	"github.com/gopathway/pathway/train/recipe"
)

// setting is a way to call train or pretrain.
type setting struct {
	command, modality, task, objective string
	aux                                bool
}

func (s setting) String() string {
	return strings.TrimSpace(fmt.Sprint(s.command, " ", s.modality, " ", s.task, " ", s.objective, map[bool]string{true: " with --aux"}[s.aux]))
}

// args returns the arguments of a call that reads the folder data.
func (s setting) args(data string) []string {
	args := []string{s.command, "--modality", s.modality, "--data", data, "--out", "out"}
	if s.task != "" {
		args = append(args, "--task", s.task)
	}
	if s.objective != "" {
		args = append(args, "--objective", s.objective)
	}
	if s.aux {
		args = append(args, "--aux", "random")
	}
	return args
}

// settings are all ways to call train and pretrain.
func settings() []setting {
	var all []setting
	for _, m := range []string{"image", "audio", "point", "video"} {
		for _, aux := range []bool{false, true} {
			all = append(all, setting{command: "train", modality: m, aux: aux})
			if m == "image" || m == "point" {
				all = append(all, setting{command: "train", modality: m, task: "segment", aux: aux})
			}
		}
		for _, o := range []string{"mae", "labels"} {
			all = append(all, setting{command: "pretrain", modality: m, objective: o})
		}
	}
	return all
}

// In these settings some flags have an effect.
func always(setting) bool         { return true }
func onImage(s setting) bool      { return s.modality == "image" }
func trainedImage(s setting) bool { return onImage(s) && s.command == "train" }
func masked(s setting) bool       { return onImage(s) && s.task == "segment" }
func onAudio(s setting) bool      { return s.modality == "audio" }
func onPoint(s setting) bool      { return s.modality == "point" }
func onVideo(s setting) bool      { return s.modality == "video" }
func withAux(s setting) bool      { return s.aux }
func classes(s setting) bool      { return s.objective != "mae" }
func mae(s setting) bool          { return s.objective == "mae" }
func frames(s setting) bool       { return onImage(s) || onVideo(s) }
func grid(s setting) bool         { return mae(s) && (onImage(s) || onAudio(s)) }
func pixels(s setting) bool       { return mae(s) && !onPoint(s) }
func mixed(s setting) bool        { return classes(s) && s.task == "" && !onPoint(s) }
func photographs(s setting) bool  { return onImage(s) && s.task == "" }
func shown(s setting) bool        { return onAudio(s) && classes(s) }

// effects has a row for every flag of train and pretrain: the settings in which the flag
// has an effect, and the arguments that try it.
var effects = map[string]struct {
	where func(setting) bool
	args  string // of the flag, after its name, then others
}{
	"aux":                {always, " identity"},
	"aux-bias":           {withAux, ""},
	"aux-blocks":         {withAux, " 1"},
	"aux-layers":         {withAux, " mlp.fc1"},
	"aux-reversed":       {withAux, ""},
	"freeze-aux":         {withAux, ""},
	"freeze-lambda":      {withAux, ""},
	"lambda":             {withAux, " 1"},
	"lambda-lr":          {withAux, " 2"},
	"lambda-per":         {withAux, " channel"},
	"freeze-backbone":    {always, ""},
	"init":               {always, " x"},
	"init-blocks":        {always, " x"},
	"pos-resize":         {trainedImage, " bicubic-antialias --init x"},
	"objective":          {always, " labels"},
	"modality":           {always, ""}, // every setting has it
	"data":               {always, ""},
	"out":                {always, " out"},
	"task":               {always, " classify"},
	"train-size":         {always, " 9"},
	"validation":         {always, " 9"},
	"channels":           {frames, " 3"},
	"side":               {frames, " 8"},
	"no-exif":            {onImage, ""},
	"max-pixels":         {frames, " 99"},
	"ignore-label":       {masked, " 0"},
	"mask-colors":        {masked, " colors.txt"},
	"max-points":         {onPoint, " 9999"},
	"dim":                {always, " 16"},
	"depth":              {always, " 2"},
	"heads":              {always, " 2"},
	"patch":              {onImage, " 2"},
	"groups":             {onPoint, " 9"},
	"group-size":         {onPoint, " 9"},
	"video-patch":        {onVideo, " 8"},
	"rate":               {onAudio, " 8000"},
	"max-clip":           {onAudio, " 99999999"},
	"audio-frames":       {onAudio, " 48"},
	"audio-mel-bins":     {onAudio, " 32"},
	"audio-patch":        {onAudio, " 8,8"},
	"audio-stride":       {onAudio, " 8,8"},
	"recipe":             {always, " mine.yaml"},
	"checkpoint-every":   {always, " 9"},
	"skip-unreadable":    {always, ""},
	"overwrite":          {always, ""},
	"quiet":              {always, ""},
	"threads":            {always, " 1"},
	"profile":            {always, ""},
	"grad-checkpointing": {always, ""},
	"help":               {always, ""},
	"help-all":           {always, ""},

	"epochs":        {always, " 3"},
	"batch":         {always, " 3"},
	"lr":            {always, " 1"},
	"base-lr":       {always, " 1"},
	"min-lr":        {always, " 0"},
	"warmup-epochs": {always, " 0"},
	"weight-decay":  {always, " 0"},
	"betas":         {always, " 0.8,0.9"},
	"layer-decay":   {classes, " 0.5"},
	"clip":          {always, " 2"},
	"ema":           {always, " 0.9"},
	"seed":          {always, " 2"},
	"eval-every":    {always, " 2"},

	"label-smoothing": {classes, " 0.3"},
	"drop-path":       {func(s setting) bool { return classes(s) || onPoint(s) }, " 0.3"},
	"dropout":         {func(s setting) bool { return classes(s) && !onPoint(s) }, " 0.3"},
	"no-augment":      {always, ""},
	"mixup":           {mixed, " 0.5"},
	"cutmix":          {mixed, " 0.5"},
	"mix-prob":        {mixed, " 0.5 --mixup 0.5"},

	"image-shift":                     {onImage, " 0.5"},
	"image-rotate":                    {onImage, " 3"},
	"image-scale":                     {onImage, " 0.5"},
	"image-flip":                      {onImage, ""},
	"image-random-erasing":            {onImage, " 0.5"},
	"image-random-resized-crop-scale": {onImage, " 0.5,1"},
	"image-random-resized-crop-ratio": {onImage, " 0.5,1 --image-random-resized-crop-scale 0.5,1"},
	"image-rand-augment-n":            {photographs, " 2"},
	"image-rand-augment-magnitude":    {photographs, " 2 --image-rand-augment-n 2"},
	"audio-time-masks":                {onAudio, " 2 --audio-time-width 0.3"},
	"audio-time-width":                {onAudio, " 0.3 --audio-time-masks 1"},
	"audio-freq-masks":                {onAudio, " 2 --audio-freq-width 0.3"},
	"audio-freq-width":                {onAudio, " 0.3 --audio-freq-masks 1"},
	"audio-drop-time":                 {shown, " 0.3"},
	"audio-drop-freq":                 {shown, " 0.3"},
	"audio-gain":                      {onAudio, " 0.3"},
	"audio-shift":                     {onAudio, " 0.3"},
	"point-points":                    {onPoint, " 99"},
	"point-scale":                     {onPoint, " 2"},
	"point-translate":                 {onPoint, " 1"},
	"point-rotate-up":                 {onPoint, " 1"},
	"point-jitter":                    {onPoint, " 1"},
	"video-frames":                    {onVideo, " 4"},
	"video-stride":                    {onVideo, " 2"},
	"video-temporal-crop":             {onVideo, ""},
	"video-shift":                     {onVideo, " 0.3"},
	"video-flip":                      {onVideo, ""},

	"mae-mask-ratio":    {mae, " 0.5"},
	"mae-time-ratio":    {grid, " 0.5"},
	"mae-freq-ratio":    {grid, " 0.5"},
	"mae-decoder-dim":   {pixels, " 16"},
	"mae-decoder-depth": {mae, " 1"},
	"mae-decoder-heads": {mae, " 1"},
	"mae-norm-pix-loss": {pixels, ""},
}

// In every setting, a flag without an effect on what is trained is bad usage, and the
// program says so before it reads data. It accepts a flag with an effect.
func TestEveryFlagHasAnEffect(t *testing.T) {
	if testing.Short() {
		t.Skip("a training for every flag")
	}
	dir := t.TempDir()
	mine, nowhere := filepath.Join(dir, "mine.yaml"), filepath.Join(dir, "nowhere")
	datatest.WriteFile(t, mine, []byte("epochs: 3\n"))
	tried := map[string]bool{}
	for _, s := range settings() {
		sub, _, err := newRoot().Find([]string{s.command})
		if err != nil {
			t.Fatal(err)
		}
		sub.Flags().VisitAll(func(f *pflag.Flag) {
			e, ok := effects[f.Name]
			if !ok {
				t.Errorf("%s --%s: add the flag to the table of effects", s.command, f.Name)
				return
			}
			tried[f.Name] = true
			if f.Name == "help" || f.Name == "help-all" || f.Name == "modality" || f.Name == "data" || f.Name == "out" {
				return
			}
			if f.Name == "task" && s.task != "" || f.Name == "objective" {
				return // the setting has another
			}
			more := strings.Fields("--" + f.Name + strings.Replace(e.args, "mine.yaml", mine, 1))
			if !e.where(s) && len(more) > 2 {
				more = more[:2] // the others switch on what the setting cannot have
			}
			args := with(s.args(nowhere), more...)
			status, _, stderr := m2ptRun(context.Background(), args...)
			if want := e.where(s); want && (status != exitFailure || !strings.Contains(stderr, "nowhere: no such file")) {
				t.Errorf("%v: m2pt %s: status %d, %s", s, strings.Join(args, " "), status, stderr)
			} else if !want && (status != exitUsage || !names(stderr, f.Name)) {
				t.Errorf("%v: m2pt %s: status %d, %s: want bad usage that names the flag", s, strings.Join(args, " "), status, stderr)
			}
		})
	}
	for name := range effects {
		if !tried[name] {
			t.Errorf("the table has a flag --%s that no command has", name)
		}
	}
}

// names reports whether an error names a flag, or the field of a recipe that it sets.
func names(text, flag string) bool {
	if strings.Contains(text, "--"+flag) {
		return true
	}
	return slices.ContainsFunc(recipe.Fields(), func(f recipe.Field) bool {
		return recipeFlag(f) == flag && strings.Contains(text, f.Path+" is")
	})
}

// The error of a flag without an effect says why it has none.
func TestFlagsThatOthersSwitchOff(t *testing.T) {
	train := func(more string) []string {
		return with([]string{"train", "--data", "nowhere", "--out", "OUT"}, strings.Fields(more)...)
	}
	pretrain := func(more string) []string {
		return with([]string{"pretrain", "--modality", "audio", "--data", "nowhere", "--out", "OUT"}, strings.Fields(more)...)
	}
	for _, c := range []struct {
		words string
		args  []string
	}{
		{"--patch has no effect with --modality audio, only with image", pretrain("--patch 4")},
		{"--channels has no effect with --modality audio, only with image, video", pretrain("--channels 3")},
		{"--mae-mask-ratio has no effect in train", train("--mae-mask-ratio 0.5")},
		{"--mae-mask-ratio has no effect with --objective labels", pretrain("--objective labels --mae-mask-ratio 0.5")},
		{"--mae-mask-ratio has no effect while mae.time_ratio", pretrain("--mae-mask-ratio 0.5 --mae-time-ratio 0.5")},
		{"--pos-resize has no effect without --init", train("--pos-resize bicubic")},
		{"--lambda has no effect without --aux", train("--lambda 1")},
		{"--lambda-lr has no effect with --freeze-lambda", train("--aux random --freeze-lambda --lambda-lr 2")},
		{"--lambda-lr has no effect in pretrain", pretrain("--objective labels --lambda-lr 2")},
		{"--freeze-aux has no effect with --freeze-backbone", train("--aux random --freeze-aux --freeze-backbone")},
		{"--layer-decay has no effect with --freeze-backbone", train("--layer-decay 0.5 --freeze-backbone")},
		{"--image-shift has no effect with --no-augment", train("--image-shift 0.5 --no-augment")},
		{"--mixup has no effect with --no-augment", train("--mixup 0.5 --no-augment")},
		{"--audio-drop-time has no effect with --no-augment", pretrain("--objective labels --audio-drop-time 0.5 --no-augment")},
		{"--mixup has no effect while mix_prob is 0", train("--mixup 0.5 --mix-prob 0")},
		{"--cutmix has no effect while mix_prob is 0", train("--cutmix 0.5 --mix-prob 0")},
		{"--mix-prob has no effect while mixup and cutmix are 0", train("--mix-prob 0.5")},
		{"--audio-time-masks has no effect while audio.time_width is 0", pretrain("--audio-time-masks 1")},
		{"--audio-freq-masks has no effect while audio.freq_width is 0", pretrain("--audio-freq-masks 1")},
		{"--audio-time-width has no effect while audio.time_masks is 0", pretrain("--audio-time-width 0.5 --audio-time-masks 0")},
		{"--audio-freq-width has no effect while audio.freq_masks is 0", pretrain("--audio-freq-width 0.5 --audio-freq-masks 0")},
		{"--image-rand-augment-magnitude has no effect while", train("--image-rand-augment-magnitude 5")},
		{"--image-random-resized-crop-ratio has no effect while", train("--image-random-resized-crop-ratio 0.5,1")},
	} {
		fails(t, c.words, exitUsage, []string{c.words}, c.args...)
	}
	fails(t, "two flags", exitUsage, []string{"--groups has no effect", "; --lambda has no effect"}, train("--lambda 1 --groups 4")...)
}

// A recipe's file may serve several modalities, and models with and without pathways.
// Fields that do not concern the model are ignored; those that it cannot follow are errors.
func TestSharedRecipes(t *testing.T) {
	file := filepath.Join(t.TempDir(), "shared.yaml")
	datatest.WriteFile(t, file, []byte("lambda_lr: 5\nmae: {mask_ratio: 0.5}\nimage: {shift: 0.1}\npoint: {jitter: 0.1}\nvideo: {frames: 4}\n"))
	for _, m := range []string{"image", "audio", "point", "video"} {
		fails(t, m, exitFailure, []string{"nowhere"}, "train", "--modality", m, "--data", "nowhere", "--recipe", file, "--quiet", "--out", "OUT")
	}
	fails(t, "masked", exitUsage, []string{"lambda_lr is 5", "no pathways"}, "pretrain", "--data", "nowhere", "--recipe", file, "--out", "OUT")
	fails(t, "masked, changed by a flag", exitFailure, []string{"nowhere"}, "pretrain", "--data", "nowhere", "--recipe", file, "--lambda-lr", "1", "--quiet", "--out", "OUT")
}

// Images that have a size of their own are not read with another.
func TestSizesOfData(t *testing.T) {
	if testing.Short() {
		t.Skip("trainings of several sizes")
	}
	data := datatest.MNIST(t, 20, 10)
	for _, data := range []string{data, "synthetic"} {
		fails(t, "channels of "+data, exitUsage, []string{"--channels: found 3"}, trainArgs(data, "--channels", "3")...)
		fails(t, "side of "+data, exitUsage, []string{"--side: found 32"}, trainArgs(data, "--side", "32")...)
	}
	fails(t, "scenes", exitUsage, []string{"--channels: found 3"}, trainArgs(data, "--task", "segment", "--channels", "3")...)
}

// Commands that read a model refuse flags that have no effect on it.
func TestFlagsOfOtherModels(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	images, sounds := datatest.MNIST(t, 20, 10), datatest.FSDD(t)
	mustRun(t, with([]string{"train", "--data", images, "--out", path("image")}, small...)...)
	mustRun(t, with([]string{"train", "--modality", "audio", "--data", sounds, "--out", path("audio")}, tiny...)...)
	wav := filepath.Join(sounds, "0_someone_0.wav")
	fails(t, "task", exitUsage, []string{"--task has no effect", "classify"}, "eval", path("image"), "--data", "nowhere", "--task", "classify")
	fails(t, "max-clip", exitUsage, []string{"--max-clip has no effect"}, "eval", path("image"), "--data", "nowhere", "--max-clip", "99")
	fails(t, "max-clip of files", exitUsage, []string{"--max-clip has no effect"}, "predict", path("image"), wav, "--max-clip", "99")
	fails(t, "picture", exitUsage, []string{"--picture"}, "eval", path("image"), "--data", "nowhere", "--picture", "x.png")
	fails(t, "exif of sounds", exitUsage, []string{"--no-exif has no effect", "audio"}, "predict", path("audio"), wav, "--no-exif")
	fails(t, "pixels of sounds", exitUsage, []string{"--max-pixels has no effect", "audio"}, "eval", path("audio"), "--data", "nowhere", "--max-pixels", "9")
	fails(t, "exif of videos", exitUsage, []string{"--no-exif has no effect with --modality video"}, "train", "--modality", "video", "--data", "nowhere", "--no-exif", "--out", "OUT")
	fails(t, "masks of a classifier", exitUsage, []string{"--ignore-label has no effect", "classify"}, "eval", path("image"), "--data", "nowhere", "--ignore-label", "0")
	fails(t, "invert", exitUsage, []string{"--invert has no effect", "audio"}, "predict", path("audio"), wav, "--invert", "no")
	fails(t, "invert what is no image", exitUsage, []string{"--invert has no effect", "audio"}, "attention", path("audio"), wav, "--invert", "no")
	fails(t, "exif of sounds", exitUsage, []string{"--no-exif has no effect", "audio"}, "attention", path("audio"), wav, "--no-exif")
	fails(t, "pixels of sounds", exitUsage, []string{"--max-pixels has no effect", "audio"}, "attention", path("audio"), wav, "--max-pixels", "9")
	fails(t, "points of sounds", exitUsage, []string{"--max-points has no effect", "audio"}, "attention", path("audio"), wav, "--max-points", "9")
	fails(t, "max-clip of images", exitUsage, []string{"--max-clip has no effect"}, "attention", path("image"), wav, "--max-clip", "99")
	fails(t, "points", exitUsage, []string{"--max-points has no effect", "audio"}, "predict", path("audio"), wav, "--max-points", "9")
	fails(t, "points", exitUsage, []string{"--max-points has no effect", "image"}, "eval", path("image"), "--data", "nowhere", "--max-points", "9")
	fails(t, "out", exitUsage, []string{"--out", "segmenters"}, "predict", path("audio"), wav, "--out", path("given"))
	fails(t, "category", exitUsage, []string{"--category", "segmenters"}, "predict", path("audio"), wav, "--category", "mug")
}

// otherFlags are the flags of the commands that do not train. Flags in brackets have no
// effect on some models; TestFlagsOfOtherModels, TestBadSegments, TestBadBench and
// TestListOfRecipes have the errors.
var otherFlags = map[string]string{
	"bench":        "batch cpuprofile (duration) (model) pathway profile (run) (steps) threads train",
	"demo":         "aux-epochs clips depth dim epochs images others out quiet seed seeds test threads",
	"download":     "dir",
	"attention":    "(invert) (max-clip) (max-pixels) (max-points) (no-exif) out threads",
	"eval":         "(confusion) data (ignore-label) json (mask-colors) (max-clip) (max-pixels) (max-points) (no-exif) (picture) profile (skip-unreadable) (task) threads (validation)",
	"inspect":      "json",
	"merge":        "out",
	"predict":      "(category) (invert) json (max-clip) (max-pixels) (max-points) (no-exif) (out) profile threads top",
	"recipes":      "(modality)",
	"reconstruct":  "data (ignore-label) (mask-colors) (max-clip) (max-pixels) (max-points) (no-exif) out samples seed (skip-unreadable) task threads",
	"study":        "budget out parallel root tables threads",
	"study report": "tables",
}

// Whoever adds a flag to another command has to consider where it has an effect.
func TestFlagsOfOtherCommands(t *testing.T) {
	for path, cmd := range commands() {
		name := strings.TrimPrefix(strings.TrimPrefix(path, "m2pt"), " ")
		var flags []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if groupOf(f) != groupHelp {
				flags = append(flags, f.Name)
			}
		})
		slices.Sort(flags)
		known := strings.Fields(strings.NewReplacer("(", "", ")", "").Replace(otherFlags[name]))
		slices.Sort(known)
		if name != "train" && name != "pretrain" && !slices.Equal(flags, known) {
			t.Errorf("%s has the flags %v, the table %v", name, flags, known)
		}
	}
}
