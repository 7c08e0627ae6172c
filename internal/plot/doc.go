// Package plot draws plots with axes, for the public package plot and for the reports of
// studies: it knows no models. It has the name of the public package, which documents its
// functions, because values and panics tell that name to users.
package plot
