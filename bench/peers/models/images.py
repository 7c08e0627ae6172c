"""The input that all workers compute on: see input() in worker.go."""
import numpy


def images(batch, channels, side):
    n = batch * channels * side * side
    values = (numpy.arange(n, dtype=numpy.int64) * 7919 % 2003).astype(numpy.float32)
    return (values / numpy.float32(1001) - numpy.float32(1)).reshape(batch, channels, side, side)
