# Raising and catching: in the same function, from a callee, own classes, finally.
import sys


class TooBig(Exception):
    def __init__(self, value):
        super().__init__(f"{value} is too big")
        self.value = value


def check(value):
    if value % 3 == 0:
        raise TooBig(value)
    if value % 5 == 0:
        raise ValueError(value)
    return value


def careful(value):
    try:
        return check(value)
    finally:
        value += 1


def work(n):
    total = 0
    caught = 0
    lookup = {0: "zero", 1: "one"}
    for i in range(n):
        try:
            total += careful(i)
        except TooBig as error:
            caught += 1
            total += error.value % 10
        except ValueError:
            caught += 2
        else:
            total += 1
        try:
            total += len(lookup[i % 4])
        except KeyError:
            total -= 1
    return total * 10 + caught % 10


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
