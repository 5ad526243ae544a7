# Not cached: numba 0.68 crashes on a recursive function from its cache.
import sys

from numba import njit


@njit
def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def work(n):
    return fib(n)


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
