# Edit distances between two texts of n letters.
import sys


def distance(one, other):
    previous = list(range(len(other) + 1))
    for i in range(1, len(one) + 1):
        current = [i]
        for j in range(1, len(other) + 1):
            cost = previous[j - 1]
            if one[i - 1] != other[j - 1]:
                cost = 1 + min(cost, previous[j], current[j - 1])
            current.append(cost)
        previous = current
    return previous[-1]


def text(n, step):
    letters = "abcdefgh"
    return "".join(letters[i * step % 31 % 8] for i in range(n))


def work(n):
    return distance(text(n, 3), text(n, 5))


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
