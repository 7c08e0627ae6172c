package report

import (
	"errors"
	"os"
	"path/filepath"
	"sort"

	"github.com/gopathway/pathway/internal/atomicfile"
	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/plot"
)

// Write reads the folder of a study, finished or not, and writes report.md,
// report.html, the CSV files and plots/ into it. It trains nothing, and the
// same folder gives the same bytes.
func Write(out string) error {
	c, err := study.Read(out)
	if err != nil {
		return err
	}
	a := analyse(c)
	plots := filepath.Join(out, "plots")
	if err := errors.Join(os.RemoveAll(plots), os.MkdirAll(plots, 0o777)); err != nil {
		return err
	}
	figures, err := a.plot(out)
	if err != nil {
		return err
	}
	files := a.csvFiles()
	if files[metricsFile] == nil {
		if err := os.RemoveAll(filepath.Join(out, metricsFile)); err != nil {
			return err
		}
	}
	doc, err := a.document(figures)
	if err != nil {
		return err
	}
	files["report.md"] = doc.markdown()
	if files["report.html"], err = doc.html(out); err != nil {
		return err
	}
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if err := atomicfile.WriteBytes(filepath.Join(out, name), files[name]); err != nil {
			return err
		}
	}
	return nil
}

// figures are the plots of a report, by target and by table.
type figures struct {
	targets map[string][]figure // by targetKey
	tables  map[string][]figure // by tableKey
}

func targetKey(t table) string { return study.Slug(t.Experiment.Name) + "-" + study.Slug(t.Target) }
func tableKey(t table) string  { return targetKey(t) + "-" + study.SizeLabel(t.Size) }

// plot draws all plots for which there are figures.
func (a *analysis) plot(out string) (figures, error) {
	fig := figures{map[string][]figure{}, map[string][]figure{}}
	save := func(into map[string][]figure, key, what, title string, p *plot.Plot) error {
		if p == nil {
			return nil
		}
		file := "plots/" + what + "-" + key + ".png"
		into[key] = append(into[key], figure{file, title})
		return p.WritePNG(filepath.Join(out, filepath.FromSlash(file)))
	}
	for i := 0; i < len(a.tables); {
		t := a.tables[i]
		n := len(t.Experiment.Sizes)
		sizes := a.tables[i : i+n]
		where := t.Experiment.Name + ", " + t.Target
		label, file := or(measures(sizes...)), study.Accuracy
		if label != study.Accuracy {
			file = "measure"
		}
		err := errors.Join(
			save(fig.targets, targetKey(t), file, where+": test "+label+", mean over seeds with 95 % interval; small dots are seeds", accuracyPlot(sizes)),
			save(fig.targets, targetKey(t), "differences", where+": paired difference to "+t.Experiment.Baseline+" in percentage points, mean with 95 % interval; small dots are seeds", differencePlot(sizes)))
		for _, t := range sizes {
			where := where + ", " + study.SizeLabel(t.Size) + " samples"
			err = errors.Join(err,
				save(fig.tables, tableKey(t), "curves", where+": learning curves, mean over seeds ± standard deviation", curvePlot(t)),
				save(fig.tables, tableKey(t), "lambdas", where+": learned λ, mean over seeds ± standard deviation", lambdaPlot(t)))
		}
		if err != nil {
			return fig, err
		}
		i += n
	}
	return fig, nil
}
