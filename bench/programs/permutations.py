# All permutations of n things, by a generator that calls itself.
import sys


def permute(items):
    if len(items) <= 1:
        yield items
        return
    for i in range(len(items)):
        rest = items[:i] + items[i + 1 :]
        for tail in permute(rest):
            yield [items[i]] + tail


def work(n):
    checksum = 0
    count = 0
    for permutation in permute(list(range(n))):
        count += 1
        checksum = (checksum * 31 + permutation[0] * permutation[-1]) % 1000003
    return count * 1000003 + checksum


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
