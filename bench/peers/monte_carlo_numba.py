import sys

from numba import njit


@njit(cache=True)
def hits(n):
    seed = 12345
    found = 0
    for _ in range(n):
        seed = seed * 16807 % 2147483647
        x = seed / 2147483647
        seed = seed * 16807 % 2147483647
        y = seed / 2147483647
        if x * x + y * y <= 1.0:
            found += 1
    return found


def work(n):
    return f"{4 * hits(n) / n:.6f}"


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
