// Package study runs a grid of trainings and reports what they say: several
// arms (a baseline and what is compared with it) on several targets and
// training sizes, each with the same seeds. It knows no model: a [Runner]
// trains, the engine orders, stores, resumes, compares and writes.
//
// A study is described by a YAML file ([ReadConfig]). Settings that only the
// runner understands stand under "settings" of the study, an experiment or an
// arm, the nearer one winning key by key; the engine hands them on as they are.
// What an arm trains is called a [Cell]: target, size, kind, auxiliaries,
// settings and seed. Two arms of two experiments that ask for the same cell
// share it.
//
// [Run] trains seed by seed, so that whatever a budget cuts off, the finished
// seeds are complete, and the baseline before the arms that are paired with
// it. Its folder:
//
//	study.json              what is studied; another study is refused
//	cells/ID.json           a finished cell with its checksum, written whole
//	cells/ID/               the pictures of that cell
//	cells/ID.failed         why a cell failed; it is tried again by the next run
//	artefacts/KEY/          what cells share, such as a pretrained auxiliary
//	lock                    held while a process works in the folder
//
// A run that is killed goes on with the missing cells when it is started again.
// [Report] reads the folder and writes report.md, report.html, results.csv,
// differences.csv, lambdas.csv, curves.csv, metrics.csv where results have further
// figures, and plots/*.png; the same folder gives the same bytes.
//
// # Statistics
//
// A result's main figure is its accuracy, or whatever share its Measure names; arms
// with another measure than the baseline's are not compared with it. What is said of
// accuracies here holds for all.
//
// An arm's accuracy is a mean over seeds with its 95 % t-interval. An arm is
// compared with the baseline by differences within pairs of the same seed,
// size and target: mean, 95 % t-interval, the p-value of the paired t-test, and
// two exact ones that assume no normal distribution, by flipping signs and by
// Wilcoxon's signed ranks. Holm's correction of the t-test's p-values runs over
// all comparisons of an experiment; a difference counts as one only if the
// corrected value is below 0.05. The exact tests cannot fall below 2^(1−n)
// for n pairs, that is 0.0625 for five: they are shown beside, not decided on.
package study
