# Trees of objects made, counted and dropped.
import sys


class Tree:
    def __init__(self, left, right):
        self.left = left
        self.right = right

    def count(self):
        if self.left is None:
            return 1
        return 1 + self.left.count() + self.right.count()


def grow(depth):
    if depth == 0:
        return Tree(None, None)
    return Tree(grow(depth - 1), grow(depth - 1))


def work(n):
    total = 0
    for depth in range(2, n + 1):
        for _ in range(1 << ((n - depth) // 2)):
            total += grow(depth).count()
    return total


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
