package pipeline

import "context"

// This file: calls that read files and end when their context does.

// abandonable returns what f returns, or ctx's error as soon as ctx ends: then f is
// left behind, because a read can be blocked where nothing can end it, such as on a
// pipe or a network folder. It hands panics of f on.
func abandonable[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type result struct {
		v     T
		err   error
		panic any
	}
	var none T
	if err := ended(ctx); err != nil {
		return none, err
	}
	done := make(chan result, 1)
	go func() {
		var r result
		defer func() {
			r.panic = recover()
			done <- r
		}()
		r.v, r.err = f()
	}()
	select {
	case r := <-done:
		if r.panic != nil {
			panic(r.panic)
		}
		return r.v, r.err
	case <-ctx.Done():
		return none, ctx.Err()
	}
}

// ended returns ctx's error if it has ended.
func ended(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	default:
		return nil
	}
}
