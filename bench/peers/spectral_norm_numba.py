import sys
from math import sqrt

import numpy
from numba import njit


@njit(cache=True)
def element(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


@njit(cache=True)
def multiply(n, vector, result):
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += element(i, j) * vector[j]
        result[i] = total


@njit(cache=True)
def multiply_transposed(n, vector, result):
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += element(j, i) * vector[j]
        result[i] = total


@njit(cache=True)
def ratio(n):
    u = numpy.ones(n)
    v = numpy.zeros(n)
    between = numpy.zeros(n)
    for _ in range(5):
        multiply(n, u, between)
        multiply_transposed(n, between, v)
        multiply(n, v, between)
        multiply_transposed(n, between, u)
    uv = 0.0
    vv = 0.0
    for i in range(n):
        uv += u[i] * v[i]
        vv += v[i] * v[i]
    return uv / vv


def work(n):
    return f"{sqrt(ratio(n)):.9f}"


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
