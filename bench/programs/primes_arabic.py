# Prime and perfect numbers below n: the twin of a program that is all in Arabic.
import sys


def is_prime(number):
    if number < 2:
        return False
    divisor = 2
    while divisor * divisor <= number:
        if number % divisor == 0:
            return False
        divisor += 1
    return True


def sum_of_divisors(number):
    total = 1
    divisor = 2
    while divisor * divisor <= number:
        if number % divisor == 0:
            total += divisor
            if divisor != number // divisor:
                total += number // divisor
        divisor += 1
    return total


def work(n):
    primes = []
    perfect = []
    for number in range(2, n):
        if is_prime(number):
            primes.append(number)
        elif sum_of_divisors(number) == number:
            perfect.append(number)
    return f"{len(primes)} {sum(primes)} {sum(perfect)}"


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
