# Recursive calls and nothing else.
import sys


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def work(n):
    return fib(n)


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
