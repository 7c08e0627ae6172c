// Package study runs a grid of trainings: several arms (a baseline and what is
// compared with it) on several targets and training sizes, each with the same seeds.
// It knows no model. A [Runner] trains; the engine checks, orders, stores and resumes.
// Package report, in the folder below, compares the results and writes what they show.
//
// A study is described by a YAML file ([ReadConfig]). Settings that only the runner
// understands stand under "settings" of the study, an experiment or an arm. The nearer
// one wins key by key, and the engine hands them on as they are. What an arm trains is
// called a [Cell]: target, size, kind, auxiliaries, settings and seed. Two arms of two
// experiments that ask for the same cell share it.
//
// [Run] trains seed by seed, so that the finished seeds are complete whatever a budget
// cuts off, and the baseline before the arms that are paired with it. Its folder:
//
//	study.json              what is studied; another study is refused
//	cells/ID.json           a finished cell with its checksum, written whole
//	cells/ID/               the pictures of that cell
//	cells/ID.failed         why a cell failed; the next run tries it again
//	artefacts/KEY/          what cells share, such as a pretrained auxiliary
//	work/                   how far the cells and artefacts at work are
//	lock                    held while a process works in the folder
//
// A run that is killed goes on with the missing cells when it is started again, and
// with each from its last checkpoint if the [Runner] keeps one.
// [Read] returns what a folder holds.
package study
