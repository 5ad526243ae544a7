# The spectral norm of an infinite matrix, cut to n by n.
import sys
from math import sqrt


def element(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def multiply(n, vector, result):
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += element(i, j) * vector[j]
        result[i] = total


def multiply_transposed(n, vector, result):
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += element(j, i) * vector[j]
        result[i] = total


def work(n):
    u = [1.0] * n
    v = [0.0] * n
    between = [0.0] * n
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
    return f"{sqrt(uv / vv):.9f}"


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
