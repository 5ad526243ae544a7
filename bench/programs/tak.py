# Takeuchi's function: calls whose arguments are calls.
import sys


def tak(x, y, z):
    if y >= x:
        return z
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))


def work(n):
    return tak(n, n // 2, n // 4)


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
