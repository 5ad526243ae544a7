import sys

from numba import njit


@njit(cache=True)
def length(start):
    steps = 1
    while start != 1:
        if start % 2 == 0:
            start = start // 2
        else:
            start = 3 * start + 1
        steps += 1
    return steps


@njit(cache=True)
def work(n):
    longest = 0
    best = 0
    for start in range(1, n):
        steps = length(start)
        if steps > longest:
            longest = steps
            best = start
    return best * 1000 + longest


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
