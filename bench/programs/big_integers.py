# Integers that leave 64 bits: a sum that gets there half-way, powers, Fibonacci numbers.
import sys


def sum_of_fourth_powers(n):
    total = 0
    for i in range(n):
        total += i * i * i * i * 1000003
    return total


def fibonacci(n):
    a = 0
    b = 1
    for _ in range(n):
        a, b = b, a + b
    return a


def work(n):
    product = 1
    for i in range(1, n // 20 + 2):
        product *= i
    digits = product % 1000000007
    return f"{sum_of_fourth_powers(n)} {fibonacci(n) % 1000000007} {digits}"


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
