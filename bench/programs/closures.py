# Functions that make functions: counters, composition, currying.
import sys


def make_counter(step):
    value = 0

    def count():
        nonlocal value
        value += step
        return value

    return count


def compose(f, g):
    return lambda x: g(f(x))


def add(a):
    return lambda b: a + b


def work(n):
    counters = [make_counter(step) for step in range(1, 6)]
    pipeline = lambda x: x
    for k in range(5):
        pipeline = compose(pipeline, add(k))
    total = 0
    for i in range(n):
        total += counters[i % 5]()
        total = (total + pipeline(i) + add(i)(1)) % 1000000007
    return total


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
