# The product of two n by n matrices, as lists of lists.
import sys


def make(n, seed):
    return [[(i * seed + j * 7) % 10 - 4.5 for j in range(n)] for i in range(n)]


def product(a, b, n):
    result = [[0.0] * n for _ in range(n)]
    for i in range(n):
        row = a[i]
        target = result[i]
        for j in range(n):
            total = 0.0
            for k in range(n):
                total += row[k] * b[k][j]
            target[j] = total
    return result


def work(n):
    c = product(make(n, 3), make(n, 5), n)
    trace = 0.0
    for i in range(n):
        trace += c[i][i] * (i % 7 + 1) + c[i][n - 1 - i]
    return f"{trace:.3f}"


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
