# How many ways there are to put n queens on a board of n by n.
import sys


def place(row, n, columns, rising, falling):
    if row == n:
        return 1
    count = 0
    for column in range(n):
        if columns[column] or rising[row + column] or falling[row - column + n]:
            continue
        columns[column] = rising[row + column] = falling[row - column + n] = True
        count += place(row + 1, n, columns, rising, falling)
        columns[column] = rising[row + column] = falling[row - column + n] = False
    return count


def work(n):
    return place(0, n, [False] * n, [False] * (2 * n), [False] * (2 * n + 1))


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
