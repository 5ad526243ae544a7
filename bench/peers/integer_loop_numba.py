import sys

from numba import njit


@njit(cache=True)
def work(n):
    total = 0
    i = 0
    while i < n:
        if i % 3 == 0:
            total += i * i % 7
        else:
            total -= i // 5 % 11
        i += 1
    return total


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
