# Generators in a chain, `yield from`, and generator expressions.
import sys


def numbers(n):
    i = 0
    while i < n:
        yield i
        i += 1


def squares(source):
    for value in source:
        yield value * value


def only_odd(source):
    for value in source:
        if value % 2 == 1:
            yield value


def walk(tree):
    if tree:
        left, value, right = tree
        yield from walk(left)
        yield value
        yield from walk(right)


def balanced(low, high):
    if low >= high:
        return None
    middle = (low + high) // 2
    return (balanced(low, middle), middle, balanced(middle + 1, high))


def work(n):
    total = 0
    for value in only_odd(squares(numbers(n))):
        total += value
    in_order = 0
    for position, value in enumerate(walk(balanced(0, n // 4))):
        in_order += position * value % 7
    return total + in_order + sum(value % 3 for value in numbers(n) if value % 5 != 0)


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
