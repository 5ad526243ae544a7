# Pancakes: the most flips that any permutation of 1..n needs, and a checksum over all of them.
import sys


def work(n):
    permutation = list(range(n))
    counts = [0] * n
    most = 0
    checksum = 0
    sign = 1
    r = n
    while True:
        while r > 1:
            counts[r - 1] = r
            r -= 1
        flipped = permutation[:]
        flips = 0
        first = flipped[0]
        while first != 0:
            low = 0
            high = first
            while low < high:
                flipped[low], flipped[high] = flipped[high], flipped[low]
                low += 1
                high -= 1
            flips += 1
            first = flipped[0]
        if flips > most:
            most = flips
        checksum += sign * flips
        sign = -sign
        while True:
            if r == n:
                return checksum * 100 + most
            head = permutation[0]
            for i in range(r):
                permutation[i] = permutation[i + 1]
            permutation[r] = head
            counts[r] -= 1
            if counts[r] > 0:
                break
            r += 1


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
