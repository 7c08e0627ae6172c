// Package report compares the results of a study and writes what they show. [Write]
// reads the study's folder and adds report.md, report.html, results.csv,
// differences.csv, lambdas.csv, curves.csv, metrics.csv if results have further
// figures, and plots/*.png. The same folder gives the same bytes.
//
// # Statistics
//
// A result's main figure is its accuracy, or whatever share its Measure names. An arm
// that measures something else than the baseline is not compared with it. What is said
// of accuracies here holds for all measures.
//
// An arm's accuracy is a mean over seeds with its 95 % t-interval. An arm is compared
// with the baseline by differences within pairs of the same seed, size and target:
// their mean and its 95 % t-interval, the p-value of the paired t-test, and two exact
// ones that assume no normal distribution, by flipping signs and by Wilcoxon's signed
// ranks. Holm's correction of the t-test's p-values runs over all comparisons of an
// experiment. A difference counts as one only if the corrected value is below 0.05. The
// exact tests cannot fall below 2^(1−n) for n pairs, that is 0.0625 for five: the
// report shows them, but no verdict depends on them.
package report
