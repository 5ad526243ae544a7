# Pi from n random points, with a generator of its own.
import sys


class Generator:
    def __init__(self, seed):
        self.seed = seed

    def next(self):
        self.seed = self.seed * 16807 % 2147483647
        return self.seed / 2147483647


def work(n):
    generator = Generator(12345)
    hits = 0
    for _ in range(n):
        x = generator.next()
        y = generator.next()
        if x * x + y * y <= 1.0:
            hits += 1
    return f"{4 * hits / n:.6f}"


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
