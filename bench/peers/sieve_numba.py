import sys

import numpy
from numba import njit


@njit(cache=True)
def work(n):
    is_prime = numpy.ones(n, dtype=numpy.bool_)
    is_prime[0] = False
    is_prime[1] = False
    i = 2
    while i * i < n:
        if is_prime[i]:
            for multiple in range(i * i, n, i):
                is_prime[multiple] = False
        i += 1
    count = 0
    for i in range(n):
        if is_prime[i]:
            count += 1
    return count


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
