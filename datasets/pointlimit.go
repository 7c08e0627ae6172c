package datasets

import "context"

// This file: the limit of points, for the loaders that read many files.

type pointLimitKey struct{}

// LimitPoints returns a context in which the loaders of this package accept at most n
// points of a file, in place of [MaxPoints].
func LimitPoints(ctx context.Context, n int) context.Context {
	return context.WithValue(ctx, pointLimitKey{}, n)
}

// PointLimit returns the largest number of points of a file in a context.
func PointLimit(ctx context.Context) int {
	if n, ok := ctx.Value(pointLimitKey{}).(int); ok {
		return n
	}
	return MaxPoints
}

// within returns o with the limit of a context, unless it has its own.
func (o PointOptions) within(ctx context.Context) PointOptions {
	if o.Limit <= 0 {
		o.Limit = PointLimit(ctx)
	}
	return o
}
