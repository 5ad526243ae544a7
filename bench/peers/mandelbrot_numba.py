import sys

from numba import njit


@njit(cache=True)
def work(n):
    inside = 0
    rounds = 0
    for row in range(n):
        imaginary = 2.0 * row / n - 1.0
        for column in range(n):
            real = 2.0 * column / n - 1.5
            x = 0.0
            y = 0.0
            i = 0
            while i < 50 and x * x + y * y <= 4.0:
                x, y = x * x - y * y + real, 2.0 * x * y + imaginary
                i += 1
            rounds += i
            if i == 50:
                inside += 1
    return inside * 1000000 + rounds % 1000000


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
