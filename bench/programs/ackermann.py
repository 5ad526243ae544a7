# Ackermann's function of 2 and 60, n times: deep recursion.
import sys


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def work(n):
    total = 0
    for _ in range(n):
        total += ackermann(2, 60)
    return total


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
