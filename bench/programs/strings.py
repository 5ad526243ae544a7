# Building strings: concatenation, formatting, joining, replacing, reversing.
import sys


def caesar(text, shift):
    result = ""
    for letter in text:
        if letter.isalpha():
            result += chr((ord(letter) - ord("a") + shift) % 26 + ord("a"))
        else:
            result += letter
    return result


def is_palindrome(text):
    return text == text[::-1]


def work(n):
    lines = []
    for i in range(n):
        lines.append(f"{i:05d}: {i * i:>10} {i / 8:.2f} item-{i % 13}")
    page = "\n".join(lines).replace("item", "thing").lower()
    coded = caesar(page, 3)
    vowels = 0
    for letter in page:
        if letter in "aeiou":
            vowels += 1
    palindromes = 0
    for i in range(n):
        if is_palindrome(str(i)):
            palindromes += 1
    return f"{len(coded)} {vowels} {palindromes} {caesar(coded, 23) == page}"


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
