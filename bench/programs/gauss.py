# Linear equations: elimination with row exchanges, then substitution.
import sys


def make(n):
    matrix = []
    seed = 42
    for _ in range(n):
        row = []
        for _ in range(n):
            seed = seed * 16807 % 2147483647
            row.append(seed / 2147483647 - 0.5)
        matrix.append(row)
    return matrix


def solve(matrix, right):
    n = len(matrix)
    for column in range(n):
        pivot = column
        for row in range(column + 1, n):
            if abs(matrix[row][column]) > abs(matrix[pivot][column]):
                pivot = row
        matrix[column], matrix[pivot] = matrix[pivot], matrix[column]
        right[column], right[pivot] = right[pivot], right[column]
        upper = matrix[column]
        for row in range(column + 1, n):
            lower = matrix[row]
            factor = lower[column] / upper[column]
            for k in range(column, n):
                lower[k] -= factor * upper[k]
            right[row] -= factor * right[column]
    solution = [0.0] * n
    for row in range(n - 1, -1, -1):
        total = right[row]
        for k in range(row + 1, n):
            total -= matrix[row][k] * solution[k]
        solution[row] = total / matrix[row][row]
    return solution


def work(n):
    matrix = make(n)
    wanted = [float(i % 5 - 2) for i in range(n)]
    right = []
    for row in matrix:
        total = 0.0
        for k in range(n):
            total += row[k] * wanted[k]
        right.append(total)
    solution = solve(matrix, right)
    checksum = 0.0
    for i in range(n):
        checksum += solution[i] * (i + 1)
    return f"{checksum:.4f}"


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
