import sys

import numpy
from numba import njit


@njit(cache=True)
def make(n, seed):
    matrix = numpy.empty((n, n))
    for i in range(n):
        for j in range(n):
            matrix[i, j] = (i * seed + j * 7) % 10 - 4.5
    return matrix


@njit(cache=True)
def trace_of_product(n):
    a = make(n, 3)
    b = make(n, 5)
    c = numpy.zeros((n, n))
    for i in range(n):
        for j in range(n):
            total = 0.0
            for k in range(n):
                total += a[i, k] * b[k, j]
            c[i, j] = total
    trace = 0.0
    for i in range(n):
        trace += c[i, i] * (i % 7 + 1) + c[i, n - 1 - i]
    return trace


def work(n):
    return f"{trace_of_product(n):.3f}"


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
