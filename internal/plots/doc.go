// Package plots draws what runs of training have measured, as PNG files. The plots of
// studies are those of package internal/study/report.
package plots
